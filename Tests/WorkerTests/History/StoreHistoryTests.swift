import Foundation
import Journal
import Testing
import Tracker

@testable import Worker

@Suite("The past of a store")
struct StoreHistoryTests {
    /// A store on disk that gets what a simulated shard has made durable.
    private final class Folder {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("berth-past-\(UUID().uuidString)").path
        private var written = 0

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func batch(_ store: MemoryStore) -> JournalBatch {
            let entries = Array(store.entries.dropFirst(written))
            written = store.entries.count
            return JournalBatch(
                timeNanoseconds: store.lastTimeNanoseconds, entries: entries, keys: Array(store.keys.values),
                entities: store.rows.map { EntityChange.put($0.key, $0.value) })
        }
    }

    /// A node with one holder, as of a base; then a refused claim, and the release of the holder.
    private func make(_ folder: Folder, hasBase: Bool) async throws {
        var shard = try SimulatedShard()
        shard.deliver(
            try Samples.report("h", key: "report", vcpus: 4), try Samples.claim("h", 1, key: "holder", vcpus: 10))
        shard.run()
        let store = try await SQLiteStore.open(directory: folder.path, shard: "main")
        try await store.commit(folder.batch(shard.store))
        if hasBase { _ = try await store.makeBase(nowNanoseconds: shard.store.lastTimeNanoseconds) }
        shard.deliver(
            try Samples.claim("h", 2, key: "refused", vcpus: 60), try Samples.abort("h", 1, key: "abort"))
        shard.run()
        try await store.commit(folder.batch(shard.store))
        let later = shard.store.lastTimeNanoseconds + 1_000_000_000
        let report = try await store.prune(nowNanoseconds: later, retention: Retention(journal: .zero))
        #expect(report.entries == (hasBase ? 2 : 0))
        await store.close()
    }

    @Test("A refusal is explained with who held what then, from the journal or from a base", arguments: [false, true])
    func shortage(hasBase: Bool) async throws {
        let folder = Folder()
        try await make(folder, hasBase: hasBase)
        let found = try await StoreExplanation.explain(key: "refused", dataDirectory: folder.path)
        let explanation = try #require(found)
        #expect(explanation.ending == "refused" && explanation.status == "RESOURCE_EXHAUSTED")
        #expect(explanation.position == 3 && explanation.facts.isEmpty && explanation.notes.isEmpty)
        let shortage = try #require(explanation.shortage)
        #expect(shortage.resources.map(\.name) == ["VCPU"] && shortage.resources.first?.requested == 60)
        #expect(shortage.holders.map(\.request) == ["holder"] && shortage.holders.first?.amounts == ["VCPU": 10])
        #expect(shortage.release.isEmpty && shortage.areAmountsKnown)
    }

    @Test("An entry that is no longer kept is said to be gone, with what is still known")
    func pruned() async throws {
        let folder = Folder()
        try await make(folder, hasBase: true)
        let explanation = try #require(
            try await StoreExplanation.explain(key: "holder", dataDirectory: folder.path))
        #expect(explanation.ending == "applied" && explanation.caller.isEmpty && explanation.facts.isEmpty)
        #expect(explanation.notes.contains { $0.contains("begins at position 3") })
        #expect(try await StoreExplanation.explain(key: "nobody's", dataDirectory: folder.path) == nil)
    }

    @Test("A history has the facts of its subject in order, and says how far back it goes", arguments: [false, true])
    func history(hasBase: Bool) async throws {
        let folder = Folder()
        try await make(folder, hasBase: hasBase)
        let subject = HistorySubject.instance(uuid: Samples.uuid(1))
        let report = try await StoreHistory.history(of: subject, dataDirectory: folder.path)
        #expect(report.entries.map(\.requestKey) == (hasBase ? ["abort"] : ["holder", "abort"]))
        #expect(report.firstPosition == (hasBase ? 3 : 1) && report.lastPosition == 4)
        #expect(report.rebuiltFrom == (hasBase ? 2 : 0))
        #expect(report.entries.last?.facts.first?.contains("released") == true)
        let node = HistorySubject.node("h/\(Samples.node)")
        let nodes = try await StoreHistory.history(of: node, dataDirectory: folder.path)
        #expect(nodes.entries.count == (hasBase ? 1 : 3), "the refusal has no facts")
    }

    @Test("A folder without a store is an error, and stays as it is")
    func noStore() async throws {
        let folder = Folder()
        await #expect(throws: JournalError.self) {
            try await StoreExplanation.explain(key: "k", dataDirectory: folder.path)
        }
        #expect(!FileManager.default.fileExists(atPath: folder.path))
    }
}
