import GRDB

/// The journal entries in the database.
struct JournalRows {
    let database: Database

    func append(_ entries: [JournalEntry]) throws {
        guard !entries.isEmpty else { return }
        let statement = try PreparedStatement(database, "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        for entry in entries {
            try statement.run(
                .integer(entry.position.value), .integer(entry.timeNanoseconds), .text(entry.requestKey),
                .text(entry.method), .text(entry.caller), .text(entry.trace), .bytes(entry.facts),
                .integer(Self.checksum(entry)))
        }
    }

    /// Entries from a position on, each compared with its checksum and its neighbour.
    func read(from position: Int64, limit: Int) throws -> [JournalEntry] {
        let statement = try PreparedStatement(
            database, "SELECT * FROM journal WHERE position >= ? ORDER BY position LIMIT ?")
        var entries: [JournalEntry] = []
        try statement.forEachRow(.integer(position), .integer(Int64(max(0, limit)))) { row in
            guard row.integer(0) > 0, entries.last.map({ $0.position.value + 1 == row.integer(0) }) ?? true else {
                throw JournalError.damaged("The journal has a gap before position \(row.integer(0)).")
            }
            let entry = JournalEntry(
                position: JournalPosition(row.integer(0)), timeNanoseconds: row.integer(1), requestKey: row.text(2),
                method: row.text(3), caller: row.text(4), trace: row.text(5), facts: row.bytes(6))
            guard Self.checksum(entry) == row.integer(7) else {
                throw JournalError.damaged("The entry at position \(row.integer(0)) is not what was written.")
            }
            entries.append(entry)
        }
        return entries
    }

    /// The first and the last stored position, or `nil` if there is no entry.
    func bounds() throws -> (first: Int64, last: Int64)? {
        let statement = try PreparedStatement(
            database, "SELECT (SELECT MIN(position) FROM journal), (SELECT MAX(position) FROM journal)")
        return try statement.firstRow { $0.isNull(0) ? nil : ($0.integer(0), $0.integer(1)) } ?? nil
    }

    private static func checksum(_ entry: JournalEntry) -> Int64 {
        var checksum = RowChecksum(seed: ChecksumSeed.journal.rawValue)
        checksum.combine(entry.position.value)
        checksum.combine(entry.timeNanoseconds)
        checksum.combine(entry.requestKey)
        checksum.combine(entry.method)
        checksum.combine(entry.caller)
        checksum.combine(entry.trace)
        checksum.combine(entry.facts)
        return checksum.stored
    }
}
