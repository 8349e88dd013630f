internal import Journal
internal import Tracker
internal import Wire

/// Reads the past of a store, whether a worker owns it or not; changes nothing.
package enum StoreHistory {
    private static let page = 1_000

    /// Everything that the journal in a data folder tells of a subject.
    ///
    /// - Throws: `JournalError` if the store cannot be read, `damagedRecord` if an entry's facts cannot.
    package static func history(of subject: HistorySubject, dataDirectory: String) async throws -> HistoryReport {
        try await reading(dataDirectory) { store in
            let journal = try await store.load()
            var report = HistoryReport(
                shard: journal.shard, subject: subject.text, firstPosition: journal.firstKeptPosition.value,
                lastPosition: journal.lastPosition.value, rebuiltFrom: try await rebuiltFrom(store, journal),
                entries: [])
            try await forEachEntry(store, from: 1, through: journal.lastPosition.value) { entry, facts in
                let mine = facts.filter(subject.concerns)
                if !mine.isEmpty { report.entries.append(HistoryReport.Entry(entry, mine)) }
                return true
            }
            return report
        }
    }

    /// Opens a store for reading, and closes it whatever happens.
    static func reading<Result>(
        _ dataDirectory: String, _ body: (SQLiteStore) async throws -> Result
    ) async throws -> Result {
        let store = try await SQLiteStore.openReadOnly(directory: dataDirectory)
        do {
            let result = try await body(store)
            await store.close()
            return result
        } catch {
            await store.close()
            throw error
        }
    }

    /// Position behind which the state can be rebuilt; -1: none.
    static func rebuiltFrom(_ store: some JournalStore, _ journal: LoadedJournal) async throws -> Int64 {
        if journal.firstKeptPosition.value <= 1 { return 0 }
        return try await store.bases().first?.position.value ?? -1
    }

    /// Shows entries in order, with their facts, until the body has seen enough.
    static func forEachEntry(
        _ store: some JournalStore, from first: Int64, through last: Int64,
        _ body: (JournalEntry, [Fact]) throws -> Bool
    ) async throws {
        var position = first
        while position <= last {
            let entries = try await store.entries(from: JournalPosition(position), limit: page)
            guard let end = entries.last?.position.value else { return }
            for entry in entries {
                guard entry.position.value <= last else { return }
                guard try body(entry, try facts(of: entry)) else { return }
            }
            position = end + 1
        }
    }

    /// The facts of an entry.
    static func facts(of entry: JournalEntry) throws(WorkerError) -> [Fact] {
        do {
            return try StoredFacts.decode(entry.facts).map(\.completed)
        } catch {
            throw WorkerError(
                .damagedRecord, "the facts at position \(entry.position.value) cannot be read: \(error)")
        }
    }

    /// The state after a position; nil: the journal does not go back so far.
    static func state(
        _ store: some JournalStore, _ journal: LoadedJournal, after position: Int64
    ) async throws -> State? {
        var (state, from) = (State(), Int64(0))
        // The nearest base leaves least to apply.
        if let base = try await store.bases().last(where: { $0.position.value <= position }) {
            state = try State(loading: try StoredState.entities(of: try await store.baseEntities(base)).entities)
            from = base.position.value
        } else if journal.firstKeptPosition.value > 1 {
            return nil
        }
        try await forEachEntry(store, from: from + 1, through: position) { _, facts in
            for fact in facts { state.evolve(fact) }
            return true
        }
        return state
    }
}

extension HistoryReport.Entry {
    /// Takes over an entry of the journal with some of its facts.
    init(_ entry: JournalEntry, _ facts: [Fact]) {
        self.init(
            position: entry.position.value, time: RFC3339.format(nanosecondsSince1970: entry.timeNanoseconds),
            requestKey: entry.requestKey, method: entry.method, caller: entry.caller, facts: FactLines.lines(facts))
    }
}
