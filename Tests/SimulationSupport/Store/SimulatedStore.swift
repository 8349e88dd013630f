internal import Journal
internal import Synchronization
internal import Tracker
internal import Worker

/// What the store of a shard has made durable, in memory; refuses what a real store refuses.
///
/// Its owner is whoever opened it last: everybody else is fenced.
struct SimulatedStore {
    /// Which keys may be known, shared with the pipelines that ask; as a filter does, it takes some for known that are
    /// not: those that end in "d".
    final class Filter: Sendable {
        private let keys = Mutex<Set<String>>([])

        func insert(_ key: String) { keys.withLock { _ = $0.insert(key) } }

        func mayKnow(_ key: String) -> Bool { key.hasSuffix("d") || keys.withLock { $0.contains(key) } }
    }

    /// A batch that a real store would refuse: a defect of the pipeline.
    struct Refused: Error { let reason: String }

    let filter = Filter()
    /// How often it was opened; the last opening owns it.
    private(set) var incarnation = 0
    private var stoppedCleanly = true
    private(set) var mark: [UInt8]?
    private(set) var keys: [String: KeyRecord] = [:]
    private(set) var rows: [EntityKey: [UInt8]] = [:]
    private(set) var outbox: [Int64: OutboxRow] = [:]
    private(set) var held: [Int64: HeldRequest] = [:]
    private(set) var entries: [JournalEntry] = []
    private(set) var deadLetters: [DeadLetterRecord] = []
    /// The numbers of all rows that were ever stored.
    private(set) var committedRows: Set<Int64> = []
    private(set) var lastSequence: Int64 = 0
    private(set) var lastOutboxID: Int64 = 0
    private(set) var lastTimeNanoseconds: Int64 = 0

    var lastPosition: Int64 { entries.last?.position.value ?? 0 }

    /// Opens the store.
    ///
    /// - Returns: the number that its owner shows from now on, and whether the last owner stopped in good order.
    mutating func open() -> (opening: Int, stoppedCleanly: Bool) {
        incarnation += 1
        defer { stoppedCleanly = false }
        return (incarnation, stoppedCleanly)
    }

    func owns(_ opening: Int) -> Bool { opening == incarnation }

    mutating func acknowledgeCleanShutdown() { stoppedCleanly = true }

    mutating func setMark(_ mark: [UInt8]?) {
        self.mark = mark
        stoppedCleanly = false
    }

    /// Stores all of a batch.
    ///
    /// - Throws: what a real store would say of a batch that does not follow on what is stored; the simulation is over
    ///   then.
    mutating func commit(_ batch: JournalBatch) throws(Refused) {
        stoppedCleanly = false
        for entry in batch.entries {
            try check(
                entry.position.value == lastPosition + 1, "position \(entry.position.value) after \(lastPosition)")
            entries.append(entry)
        }
        for record in batch.keys {
            // What was never read has no digest.
            let isRight = record.contentDigest.count == 32 || record.ending == .dead
            try check(isRight, "a digest of \(record.contentDigest.count) bytes")
            keys[record.key] = record
            filter.insert(record.key)
        }
        for change in batch.entities { apply(change) }
        for row in batch.outbox { try append(row) }
        for id in batch.published {
            try check(outbox.removeValue(forKey: id) != nil, "row \(id) is marked and not there")
        }
        try applyRest(batch)
    }

    private mutating func applyRest(_ batch: JournalBatch) throws(Refused) {
        for change in batch.held {
            switch change {
            case .put(let request): held[request.id] = request
            case .delete(let id): try check(held.removeValue(forKey: id) != nil, "held \(id) is not there")
            }
        }
        deadLetters += batch.deadLetters
        switch batch.mark {
        case .unchanged: break
        case .set(let bytes): mark = bytes
        case .clear: mark = nil
        }
        try check(batch.timeNanoseconds >= lastTimeNanoseconds, "time goes back")
        lastTimeNanoseconds = batch.timeNanoseconds
    }

    private mutating func apply(_ change: EntityChange) {
        switch change {
        case .put(let key, let bytes): rows[key] = bytes
        case .delete(let key): rows[key] = nil
        }
    }

    private mutating func append(_ row: OutboxRow) throws(Refused) {
        try check(row.id > lastOutboxID, "outbox number \(row.id) after \(lastOutboxID)")
        if row.lane == .event {
            try check(row.sequence.value == lastSequence + 1, "sequence \(row.sequence.value) after \(lastSequence)")
            lastSequence = row.sequence.value
        } else {
            try check(row.sequence == .none, "only events have a sequence")
        }
        lastOutboxID = row.id
        outbox[row.id] = row
        committedRows.insert(row.id)
    }

    private func check(_ isRight: Bool, _ reason: String) throws(Refused) {
        if !isRight { throw Refused(reason: reason) }
    }

    func records(_ asked: [String]) -> [String: KeyRecord] {
        var result: [String: KeyRecord] = [:]
        for key in asked { result[key] = keys[key] }
        return result
    }

    /// The rows in the order in which a store gives them.
    var sortedRows: [(key: EntityKey, value: [UInt8])] {
        rows.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
    }

    var sortedOutbox: [OutboxRow] { outbox.values.sorted { $0.id < $1.id } }

    /// The state that is stored, and the nodes whose usage is still to be published.
    func loadState() throws -> (state: State, behind: [NodeIdentifier]) {
        let (entities, behind) = try StoredState.entities(of: sortedRows)
        return (try StoredState.state(of: entities), behind)
    }

    /// A pipeline that goes on from what is durable, as a worker that starts does.
    func pipeline(_ start: Start) throws -> (Pipeline, behind: [NodeIdentifier]) {
        let (state, behind) = try loadState()
        let numbers = Pipeline.Numbers(
            position: lastPosition, sequence: lastSequence, outbox: lastOutboxID,
            timeNanoseconds: lastTimeNanoseconds)
        let filter = filter
        let pipeline = try Pipeline(
            settings: start.settings, state: state, numbers: numbers, storeID: "store", behind: behind,
            held: held.values.sorted { $0.id < $1.id }, crashGuard: CrashGuard(mark: mark, lastEnd: start.lastEnd),
            jitterSeed: start.jitterSeed, mayKnow: { filter.mayKnow($0) }, probe: start.probe)
        return (pipeline, behind)
    }

    /// What a start has beside the store.
    struct Start {
        let settings: WorkerSettings
        let lastEnd: CrashGuard.LastEnd
        let jitterSeed: UInt64
        let probe: PipelineProbe
    }
}
