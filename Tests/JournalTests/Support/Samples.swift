import Journal

/// 2026-01-01 00:00 UTC, in nanoseconds since 1970.
let newYear: Int64 = 1_767_225_600_000_000_000

let hour: Int64 = 3_600_000_000_000
let day: Int64 = 24 * hour

func entry(_ position: Int64, time: Int64 = newYear, key: String = "", facts: [UInt8] = [1]) -> JournalEntry {
    JournalEntry(
        position: JournalPosition(position), timeNanoseconds: time, requestKey: key, method: "berth.v1/Claim",
        caller: "nova", trace: "00-ab", facts: facts)
}

func keyRecord(
    _ key: String, _ ending: KeyRecord.Ending = .applied, time: Int64 = newYear, status: Int32 = 0,
    position: Int64 = 0, replays: Int = 0
) -> KeyRecord {
    KeyRecord(
        key: key, contentDigest: [UInt8](repeating: 7, count: 32), ending: ending,
        position: JournalPosition(position), timeNanoseconds: time, method: "berth.v1/Claim", reply: [9, 8],
        status: status, replays: replays)
}

func reply(_ id: Int64) -> OutboxRow {
    OutboxRow(
        id: id, lane: .reply, position: JournalPosition(1), sequence: .none, exchange: "", routingKey: "reply.\(id)",
        envelope: [1, 2], body: [3])
}

func event(_ id: Int64, sequence: Int64) -> OutboxRow {
    OutboxRow(
        id: id, lane: .event, position: JournalPosition(1), sequence: EventSequence(sequence),
        exchange: "berth.events", routingKey: "usage.updated", envelope: [1, 2], body: [3])
}

func held(_ id: Int64, arrival: Int64, attempts: Int = 1) -> HeldRequest {
    HeldRequest(
        id: id, subject: "instance-\(id)", arrival: arrival, envelope: [1], body: [2], attempts: attempts,
        nextAttemptNanoseconds: newYear, reason: "NO_CLAIM", requestKey: "held-\(id)")
}

func deadLetter(_ key: String, time: Int64 = newYear) -> DeadLetterRecord {
    DeadLetterRecord(
        requestKey: key, timeNanoseconds: time, method: "berth.v1/Claim", caller: "nova", host: "cmp-1",
        reason: "UNDECODABLE", status: 3, message: "no", attempts: 1, replays: 0)
}

func node(_ name: String) -> EntityKey {
    EntityKey(kind: "node", key: name)
}

/// A batch made on New Year's day.
func batch(
    entries: [JournalEntry] = [], keys: [KeyRecord] = [], entities: [EntityChange] = [], outbox: [OutboxRow] = [],
    published: [Int64] = [], held: [HeldChange] = [], deadLetters: [DeadLetterRecord] = [],
    mark: MarkChange = .unchanged
) -> JournalBatch {
    JournalBatch(
        timeNanoseconds: newYear, entries: entries, keys: keys, entities: entities, outbox: outbox,
        published: published, held: held, deadLetters: deadLetters, mark: mark)
}
