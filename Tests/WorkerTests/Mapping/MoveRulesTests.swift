import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

/// What requests about moves must keep, and how they become commands.
@Suite("Requests about moves")
struct MoveRulesTests {
    private let host = ValidRequests.host
    private let move = ValidRequests.otherUUID

    private func migration() -> Berth_Tracker_V1_Migration {
        .with {
            $0.uuid = move.uppercased()
            $0.instanceUuid = ValidRequests.uuid
            $0.type = .resize
            $0.status = "pre-migrating"
            $0.sourceHost = "a"
            $0.sourceNode = "n"
        }
    }

    private func claim() -> Berth_Tracker_V1_ClaimMoveRequest {
        .with {
            $0.host = host
            $0.node = "kvm"
            $0.instance = ValidRequests.instance()
            $0.newFlavor = ValidRequests.flavor()
            $0.migration = migration()
            $0.lease = .init(seconds: 60, nanos: 0)
        }
    }

    private func fields(_ make: () throws -> some Any) throws -> [String] {
        try #require(#expect(throws: ValidationFailure.self) { _ = try make() }).violations.map(\.field)
    }

    @Test("A claim of a destination becomes a command, UUIDs in lower case")
    func claimMove() throws {
        let command = try RequestMapping.claimMove(claim(), routingKey: host)
        #expect(command.migration.uuid == move)
        #expect(command.migration.source == NodeIdentifier(host: "a", name: "n"))
        #expect(command.migration.destination == nil)
        #expect(command.newFlavor?.id == "m1.small")
        #expect(command.leaseNanoseconds == 60_000_000_000)
    }

