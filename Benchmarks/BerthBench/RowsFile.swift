import Journal

/// The rows of batches as the minimal SQLite loop reads them: an operation, its values, `E`.
struct RowsFile {
    private(set) var bytes: [UInt8] = []

    /// Appends one transaction.
    mutating func append(_ batch: JournalBatch) {
        operation("b") { _ in }
        for entry in batch.entries { append(entry) }
        for record in batch.keys { append(record) }
        for change in batch.entities { append(change) }
        for row in batch.outbox { append(row) }
        for range in Self.ranges(batch.published) {
            operation("r") {
                $0.integer(range.lowerBound)
                $0.integer(range.upperBound)
            }
        }
        operation("c") { _ in }
    }

    private mutating func append(_ entry: JournalEntry) {
        operation("j") {
            $0.integer(entry.position.value)
            $0.integer(entry.timeNanoseconds)
            $0.text(entry.requestKey)
            $0.text(entry.method)
            $0.text(entry.caller)
            $0.text(entry.trace)
            $0.blob(entry.facts)
        }
    }

    private mutating func append(_ record: KeyRecord) {
        operation("k") {
            $0.text(record.key)
            $0.blob(record.contentDigest)
            $0.integer(Int64(record.ending.rawValue))
            $0.integer(record.position.value)
            $0.integer(record.timeNanoseconds)
            $0.text(record.method)
            $0.blob(record.reply)
            $0.integer(Int64(record.status))
            $0.integer(Int64(record.replays))
        }
    }

    private mutating func append(_ row: OutboxRow) {
        operation("o") {
            $0.integer(row.id)
            $0.integer(Int64(row.lane.rawValue))
            $0.integer(row.position.value)
            $0.integer(row.sequence.value)
            $0.text(row.exchange)
            $0.text(row.routingKey)
            $0.blob(row.envelope)
            $0.blob(row.body)
        }
    }

    private mutating func append(_ change: EntityChange) {
        switch change {
        case .put(let key, let value):
            operation("e") {
                $0.text(key.kind)
                $0.text(key.key)
                $0.blob(value)
            }
        case .delete(let key):
            operation("d") {
                $0.text(key.kind)
                $0.text(key.key)
            }
        }
    }

    private mutating func operation(_ letter: Unicode.Scalar, _ values: (inout Self) -> Void) {
        bytes.append(UInt8(ascii: letter))
        values(&self)
        bytes.append(UInt8(ascii: "E"))
    }

    private mutating func integer(_ number: Int64) {
        bytes.append(UInt8(ascii: "I"))
        bytes.appendBigEndian(UInt64(bitPattern: number), bytes: 8)
    }

    private mutating func text(_ text: String) {
        bytes.append(UInt8(ascii: "T"))
        bytes.appendBigEndian(UInt64(text.utf8.count), bytes: 4)
        bytes += text.utf8
    }

    private mutating func blob(_ blob: [UInt8]) {
        bytes.append(UInt8(ascii: "B"))
        bytes.appendBigEndian(UInt64(blob.count), bytes: 4)
        bytes += blob
    }

    /// Neighbouring numbers together, as the store removes them.
    private static func ranges(_ numbers: [Int64]) -> [ClosedRange<Int64>] {
        var ranges: [ClosedRange<Int64>] = []
        for number in numbers.sorted() {
            if let last = ranges.last, number <= last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        return ranges
    }
}
