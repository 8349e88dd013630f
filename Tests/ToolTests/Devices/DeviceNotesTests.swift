import SwiftProtobuf
import Testing
import Wire

@testable import berth

@Suite("What is said when an instance has fewer devices than it should")
struct DeviceNotesTests {
    private func grant(
        _ side: Berth_Tracker_V1_Grant.Side, devices: Int, node: String = "src", move: String = ""
    ) -> Berth_Tracker_V1_Grant {
        .with {
            ($0.instanceUuid, $0.host, $0.node, $0.side, $0.migrationUuid) = ("i-1", node, node, side, move)
            $0.pciDevices = (0..<devices).map { number in .with { $0.address = "0000:0\(number):00.0" } }
            $0.flavorID = "f1"
        }
    }

    private func claimed(
        _ type: Berth_Tracker_V1_Migration.TypeEnum, devices: Int = 0
    ) -> Berth_Tracker_V1_ClaimMoveResponse {
        .with {
            $0.migration = .with {
                ($0.uuid, $0.instanceUuid, $0.type) = ("m-1", "i-1", type)
                ($0.sourceHost, $0.sourceNode, $0.destHost, $0.destNode) = ("src", "src", "dst", "n2")
            }
            $0.grant = grant(.moveNew, devices: devices, node: "n2", move: "m-1")
        }
    }

    @Test("A move that leaves devices behind names the command that takes the like")
    func move() {
        let source = [grant(.moveOld, devices: 1), grant(.instance, devices: 2)]
        let command = "  berth pci claim i-1 --host dst --node n2 --migration m-1 --from-host src\n"
        #expect(
            MoveDeviceNote.text(claimed(.liveMigration), source: source)
                == "The instance has 2 devices at src and none here: a live migration takes its own apart, before the "
                + "guest is switched over:\n" + command)
        let cold = MoveDeviceNote.text(claimed(.coldMigration), source: source)
        #expect(cold?.contains("the claim asked for none") == true && cold?.hasSuffix(command) == true)
        #expect(MoveDeviceNote.text(claimed(.coldMigration, devices: 1), source: source) == nil)
        #expect(MoveDeviceNote.text(claimed(.liveMigration), source: [grant(.instance, devices: 0)]) == nil)
        #expect(MoveDeviceNote.text(claimed(.liveMigration), source: []) == nil)
    }

    @Test("When a side knows the end of a move, the other one is to be told, if it is on another host")
    func next() {
        let move = claimed(.resize).migration
        #expect(
            MoveNextStep.text(move, status: "confirmed", here: "src")
                == "Now tell the destination: berth move update m-1 --host dst --status confirmed --record-from src")
        #expect(
            MoveNextStep.text(move, status: "reverted", here: "dst")
                == "Now tell the source: berth move update m-1 --host src --status reverted --record-from dst")
        var within = move
        within.destHost = "src"
        #expect(MoveNextStep.text(within, status: "confirmed", here: "src") == nil)
    }

    @Test("Devices that have no claim to go to: the option that would have named it")
    func hint() {
        let move = grant(.moveNew, devices: 0, move: "m-1"), own = grant(.instance, devices: 0)
        #expect(
            DeviceClaimHint.text(instance: "I-1", migration: "", grants: [move])
                == "It has the claim of a move there: add --migration m-1")
        #expect(
            DeviceClaimHint.text(instance: "i-1", migration: "m-1", grants: [own]).contains("leave --migration out"))
        #expect(DeviceClaimHint.text(instance: "i-1", migration: "", grants: nil).contains("--migration UUID"))
        #expect(DeviceClaimHint.text(instance: "i-2", migration: "m-1", grants: [move]).contains("move show m-1"))
    }

    @Test("Nothing to be allocated is said in plain words")
    func nothing() {
        #expect(DeviceChangeText.people("In use now:", [], none: "no claimed device") == "no claimed device\n")
    }

    @Test("An instance with fewer devices than flavor and ports ask for says so, on each side")
    func counts() {
        var answer = Berth_Tracker_V1_GetInstanceResponse()
        answer.instance.flavor.id = "f1"
        answer.instance.flavor.extraSpecs["pci_passthrough:alias"] = "gpu:2, nic: 1"
        answer.instance.pciRequests = [.with { $0.count = 1 }]
        answer.migrations = [
            .with {
                ($0.uuid, $0.type) = ("m-1", .resize)
                $0.newFlavor.extraSpecs["pci_passthrough:alias"] = "gpu:1"
            }
        ]
        answer.grants = [grant(.instance, devices: 0), grant(.moveNew, devices: 1, node: "dst", move: "m-1")]
        #expect(
            DeviceCountText.people(answer)
                == "asks for 4 devices, has 0 here: src, own\nasks for 2 devices, has 1 here: dst, new side of m-1\n")
        #expect(InstanceText.people(answer).contains("asks for 4 devices, has 0 here: src, own\n"))
        answer.grants = [grant(.instance, devices: 4)]
        #expect(DeviceCountText.people(answer).isEmpty)
        // A new flavor asks anew, whatever has been looked up for the old one.
        answer.grants = [grant(.moveNew, devices: 1, node: "dst", move: "m-1")]
        answer.instance.pciRequests.append(.with { ($0.aliasName, $0.count) = ("gpu", 9) })
        #expect(DeviceCountText.people(answer).hasPrefix("asks for 2 devices, has 1 here: dst"))
        answer.instance.pciRequests.removeLast()
        // Of another size, and with requests that have been looked up, only what is known counts.
        answer.grants = [grant(.instance, devices: 0)]
        answer.grants[0].flavorID = "f2"
        #expect(DeviceCountText.people(answer).isEmpty)
        answer.grants[0].flavorID = "f1"
        answer.instance.pciRequests[0].aliasName = "gpu"
        #expect(DeviceCountText.people(answer) == "asks for 1 device, has 0 here: src, own\n")
        answer.grants = [grant(.instance, devices: 1)]
        answer.grants[0].pciRequests = [.with { $0.count = 2 }]
        #expect(DeviceCountText.people(answer) == "asks for 2 devices, has 1 here: src, own\n")
    }
}
