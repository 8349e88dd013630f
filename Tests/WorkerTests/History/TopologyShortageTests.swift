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
        let store = try await SQLiteStore.open(directory: folder.path, shard: "main")
        try await store.commit(
            JournalBatch(
                timeNanoseconds: shard.store.lastTimeNanoseconds, entries: shard.store.entries,
                keys: Array(shard.store.keys.values), entities: shard.store.rows.map { .put($0.key, $0.value) }))
        await store.close()

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
