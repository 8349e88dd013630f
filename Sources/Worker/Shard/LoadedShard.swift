internal import Journal
internal import Tracker

/// A shard as its store has it, checked.
struct LoadedShard: Sendable {
    let journal: LoadedJournal
    let state: State
    /// What is wrong with the state and no reason not to serve it: a person must know.
    let open: [Violation]
    let behind: [NodeIdentifier]
    /// Nodes whose devices are not those that were tracked when they were reported, since specs have changed.
    let trackedAnew: [NodeIdentifier]
    let outbox: [OutboxRow]
    let held: [HeldRequest]

    private static let outboxPage = 2_000

    /// Loads a shard and checks every invariant; a state that breaks one without which it cannot be is never served.
    ///
    /// - Parameter deviceSpecs: those that count from now on.
    static func load(from store: any JournalStore, deviceSpecs: [DeviceSpec]) async throws -> LoadedShard {
        let journal = try await store.load()
        let (entities, behind) = try StoredState.entities(of: try await store.entities())
        let (state, open) = try StoredState.judged(entities, deviceSpecs: deviceSpecs)
        let renewed = state.nodesTrackedAnew()
        return LoadedShard(
            journal: journal, state: state, open: open,
            behind: behind + renewed.filter { !behind.contains($0) }, trackedAnew: renewed,
            outbox: try await outbox(of: store),
            held: try await store.heldRequests())
    }

    private static func outbox(of store: any JournalStore) async throws -> [OutboxRow] {
        var rows: [OutboxRow] = []
        while true {
            let page = try await store.outbox(after: rows.last?.id ?? 0, limit: outboxPage)
            rows += page
            if page.count < outboxPage { return rows }
        }
    }

    /// The numbers to go on from.
    var numbers: Pipeline.Numbers {
        Pipeline.Numbers(
            position: journal.lastPosition.value, sequence: journal.lastSequence.value, outbox: journal.lastOutboxID,
            timeNanoseconds: journal.lastTimeNanoseconds)
    }
}