    @Test("Every field of a claim of a destination that breaks its rule is named")
    func brokenClaim() throws {
        var request = claim()
        request.migration.status = "moving"
        request.migration.sourceNode = ""
        request.migration.newFlavor.vcpus = -1
        request.newFlavor.memoryMb = -1
        request.lease = .init(seconds: -1, nanos: 0)
        #expect(
            try fields { try RequestMapping.claimMove(request, routingKey: host) } == [
                "new_flavor.memory_mb", "migration.status", "migration.source_node", "migration.new_flavor.vcpus",
                "lease",
            ])
        request = claim()
        request.clearMigration()
        #expect(try fields { try RequestMapping.claimMove(request, routingKey: host) } == ["migration"])
    }

    @Test("A record in a request is that of the migration which the request names")
    func otherRecord() throws {
        let confirm = Berth_Tracker_V1_ConfirmMoveRequest.with {
            $0.host = host
            $0.node = "kvm"
            $0.migrationUuid = ValidRequests.uuid
            $0.migration = migration()
        }
        #expect(try fields { try RequestMapping.confirmMove(confirm, routingKey: host) } == ["migration.uuid"])
        let update = Berth_Tracker_V1_UpdateMigrationRequest.with {
            $0.host = host
            $0.migrationUuid = move
            $0.status = "running (post-copy)"
            $0.migration = migration()
            $0.instance.uuid = ValidRequests.uuid
            $0.instance.host = "a"
            $0.instance.node = "n"
        }
        let command = try RequestMapping.updateMigration(update, routingKey: host)
        #expect(command.status == .runningPostCopy)
        #expect(command.location == NodeIdentifier(host: "a", name: "n"))
    }

    @Test(
        "An abort leads to one of three statuses, or to none", arguments: ["", "failed", "cancelled", "error", "done"])
    func abort(status: String) throws {
        let request = Berth_Tracker_V1_AbortMoveRequest.with {
            $0.host = host
            $0.node = "kvm"
            $0.migrationUuid = move
            $0.status = status
        }
        if status == "done" {
            #expect(try fields { try RequestMapping.abortMove(request, routingKey: host) } == ["status"])
        } else {
            #expect(try RequestMapping.abortMove(request, routingKey: host).status?.rawValue ?? "" == status)
        }
    }

    @Test("A measurement has a time, and either a value or values by cell")
    func metrics() throws {
        let time = Google_Protobuf_Timestamp(seconds: 1, nanos: 0)
        let request = Berth_Tracker_V1_ReportMetricsRequest.with {
            $0.host = host
            $0.node = "kvm"
            $0.metrics = [
                .with {
                    $0.name = "cpu.percent"
                    $0.value = 97
                    $0.time = time
                },
                .with { $0.name = "both" },
                .with {
                    $0.name = "cells"
                    $0.time = time
                    $0.numaValues = [.with { $0.cell = 1 }, .with { $0.cell = 1 }]
                },
            ]
        }
        #expect(
            try fields { try RequestMapping.reportMetrics(request, routingKey: host) } == [
                "metrics[1].time", "metrics[1]", "metrics[2].numa_values[1].cell",
            ])
    }

    @Test("An item of an audit that breaks a rule is left out and named, and the others stay")
    func audit() throws {
        let request = Berth_Tracker_V1_AuditNodeRequest.with {
            $0.host = host
            $0.node = "kvm"
            $0.instances = [
                ValidRequests.instance(), .with { $0.uuid = "no" },
                .with {
                    $0.uuid = ValidRequests.otherUUID
                    $0.flavor.vcpus = -3
                },
            ]
            $0.migrations = [migration(), .with { $0.status = "x" }]
            $0.guests = [.with { $0.instanceUuid = ValidRequests.uuid }]
            $0.allocations.consumers = [.with { $0.uuid = "?" }]
        }
        let command = try RequestMapping.auditNode(request, routingKey: host)
        #expect(command.instances.map(\.uuid) == [ValidRequests.uuid])
        #expect(command.migrations.map(\.uuid) == [move])
        #expect(command.guests.count == 1)
        #expect(command.consumers == [])
        #expect(
            command.invalid.map(\.subject) == [
                "instances[1]", ValidRequests.otherUUID, "migrations[1]", "allocations.consumers[0]",
            ])
        #expect(command.invalid[1].message.contains("flavor.vcpus"))
    }

    @Test("Recorded devices are checked as a whole and taken over in lower case")
    func recordedDevices() throws {
        func recorded(_ number: Int, _ changes: (inout Berth_Tracker_V1_PciDevice) -> Void) -> Berth_Tracker_V1_Grant {
            .with {
                $0.instanceUuid = "00000000-0000-4000-8000-00000000000\(number)"
                ($0.host, $0.node, $0.side) = (host, "kvm", .instance)
                var device = Berth_Tracker_V1_PciDevice()
                (device.address, device.vendorID, device.productID) = ("0000:AF:00.0", "10DE", "1DB6")
                device.type = .standard
                changes(&device)
                $0.pciDevices = [device]
            }
        }
        var twice = recorded(9) { _ in }
        twice.pciDevices += twice.pciDevices
        twice.pciDevices[1].address = "0000:af:00.0"
        let request = Berth_Tracker_V1_AuditNodeRequest.with {
            ($0.host, $0.node) = (host, "kvm")
            $0.recorded = [
                recorded(1) { _ in }, recorded(2) { $0.address = "rubbish" }, recorded(3) { $0.vendorID = "zz" },
                recorded(4) { $0.type = .unspecified }, recorded(5) { $0.status = .removed },
                recorded(6) { $0.parentAddress = "81" }, recorded(7) { $0.extra = ["": "x"] },
                recorded(8) { $0.productID = "" }, twice,
            ]
        }
        let command = try RequestMapping.auditNode(request, routingKey: host)
        #expect(command.recorded.count == 1 && command.invalid.count == 8)
        let device = command.recorded.first?.pciDevices.first
        #expect(device?.address == "0000:af:00.0" && device?.vendorID == "10de" && device?.productID == "1db6")
        #expect(command.invalid.allSatisfy { $0.message.contains("pci_devices") })
    }

    @Test("A node's own fields in an audit keep their rules, or the audit is refused")
    func auditHead() throws {
        let request = Berth_Tracker_V1_AuditNodeRequest.with {
            $0.host = host
            $0.nodeUuid = "no"
            $0.generation = -1
        }
        #expect(
            try fields { try RequestMapping.auditNode(request, routingKey: host) } == [
                "node", "node_uuid", "generation",
            ])
    }

    @Test("A new move has a UUID that is made of its request's key, the same for the same key")
    func newMove() throws {
        var request = claim()
        request.migration.uuid = ""
        let command = Command.claimMove(try RequestMapping.claimMove(request, routingKey: host))
        guard case .claimMove(let first) = command.identified(by: "key-1"),
            case .claimMove(let again) = command.identified(by: "key-1"),
            case .claimMove(let other) = command.identified(by: "key-2")
        else {
            Issue.record("a claim stays a claim")
            return
        }
        #expect(Rules.uuid.violation(of: first.migration.uuid) == nil)
        #expect(first.migration.uuid == again.migration.uuid)
        #expect(first.migration.uuid != other.migration.uuid)
    }

    @Test("Every refusal that can be cured has a subject whose facts are waited for")
    func curable() throws {
        for entry in CurableRefusals.table {
            let message = try MessageCodec(.json).decodeRequest(
                entry.method, from: Array(Self.body(entry.method, host: host, move: move).utf8))
            let command = try RequestMapping.command(method: entry.method, message: message, routingKey: host)
            #expect(HeldSubject.of(command, entry.waitsFor) != nil, "\(entry.method.rawValue), \(entry.reason)")
        }
    }

    /// A request of each method that can be held.
    private static func body(_ method: Wire.Method, host: String, move: String) -> String {
        let place = "\"host\":\"\(host)\",\"node\":\"kvm\""
        let instance = "{\"uuid\":\"\(ValidRequests.uuid)\",\"flavor\":{\"vcpus\":1}}"
        return switch method {
        case .claimInstance: "{\(place),\"instance\":\(instance)}"
        case .claimMove: "{\(place),\"instance\":\(instance),\"migration\":{\"uuid\":\"\(move)\"}}"
        case .updateMigration:
            "{\"host\":\"\(host)\",\"migrationUuid\":\"\(move)\",\"status\":\"migrating\","
                + "\"migration\":{\"sourceHost\":\"\(host)\",\"sourceNode\":\"kvm\"}}"
        case .finishMove, .confirmMove, .revertMove: "{\(place),\"migrationUuid\":\"\(move)\"}"
        case .claimPciDevices, .allocatePciDevices, .freePciDevices:
            "{\(place),\"instanceUuid\":\"\(ValidRequests.uuid)\"}"
        default: "{\(place)}"
        }
    }
}
