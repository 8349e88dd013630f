import ArgumentParser
import SwiftProtobuf
import Testing
import Wire

@testable import berth

@Suite("Devices on the command line")
struct DeviceOptionsTests {
    private func claim(_ options: [String], key: String = "k") throws -> Berth_Tracker_V1_ClaimInstanceRequest {
        let arguments = ["claim", "--host", "h", "--vcpus", "1", "--memory", "1"] + options
        return try #require(try Berth.parseAsRoot(arguments) as? ClaimCommand).message(key: key)
    }

    private func pciClaim(_ options: [String], key: String) throws -> Berth_Tracker_V1_ClaimPciDevicesRequest {
        let command = try #require(
            try Berth.parseAsRoot(["pci", "claim", "i", "--host", "h"] + options) as? PciClaimCommand)
        return command.message(try command.devices.requests(key: key))
    }

    @Test("Vendor and product become a request of the flavor's, each with an identity of its own")
    func devices() throws {
        let requests = try claim(["--device", "10DE:1db6:2", "--device", "8086:1515"]).instance.pciRequests
        #expect(requests.map(\.count) == [2, 1])
        #expect(requests.map(\.aliasName) == ["10de:1db6", "8086:1515"])
        #expect(requests[0].specs.map(\.matches) == [["vendor_id": "10de", "product_id": "1db6"]])
        #expect(Set(requests.map(\.requestID)).count == 2 && !requests[0].requestID.isEmpty)
    }

    @Test("A request may be given whole; one that has an identity keeps it")
    func whole() throws {
        let json = #"{"requestId":"r","requesterId":"p","count":1,"specs":[{"absent":["physical_network"]}]}"#
        let requests = try claim(["--pci-request", json]).instance.pciRequests
        #expect(requests.map(\.requestID) == ["r"] && requests[0].aliasName.isEmpty)
        #expect(throws: ToolError.self) { try claim(["--pci-request", #"{"counts":1}"#]) }
        let list = #expect(throws: ToolError.self) { try claim(["--pci-request", " [\(json)]"]) }
        #expect(list?.message == "--pci-request: one JSON object is expected, not a list.")
    }

    @Test("The same command under the same key is the same request, byte by byte; under another key another one")
    func repeated() throws {
        let whole = #"{"aliasName":"gpu","count":1,"specs":[{"matches":{"vendor_id":"10de","dev_type":"type-PCI"}}]}"#
        let options = ["--device", "10de:1db6", "--device", "10de:1db6", "--pci-request", whole]
        let codec = MessageCodec(.protobuf)
        let claim = try claim(options, key: "same")
        #expect(try codec.encode(claim) == codec.encode(try self.claim(options, key: "same")))
        #expect(try codec.encode(claim) != codec.encode(try self.claim(options, key: "other")))
        let attached = try pciClaim(options, key: "same")
        #expect(try codec.encode(attached) == codec.encode(try pciClaim(options, key: "same")))
        let later = try pciClaim(options, key: "other")
        let identities = attached.requests.map(\.requestID) + later.requests.map(\.requestID)
        #expect(Set(identities).count == 6 && identities.allSatisfy { $0.count == 36 }, "\(identities)")
        #expect(!identities.contains(claim.instance.uuid) && claim.instance.uuid.count == 36)
    }

    @Test(
        "What is no device is refused before anything is sent",
        arguments: [
            ["--device", "10de"], ["--device", "10de:1db"], ["--device", "10de:1db6:0"], ["--device", "10de:1db6:x"],
            ["--device", "10de:1dg6"], ["--device", "10de:1db6:1:1"], ["--device", "10de:1db6:65536"],
            ["--device", "10de:1db6", "--extra", "pci_passthrough:alias=gpu:1"],
        ])
    func refused(options: [String]) {
        #expect(throws: (any Error).self) { try claim(options) }
    }

    @Test("Devices beside a claim are asked for with cells in order and without repetition")
    func beside() throws {
        let arguments = [
            "pci", "claim", "i", "--host", "h", "--device", "8086:1515", "--cell", "1", "--cell", "0", "--cell", "1",
            "--migration", "m",
        ]
        let command = try #require(try Berth.parseAsRoot(arguments) as? PciClaimCommand)
        let message = command.message(try command.devices.requests(key: "k"))
        #expect(message.numaCells == [0, 1] && message.migrationUuid == "m" && message.requests.count == 1)
        #expect(throws: (any Error).self) { try Berth.parseAsRoot(["pci", "claim", "i", "--host", "h"]) }
    }

    @Test(
        "Where the devices of a live migration come from is said alone, and its node only with its host",
        arguments: [
            ["--from-host", "s", "--device", "8086:1515"], ["--from-host", "s", "--pci-request", "{}"],
            ["--from-node", "n", "--device", "8086:1515"], ["--from-node", "n"],
        ])
    func source(options: [String]) throws {
        let claim = ["pci", "claim", "i", "--host", "h"]
        #expect(throws: (any Error).self) { try Berth.parseAsRoot(claim + options) }
        #expect(try Berth.parseAsRoot(claim + ["--from-host", "s", "--from-node", "n"]) is PciClaimCommand)
    }

    @Test("Devices are given back by their addresses, short ones completed, in any case")
    func free() throws {
        let free = ["pci", "free", "i", "0000:81:10.0", "81:1F.1", "0001:AF:00.0", "--host", "h", "--scope", "claimed"]
        let message = try #require(try Berth.parseAsRoot(free) as? PciFreeCommand).message()
        #expect(message.addresses == ["0000:81:10.0", "0000:81:1f.1", "0001:af:00.0"] && message.scope == .claimed)
    }
}

