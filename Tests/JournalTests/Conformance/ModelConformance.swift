import Foundation
import Journal
import Testing

/// Any sequence of batches must leave a store as the naive model of one.
@Suite("Random batches against a naive model")
struct ModelConformance {
    @Test("After any batches, refusals and restarts the store holds what the model holds", arguments: StoreKind.all)
    func agreesWithModel(_ kind: StoreKind) async throws {
        let seed = SeededGenerator.seed(ProcessInfo.processInfo.environment)
        let comment: Comment = "BERTH_TEST_SEED=\(seed) swift test --filter ModelConformance"
        for round in 0..<8 {
            var random = SeededGenerator(seed: seed &+ UInt64(round))
            var model = ModelStore()
            let site = try kind.makeSite()
            for _ in 0..<4 {
                try await site.withStore { store in
                    try await compare(store, with: model, comment)
                    for _ in 0..<Int.random(in: 0...8, using: &random) {
                        try await step(store, &model, &random, comment)
                    }
                    try await compare(store, with: model, comment)
                }
            }
        }
    }

    /// Commits a random batch, or tries one that must be refused.
    private func step(
        _ store: any JournalStore, _ model: inout ModelStore, _ random: inout SeededGenerator, _ comment: Comment
    ) async throws {
        var batch = model.randomBatch(&random)
        if Int.random(in: 0..<5, using: &random) == 0 {
            batch.entries.append(entry(Int64(model.entries.count + batch.entries.count + 2)))
            let wrong = batch
            #expect(await failure { try await store.commit(wrong) } == .positionGap, comment)
            return
        }
        try await store.commit(batch)
        model.apply(batch)
    }

    private func compare(_ store: any JournalStore, with model: ModelStore, _ comment: Comment) async throws {
        let loaded = try await store.load()
        #expect(loaded.lastPosition.value == Int64(model.entries.count), comment)
        #expect(loaded.lastSequence.value == model.lastSequence, comment)
        #expect(loaded.lastOutboxID == model.lastOutboxID, comment)
        #expect(loaded.mark == model.mark, comment)
        #expect(loaded.entityDigest.count == model.entities.count, comment)
        let entries = try await store.entries(from: JournalPosition(1), limit: 1_000)
        #expect(entries == model.entries, comment)
        let outbox = try await store.outbox(after: 0, limit: 1_000)
        #expect(outbox == model.outbox.values.sorted { $0.id < $1.id }, comment)
        let held = try await store.heldRequests()
        #expect(held == model.held.values.sorted { ($0.arrival, $0.id) < ($1.arrival, $1.id) }, comment)
        let deadLetters = try await store.deadLetters(limit: 1_000)
        #expect(deadLetters == model.deadLetters.reversed(), comment)
        let rows = try await store.entities()
        #expect(rows.map(\.key) == model.entities.keys.sorted(), comment)
        #expect(Dictionary(uniqueKeysWithValues: rows.map { ($0.key, $0.value) }) == model.entities, comment)
        let records = try await store.keyRecords((0..<30).map { "key-\($0)" })
        #expect(records == model.keys, comment)
    }
}
