internal import Journal
internal import Tracker

/// Checks a store without changing it: digest, every invariant, and that the journal leads to the stored rows.
package enum StoreVerification {
    private static let page = 1_000

    /// Checks the store in a data folder, whether a worker owns it or not: it is read as it is at this moment.
    ///
    /// - Throws: `JournalError` if the store cannot be read at all.
    package static func verify(dataDirectory: String) async throws -> VerificationReport {
        let store = try await SQLiteStore.openReadOnly(directory: dataDirectory)
        do {
            let report = try await verify(store)
            await store.close()
            return report
        } catch {
            await store.close()
            throw error
        }
    }

    private static func verify(_ store: some JournalStore) async throws -> VerificationReport {
        let journal = try await store.load()
        var findings: [VerificationReport.Finding] = []
        let stored = state(of: try await store.entities(), "the stored rows", &findings)
        if let stored { findings += violations(of: stored).map(finding) }
        let replay = try await replay(store, journal, &findings)
        if let stored, let replayed = replay.state { findings += differences(stored, replayed) }
        await readRest(of: store, &findings)
        return VerificationReport(
            storeID: journal.storeID, shard: journal.shard, position: journal.lastPosition.value,
            sequence: journal.lastSequence.value, nodes: stored?.nodeCount ?? 0,
            instances: stored?.instanceCount ?? 0, outbox: journal.counts.outbox,
            digest: journal.entityDigest.description, replayedEntries: replay.entries, replayedFrom: replay.from,
            findings: findings)
    }

    /// Reads what a start needs beside the entities, so that a store that verifies also starts.
    private static func readRest(of store: some JournalStore, _ findings: inout [VerificationReport.Finding]) async {
        do {
            var last: Int64 = 0
            while true {
                let rows = try await store.outbox(after: last, limit: page)
                for row in rows { _ = try EnvelopeCodec.decode(row.envelope) }
                guard let next = rows.last?.id else { break }
                last = next
            }
            _ = try await store.heldRequests()
            _ = try await store.deadLetters(limit: .max)
        } catch {
            findings.append(
                .init(kind: "UNREADABLE_ROWS", subject: "outbox, held requests, dead letters", message: "\(error)"))
        }
    }

    /// The state that rows make; what is wrong with them is added to the findings.
    private static func state(
        of rows: [(key: EntityKey, value: [UInt8])], _ what: String,
        _ findings: inout [VerificationReport.Finding]
    ) -> State? {
        do {
            return try State(loading: try StoredState.entities(of: rows).entities)
        } catch {
            findings.append(.init(kind: "NOT_LOADABLE", subject: what, message: "\(error)"))
            return nil
        }
    }

    /// Rebuilds the state from the oldest base, or from the beginning, by applying every fact again.
    private static func replay(
        _ store: some JournalStore, _ journal: LoadedJournal, _ findings: inout [VerificationReport.Finding]
    ) async throws -> (state: State?, entries: Int, from: Int64) {
        var start = State()
        var from: Int64 = 0
        if let base = try await store.bases().first {
            let rows = try await store.baseEntities(base)
            guard let state = state(of: rows, "the base at position \(base.position.value)", &findings) else {
                return (nil, 0, -1)
            }
            start = state
            from = base.position.value
        } else if journal.firstKeptPosition.value > 1 {
            return (nil, 0, -1)
        }
        let count = try await apply(store, from: from, to: journal.lastPosition.value, &start, &findings)
        return (count.map { _ in start }, count ?? 0, from)
    }

    private static func apply(
        _ store: some JournalStore, from: Int64, to last: Int64, _ state: inout State,
        _ findings: inout [VerificationReport.Finding]
    ) async throws -> Int? {
        var position = from
        while position < last {
            let entries = try await store.entries(from: JournalPosition(position + 1), limit: page)
            guard let first = entries.first, first.position.value == position + 1 else {
                findings.append(
                    .init(kind: "JOURNAL_GAP", subject: "position \(position + 1)", message: "the entry is missing"))
                return nil
            }
            for entry in entries {
                do {
                    for fact in try StoredFacts.decode(entry.facts) { state.evolve(fact.completed) }
                } catch {
                    findings.append(
                        .init(
                            kind: "UNREADABLE_FACTS", subject: "position \(entry.position.value)", message: "\(error)"))
                    return nil
                }
                position = entry.position.value
            }
        }
        return Int(last - from)
    }

    /// Every entity that the journal leads to and the rows do not have, or have otherwise.
    private static func differences(_ stored: State, _ replayed: State) -> [VerificationReport.Finding] {
        let rows = Dictionary(uniqueKeysWithValues: stored.allEntities().map { ($0.identifier, $0) })
        let expected = Dictionary(uniqueKeysWithValues: replayed.allEntities().map { ($0.identifier, $0) })
        let changed = Set(rows.keys).union(expected.keys).filter { rows[$0] != expected[$0] }
        return changed.map { identifier in
            let (kind, key) = StoredEntity.key(for: identifier)
            let message =
                rows[identifier] == nil
                ? "the journal leads to this row, but the store does not have it"
                : expected[identifier] == nil
                    ? "the store has this row, but the journal does not lead to it"
                    : "the stored row is not what the journal leads to"
            return .init(kind: "REPLAY_DIFFERS", subject: "\(kind) \(key)", message: message)
        }.sorted { $0.subject < $1.subject }
    }

    private static func finding(_ violation: Violation) -> VerificationReport.Finding {
        .init(kind: violation.kind.rawValue, subject: violation.subject, message: violation.message)
    }
}