@Suite("The requests of a live migration's source")
struct SourceRequestsTests {
    private func grant(
        _ node: String, _ side: Berth_Tracker_V1_Grant.Side, _ requests: [String]
    ) -> Berth_Tracker_V1_Grant {
        .with {
            ($0.node, $0.side) = (node, side)
            $0.pciRequests = requests.map { identifier in
                .with { ($0.requestID, $0.count, $0.providerUuids) = (identifier, 2, ["p", "p"]) }
            }
        }
    }

    @Test("Those of the instance's own grant on the node keep their identities, and lose the providers of its devices")
    func own() {
        let grants = [grant("n", .moveNew, ["x"]), grant("m", .instance, ["y"]), grant("n", .instance, ["a", "b"])]
        let requests = SourceRequests.all(of: grants, node: "n")
        #expect(requests.map(\.requestID) == ["a", "b"] && requests.allSatisfy { $0.count == 2 })
        #expect(requests.flatMap(\.providerUuids) == [])
        #expect(SourceRequests.all(of: grants, node: "o").isEmpty)
    }
}

@Suite("Why devices cannot be had, as text")
struct DeviceShortageTextTests {
    private func shortfall(_ reason: String, _ message: String) -> Berth_Tracker_V1_Shortfall {
        .with {
            ($0.resource, $0.reason, $0.message, $0.pciRequestID) = ("PCI_DEVICE", reason, message, "r-1")
        }
    }

    @Test("Below the request stands each filter with the pools that it left out, never cut")
    func list() {
        let pools = (0..<4).map { "2 x type-VF 8086 1515 0000:8\($0):00.0 on cell \($0)" }
        let text = RefusalText.shortfalls([
            shortfall("PCI_NO_FIT", "9 devices for alias nic requested, 4 can be had"),
            shortfall("PCI_NUMA", "not near enough to the guest's cells: " + pools.joined(separator: "; ")),
        ])
        #expect(text.hasPrefix("9 devices for alias nic requested, 4 can be had  (PCI_NO_FIT)\n  PCI request r-1\n- "))
        for pool in pools { #expect(text.contains(pool), "\(text)") }
        #expect(text.hasSuffix("(PCI_NUMA)\n") && !text.contains("REQUESTED"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= TextTable.pageWidth }, "\(text)")
    }

    @Test("Other resources keep their table, and cells their matrix")
    func others() {
        let text = RefusalText.shortfalls([
            .with { ($0.resource, $0.reason) = ("VCPU", "TOO_FEW") }, shortfall("PCI_NO_FIT", "none"),
            .with { ($0.resource, $0.reason, $0.message) = ("NUMA_TOPOLOGY", "NUMA_PCI_NO_FIT", "together not") },
        ])
        #expect(text.contains("RESOURCE") && text.contains("none  (PCI_NO_FIT)") && text.contains("together not"))
    }
}
