import ArgumentParser
import SwiftProtobuf
import Testing
import Wire

@testable import berth

@Suite("The commands of moves")
struct MoveArgumentTests {
    private let uuid = "11111111-1111-4111-8111-111111111111"
    private let migration = "22222222-2222-4222-8222-222222222222"

    private var instance: Berth_Tracker_V1_Instance {
        .with {
            $0.uuid = uuid
            $0.flavor = .with {
                $0.id = "f1"
                $0.name = "small"
                $0.vcpus = 2
                $0.memoryMb = 2_048
            }
        }
    }

    private func claim(_ options: [String]) throws -> Berth_Tracker_V1_ClaimMoveRequest {
        let arguments = ["move", "claim", uuid, "--host", "dst", "--source-host", "src"] + options
        return try #require(try Berth.parseAsRoot(arguments) as? MoveClaimCommand).message(instance)
    }

    @Test("Options of size make a resize, and what they leave out stays")
    func resize() throws {
        let message = try claim(["--vcpus", "4", "--flavor-id", "f2", "--lease", "10m", "--limit-vcpus", "64"])
        #expect(message.host == "dst" && message.node == "dst" && message.instance == instance)
        #expect(message.newFlavor.id == "f2" && message.newFlavor.vcpus == 4 && message.newFlavor.memoryMb == 2_048)
        #expect(message.newFlavor.name.isEmpty && message.migration.type == .resize)
        #expect(message.migration.sourceHost == "src" && message.migration.sourceNode == "src")
        #expect(message.lease.seconds == 600 && message.limits.vcpus == 64)
    }

    @Test("Without a size the kind is as given, or the tracker's to tell; a record is taken over and added to")
    func others() throws {
        #expect(try claim([]).migration.type == .unspecified && !(try claim([]).hasNewFlavor))
        #expect(try claim(["--type", "live-migration"]).migration.type == .liveMigration)
        let record = #"{"status":"accepted","type":"EVACUATION"}"#
        let message = try claim(["--migration", migration, "--migration-json", record, "--source-node", "n1"])
        #expect(message.migration.status == "accepted" && message.migration.type == .evacuation)
        #expect(message.migration.uuid == migration && message.migration.sourceNode == "n1")
    }

    @Test("JSON that does not fit the schema is refused before anything is sent")
    func badRecord() throws {
        let error = #expect(throws: ToolError.self) { try claim(["--migration-json", #"{"stauts":"x"}"#]) }
        #expect(error?.status == .invalidArgument && error?.message.contains("--migration-json") == true)
    }

    @Test(
        "What does not make sense together is refused",
        arguments: [
            ["claim", "--host", "h"], ["claim", "u", "--host", "h"], ["claim", "u", "--host", "h", "--type", "x"],
            ["confirm", "m", "--host", "h", "--record-from", "d", "--migration-json", "{}"], ["update", "m"],
        ])
    func refused(arguments: [String]) {
        #expect(throws: (any Error).self) { try Berth.parseAsRoot(["move"] + arguments) }
    }
}

@Suite("Moves and holders as text")
struct MoveTextTests {
    private var move: Berth_Tracker_V1_Migration {
        .with {
            $0.uuid = "m1"
            $0.instanceUuid = "i1"
            $0.type = .resize
            $0.status = "finished"
            ($0.sourceHost, $0.sourceNode) = ("src", "src")
            ($0.destHost, $0.destNode) = ("dst", "n2")
        }
    }

    @Test("A record shows both ends, and what each side may report next")
    func record() {
        let text = MigrationText.people(move)
        #expect(text.contains("src\n") && text.contains("dst/n2"))
        #expect(text.contains("source may report       confirmed, confirming, error, reverting"))
        #expect(text.contains("destination may report"))
    }

    @Test("Open moves are listed, those that are over only counted")
    func section() {
        var over = move
        (over.uuid, over.status) = ("m2", "confirmed")
        let text = MigrationText.section([move, over])
        #expect(text.contains("m1") && !text.contains("m2") && text.contains("still on record: 1."))
        #expect(MigrationText.section([]).isEmpty)
        var unknown = move
        unknown.status = "of a later version"
        #expect(MigrationText.section([unknown]).contains("m1"))
    }

    @Test("A holder is told with its side, its request, its time, its lease and its units")
    func holder() {
        let grant = Berth_Tracker_V1_Grant.with {
            $0.instanceUuid = "i1"
            $0.side = .moveOld
            $0.migrationUuid = "m1"
            $0.claimRequestID = "key-1"
            $0.createTime = .init(seconds: 0, nanos: 5)
            $0.leaseEndTime = .init(seconds: 60)
            $0.resources = [
                .with {
                    $0.resourceClass = "CUSTOM_X"
                    $0.units = [.with { $0.identifier = "u7" }]
                }
            ]
            $0.pciDevices = [.with { $0.address = "0000:3b:00.1" }]
        }
        let text = HolderText.table([grant], names: .instances)
        for part in [
            "i1", "old side of m1", "key-1", "1970-01-01T00:00:00Z", "1970-01-01T00:01:00Z",
            "CUSTOM_X u7, PCI 0000:3b:00.1",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(!HolderText.table([.init()], names: .nodes).contains("LEASE"))
    }
}
