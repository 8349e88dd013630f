import Foundation
import Journal
import SwiftProtobuf
import Testing
import Tracker
import Wire

@testable import Worker

@Suite("Cells without a place, explained from a store")
struct TopologyShortageTests {
    @Test("A refusal is told cell by cell with the node's cells of then; plain amounts only if they fell short too")
    func explained() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("berth-cells-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var shard = try SimulatedShard()
        shard.deliver(
            try report("report"), try claim("cells", memory: 1024), try claim("both", memory: 1 << 20))
        shard.run()
        try await keep(shard, in: folder)

        let cells = try #require(try await StoreExplanation.explain(key: "cells", dataDirectory: folder.path))
        let topology = try #require(cells.topology)
        #expect(cells.shortage == nil && cells.notes.isEmpty)
        #expect(topology.hostCells == [0, 1] && topology.isComplete)
        #expect(topology.entries.first?.reason == FitReason.noFit.rawValue)
        let pairs = topology.entries.filter { $0.guestCell != nil && $0.hostCell != nil }
        #expect(pairs.map(\.hostCell) == [0, 1] && pairs.allSatisfy { $0.guestCell == 0 })

        let both = try #require(try await StoreExplanation.explain(key: "both", dataDirectory: folder.path))
        #expect(both.shortage?.resources.map(\.name) == ["MEMORY_MB"])
        #expect(both.topology?.hostCells == [0, 1])
    }

    @Test("A refusal of devices is told with its lines and with who had matching ones; other nodes if they have some")
    func devices() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("berth-gpus-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        var settings = WorkerSettings()
        settings.policy.devices.specs = [DeviceSpec()]
        var shard = try SimulatedShard(settings)
        for (host, gpus) in [("a", 1), ("b", 0), ("c", 2)] {
            shard.deliver(try gpuReport(host, gpus))
        }
        shard.deliver(try gpuClaim(1, 1, key: "holder"), try gpuClaim(2, 1, key: "refused"))
        shard.deliver(try gpuClaim(3, 3, key: "many"))
        shard.run()
        try await keep(shard, in: folder)

        let found = try #require(try await StoreExplanation.explain(key: "refused", dataDirectory: folder.path))
        let shortage = try #require(found.shortage)
        let devices = try #require(shortage.devices)
        #expect(devices.entries.map(\.reason).first == "PCI_NO_FIT" && devices.entries.first?.requested == 1)
        #expect(devices.holders?.map(\.address) == ["0000:00:00.0"] && devices.holders?.map(\.request) == ["holder"])
        #expect(shortage.resources.isEmpty && shortage.release.map(\.request) == ["holder"])
        #expect(shortage.otherNodes == ["c/\(Samples.node)"] && shortage.areOtherNodesJudged)

        let many = try #require(try await StoreExplanation.explain(key: "many", dataDirectory: folder.path)?.shortage)
        #expect(many.otherNodes == [] && many.release == [] && many.judgedReleases == "single")
    }

    /// Writes what a shard has stored to a store on disk.
    private func keep(_ shard: SimulatedShard, in folder: URL) async throws {
        let store = try await SQLiteStore.open(directory: folder.path, shard: "main")
        try await store.commit(
            JournalBatch(
                timeNanoseconds: shard.store.lastTimeNanoseconds, entries: shard.store.entries,
                keys: Array(shard.store.keys.values), entities: shard.store.rows.map { .put($0.key, $0.value) }))
        await store.close()
    }

    private func gpuReport(_ host: String, _ gpus: Int) throws -> Samples.Sent {
        let request = Berth_Tracker_V1_ReportInventoryRequest.with {
            ($0.host, $0.node, $0.nodeUuid) = (host, Samples.node, Samples.uuid(Int(host.utf8.first ?? 0) + 500))
            $0.inventory.vcpus = 16
            $0.inventory.memoryMb = 16_384
            $0.inventory.localGb = 100
            $0.inventory.pciDevices = (0..<gpus).map { number in
                .with {
                    $0.address = "0000:0\(number):00.0"
                    ($0.vendorID, $0.productID, $0.type) = ("10de", "1db6", .standard)
                }
            }
        }
        return try Samples.sent(.reportInventory, request, host: host, key: "report-\(host)")
    }

    private func gpuClaim(_ instance: Int, _ count: Int32, key: String) throws -> Samples.Sent {
        let request = Berth_Tracker_V1_ClaimInstanceRequest.with {
            ($0.host, $0.node) = ("a", Samples.node)
            $0.instance = ValidRequests.instance()
            $0.instance.uuid = Samples.uuid(instance)
            $0.instance.pciRequests = [
                .with {
                    ($0.aliasName, $0.count) = ("gpu", count)
                    $0.specs = [.with { $0.matches = ["vendor_id": "10de", "product_id": "1db6"] }]
                }
            ]
        }
        return try Samples.sent(.claimInstance, request, host: "a", key: key)
    }

    private func report(_ key: String) throws -> Samples.Sent {
        try Samples.sent(.reportInventory, ValidRequests.report(), host: ValidRequests.host, key: key)
    }

    /// Five pinned CPUs in one cell, where the cells of the node have two and four.
    private func claim(_ key: String, memory: Int64) throws -> Samples.Sent {
        let request = Berth_Tracker_V1_ClaimInstanceRequest.with {
            $0.host = ValidRequests.host
            $0.node = "kvm"
            $0.instance = ValidRequests.instance()
            $0.instance.flavor.vcpus = 5
            $0.instance.flavor.memoryMb = memory
            $0.instance.flavor.extraSpecs = ["hw:cpu_policy": "dedicated"]
        }
        return try Samples.sent(.claimInstance, request, host: ValidRequests.host, key: key)
    }
}
