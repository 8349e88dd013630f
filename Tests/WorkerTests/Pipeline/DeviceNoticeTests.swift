import Journal
import Logging
import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("What the log says of devices")
struct DeviceNoticeTests {
    private let host = "h"

    private static func settings(specs: [DeviceSpec] = [DeviceSpec()]) -> WorkerSettings {
        var settings = WorkerSettings()
        settings.policy.devices.specs = specs
        return settings
    }

    private func report(_ key: String, _ addresses: [(String, parent: String)]) throws -> Samples.Sent {
        let request = Berth_Tracker_V1_ReportInventoryRequest.with {
            ($0.host, $0.node, $0.nodeUuid) = (host, Samples.node, ValidRequests.otherUUID)
            ($0.inventory.vcpus, $0.inventory.memoryMb, $0.inventory.localGb) = (8, 8192, 100)
            $0.inventory.numaTopology.cells = [
                .with {
                    ($0.memoryMb, $0.cpuset, $0.pcpuset) = (8192, Array(0..<8), Array(0..<8))
                    $0.siblings = (0..<8).map { cpu in .with { $0.cpus = [cpu] } }
                }
            ]
            $0.inventory.pciDevices = addresses.enumerated().map { index, device in
                .with {
                    ($0.address, $0.parentAddress) = (device.0, device.parent)
                    ($0.vendorID, $0.productID) = ("10de", "1db6")
                    $0.type = device.parent.isEmpty ? .standard : .virtualFunction
                    if index == 0 { $0.numaNode = 0 }
                }
            }
        }
        return try Samples.sent(.reportInventory, request, host: host, key: key)
    }

    private func notices(_ shard: SimulatedShard) -> [[String: String]] {
        shard.lines.filter { $0.message == .devicesPassedOver }.map(\.metadata)
    }

    @Test("Devices that are passed over are named when the report says others than before, and never else")
    func passedOver() throws {
        var shard = try SimulatedShard(Self.settings())
        let good = ("0000:05:00.0", parent: "")
        let bad = [("10000:01:00.0", parent: ""), ("0000:81:10.0", parent: "0000:9:00.0")]
        shard.deliver(
            try report("1", [good]), try report("2", [good] + bad), try report("3", [good] + bad),
            try report("4", [good, bad[1]]), try report("5", [good]), try report("6", [good, bad[1]]))
        shard.run()
        let found = notices(shard)
        #expect(
            found.map { $0["devices"] } == [
                "10000:01:00.0, 0000:81:10.0 of 0000:9:00.0", "0000:81:10.0 of 0000:9:00.0",
                "0000:81:10.0 of 0000:9:00.0",
            ])
        #expect(found.map { $0["key"] } == ["2", "4", "6"] && found.map { $0["count"] } == ["2", "1", "1"])
        #expect(found.allSatisfy { $0["host"] == host && $0["node"] == Samples.node })
    }

    @Test("What stands instead of an address is not repeated; of many the first are named; without specs none is")
    func shown() throws {
        var shard = try SimulatedShard(Self.settings())
        let many = (0..<10).map { ("0000:\($0):00.0", parent: "") }
        shard.deliver(
            try report("1", [("0000:05:00.0", parent: ""), ("no secret", parent: "")]), try report("2", many))
        shard.run()
        let found = notices(shard).map { $0["devices"] ?? "" }
        #expect(found.first == "pci_devices[1]")
        #expect(found.last?.hasPrefix("0000:0:00.0, 0000:1:00.0") == true && found.last?.hasSuffix(", 2 more") == true)
        var unwatched = try SimulatedShard(Self.settings(specs: []))
        unwatched.deliver(try report("1", many))
        unwatched.run()
        #expect(notices(unwatched).isEmpty && unwatched.problems == [])
    }

    @Test("A report that drops a device in use is a warning with its address, an event and a fact; a free one is not")
    func inUse() throws {
        var shard = try SimulatedShard(Self.settings())
        let (first, second) = (("0000:00:00.0", parent: ""), ("0000:01:00.0", parent: ""))
        shard.deliver(
            try report("1", [first, second]), try claim("claim", 1, cells: "1", count: 1), try report("2", [first]),
            try report("3", []), try report("4", []))
        shard.run()
        let found = shard.lines.filter { $0.message == .devicesInUseDiffer }
        #expect(found.map(\.metadata["key"]) == ["3"] && found.map(\.metadata["devices"]) == ["0000:00:00.0"])
        #expect(found.allSatisfy { $0.level == .warning } && found.map(\.metadata["node"]) == [Samples.node])
        let drifts = try shard.store.entries.flatMap { try StoredFacts.decode($0.facts) }.filter {
            if case .driftFound = $0.body { true } else { false }
        }
        #expect(drifts.count == 1)
    }

    private func claim(_ key: String, _ instance: Int, cells: String?, count: Int32) throws -> Samples.Sent {
        let request = Berth_Tracker_V1_ClaimInstanceRequest.with {
            ($0.host, $0.node) = (host, Samples.node)
            $0.instance.uuid = Samples.uuid(instance)
            ($0.instance.flavor.vcpus, $0.instance.flavor.memoryMb) = (1, 64)
            if let cells { $0.instance.flavor.extraSpecs = ["hw:numa_nodes": cells] }
            $0.instance.pciRequests = [
                .with {
                    ($0.requestID, $0.count) = ("r", count)
                    $0.specs = [.with { $0.matches = ["vendor_id": "10de"] }]
                }
            ]
        }
        return try Samples.sent(.claimInstance, request, host: host, key: key)
    }

    @Test("A guest with cells that gets a device without a cell is a warning; without cells, or near one, it is not")
    func withoutCell() throws {
        var shard = try SimulatedShard(Self.settings())
        let devices = (0..<4).map { ("0000:0\($0):00.0", parent: "") }
        shard.deliver(
            try report("report", devices), try claim("near", 2, cells: "1", count: 1),
            try claim("plain", 1, cells: nil, count: 1), try claim("far", 3, cells: "1", count: 1))
        let more = Berth_Tracker_V1_ClaimPciDevicesRequest.with {
            ($0.host, $0.node, $0.instanceUuid) = (host, Samples.node, Samples.uuid(2))
            $0.requests = [
                .with {
                    ($0.requestID, $0.count, $0.requesterID) = ("later", 1, "port")
                    $0.specs = [.with { $0.matches = ["vendor_id": "10de"] }]
                }
            ]
        }
        shard.deliver(try Samples.sent(.claimPciDevices, more, host: host, key: "later"))
        shard.run()
        #expect(shard.receivedReplies.allSatisfy { $0.status == 0 })
        let found = shard.lines.filter { $0.message == .devicesWithoutCell }
        #expect(found.map(\.metadata["key"]) == ["far", "later"], "\(found)")
        #expect(found.map(\.metadata["instance"]) == [Samples.uuid(3), Samples.uuid(2)])
        #expect(found.map(\.metadata["devices"]) == ["0000:02:00.0", "0000:03:00.0"])
        #expect(found.allSatisfy { $0.level == .warning })
    }
}
