import Journal
import Synchronization

@testable import Worker

/// What the store of a shard has made durable, in memory; refuses what a real store refuses.
struct MemoryStore {
    /// Which keys may be known, shared with the pipelines that ask; as a filter does it takes some for known that are
    /// not: those that end in "d".
    final class Filter: Sendable {
        private let keys = Mutex<Set<String>>([])

        func insert(_ key: String) { keys.withLock { _ = $0.insert(key) } }

        func mayKnow(_ key: String) -> Bool {
            key.hasSuffix("d") || keys.withLock { $0.contains(key) }
        }
    }

    /// A batch that a real store would refuse.
    struct Refused: Error { let reason: String }

    let filter = Filter()
    private(set) var keys: [String: KeyRecord] = [:]
    private(set) var rows: [EntityKey: [UInt8]] = [:]
    private(set) var outbox: [Int64: OutboxRow] = [:]
    private(set) var entries: [JournalEntry] = []
    private(set) var deadLetters: [DeadLetterRecord] = []
    private(set) var eventRows: [OutboxRow] = []
    private(set) var lastOutboxID: Int64 = 0
    private(set) var lastTimeNanoseconds: Int64 = 0
    private(set) var commits = 0
    private(set) var held: [Int64: HeldRequest] = [:]
    var mark: [UInt8]?

    var lastPosition: Int64 { entries.last?.position.value ?? 0 }
    var lastSequence: Int64 { eventRows.last?.sequence.value ?? 0 }

    mutating func commit(_ batch: JournalBatch) throws(Refused) {
        commits += 1
        for entry in batch.entries {
            try check(
                entry.position.value == lastPosition + 1, "position \(entry.position.value) after \(lastPosition)")
            entries.append(entry)
        }
        for record in batch.keys {
            try check(
                record.contentDigest.count == 32 || record.ending == .dead,
                "a digest of \(record.contentDigest.count) bytes")
            keys[record.key] = record
            filter.insert(record.key)
        }
        for change in batch.entities {
            switch change {
            case .put(let key, let bytes): rows[key] = bytes
            case .delete(let key): rows[key] = nil
            }
        }
        for row in batch.outbox { try append(row) }
        for id in batch.published {
            try check(outbox.removeValue(forKey: id) != nil, "row \(id) is marked and not there")
        }
        for change in batch.held {
            switch change {
            case .put(let request): held[request.id] = request
            case .delete(let id): held[id] = nil
            }
        }
        switch batch.mark {
        case .unchanged: break
        case .set(let bytes): mark = bytes
        case .clear: mark = nil
        }
        deadLetters += batch.deadLetters
        try check(batch.timeNanoseconds >= lastTimeNanoseconds, "time goes back")
        lastTimeNanoseconds = batch.timeNanoseconds
    }

    private mutating func append(_ row: OutboxRow) throws(Refused) {
        try check(row.id > lastOutboxID, "outbox number \(row.id) after \(lastOutboxID)")
        if row.lane == .event {
            try check(row.sequence.value == lastSequence + 1, "sequence \(row.sequence.value) after \(lastSequence)")
            eventRows.append(row)
        } else {
            try check(row.sequence == .none, "only events have a sequence")
        }
        lastOutboxID = row.id
        outbox[row.id] = row
    }

    private func check(_ isRight: Bool, _ reason: String) throws(Refused) {
        if !isRight { throw Refused(reason: reason) }
    }

    /// A pipeline that goes on from what is durable, as a worker that starts does.
    func pipeline(
        _ settings: WorkerSettings, lastEnd: CrashGuard.LastEnd = .harmless
    ) throws -> (Pipeline, resume: [OutboxRow]) {
        let sorted = rows.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
        let (entities, behind) = try StoredState.entities(of: sorted)
        let numbers = Pipeline.Numbers(
            position: lastPosition, sequence: lastSequence, outbox: lastOutboxID,
            timeNanoseconds: lastTimeNanoseconds)
        let filter = filter
        let pipeline = try Pipeline(
            settings: settings, state: try StoredState.state(of: entities), numbers: numbers, storeID: "store",
            behind: behind, held: held.values.sorted { $0.id < $1.id },
            crashGuard: CrashGuard(mark: mark, lastEnd: lastEnd), mayKnow: { filter.mayKnow($0) })
        return (pipeline, outbox.values.sorted { $0.id < $1.id })
    }
}
