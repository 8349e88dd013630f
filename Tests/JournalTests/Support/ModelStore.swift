import Journal

/// The simplest thing that could be a store: dictionaries and arrays, applied without any thought of speed.
struct ModelStore {
    var entries: [JournalEntry] = []
    var keys: [String: KeyRecord] = [:]
    var entities: [EntityKey: [UInt8]] = [:]
    var outbox: [Int64: OutboxRow] = [:]
    var held: [Int64: HeldRequest] = [:]
    var deadLetters: [DeadLetterRecord] = []
    var mark: [UInt8]?
    var lastSequence: Int64 = 0
    var lastOutboxID: Int64 = 0

    mutating func apply(_ batch: JournalBatch) {
        entries += batch.entries
        for record in batch.keys { keys[record.key] = record }
        for change in batch.entities {
            switch change {
            case .put(let key, let value): entities[key] = value
            case .delete(let key): entities[key] = nil
            }
        }
        for row in batch.outbox {
            outbox[row.id] = row
            lastOutboxID = row.id
            if row.lane == .event { lastSequence = row.sequence.value }
        }
        for id in batch.published { outbox[id] = nil }
        for change in batch.held {
            switch change {
            case .put(let request): held[request.id] = request
            case .delete(let id): held[id] = nil
            }
        }
        deadLetters += batch.deadLetters
        switch batch.mark {
        case .unchanged: break
        case .set(let value): mark = value
        case .clear: mark = nil
        }
    }
}

extension ModelStore {
    /// A random batch that follows on this state; sometimes one that does not.
    func randomBatch(_ random: inout SeededGenerator) -> JournalBatch {
        var batch = JournalBatch(timeNanoseconds: newYear)
        batch.entries = (0..<Int.random(in: 0...4, using: &random)).map { index in
            entry(Int64(entries.count + index + 1), key: "k\(index)", facts: Self.bytes(&random))
        }
        batch.keys = (0..<Int.random(in: 0...4, using: &random)).map { _ in randomKeyRecord(&random) }
        batch.entities = (0..<Int.random(in: 0...6, using: &random)).map { _ in Self.randomChange(&random) }
        batch.outbox = randomOutbox(&random)
        batch.published = outbox.keys.sorted().filter { _ in Bool.random(using: &random) }
        batch.held = (0..<Int.random(in: 0...2, using: &random)).map { _ in Self.randomHeld(&random) }
        batch.deadLetters = Int.random(in: 0...3, using: &random) == 0 ? [deadLetter("d\(deadLetters.count)")] : []
        batch.mark = [.unchanged, .clear, .set(Self.bytes(&random))].randomElement(using: &random) ?? .unchanged
        return batch
    }

    private func randomKeyRecord(_ random: inout SeededGenerator) -> KeyRecord {
        let time = newYear + Int64.random(in: 0..<5, using: &random) * day
        return keyRecord(
            "key-\(Int.random(in: 0..<30, using: &random))",
            KeyRecord.Ending.allCases.randomElement(using: &random) ?? .applied, time: time,
            status: Int32.random(in: Int32.min...Int32.max, using: &random))
    }

    private func randomOutbox(_ random: inout SeededGenerator) -> [OutboxRow] {
        var (id, sequence) = (lastOutboxID, lastSequence)
        return (0..<Int.random(in: 0...4, using: &random)).map { _ in
            id += Int64.random(in: 1...3, using: &random)
            guard Bool.random(using: &random) else { return reply(id) }
            sequence += 1
            return event(id, sequence: sequence)
        }
    }

    private static func randomChange(_ random: inout SeededGenerator) -> EntityChange {
        let kind = ["node", "instance", "nod"].randomElement(using: &random) ?? "node"
        let key = EntityKey(kind: kind, key: "\(Int.random(in: 0..<12, using: &random))")
        return Int.random(in: 0..<3, using: &random) == 0 ? .delete(key) : .put(key, bytes(&random))
    }

    private static func randomHeld(_ random: inout SeededGenerator) -> HeldChange {
        let id = Int64.random(in: 1...6, using: &random)
        let arrival = Int64.random(in: 1...6, using: &random)
        return Bool.random(using: &random) ? .delete(id) : .put(JournalTests.held(id, arrival: arrival))
    }

    private static func bytes(_ random: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
}
