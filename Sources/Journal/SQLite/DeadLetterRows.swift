import GRDB

/// The remembered dead letters in the database.
struct DeadLetterRows {
    let database: Database

    private static let columns =
        "request_key, time_ns, method, caller, host, reason, status, message, attempts, replays, checksum"

    func append(_ records: [DeadLetterRecord]) throws {
        guard !records.isEmpty else { return }
        let statement = try PreparedStatement(
            database, "INSERT INTO dead_letter (\(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for record in records {
            try statement.run(
                .text(record.requestKey), .integer(record.timeNanoseconds), .text(record.method),
                .text(record.caller), .text(record.host), .text(record.reason), .integer(Int64(record.status)),
                .text(record.message), .integer(Int64(record.attempts)), .integer(Int64(record.replays)),
                .integer(Self.checksum(record)))
        }
    }

    /// The latest ones, the latest first, each compared with its checksum.
    func latest(limit: Int) throws -> [DeadLetterRecord] {
        let statement = try PreparedStatement(
            database, "SELECT \(Self.columns) FROM dead_letter ORDER BY id DESC LIMIT ?")
        var records: [DeadLetterRecord] = []
        try statement.forEachRow(.integer(Int64(max(0, limit)))) { row in
            guard let status = Int32(exactly: row.integer(6)) else {
                throw JournalError.damaged("A remembered dead letter has an impossible status.")
            }
            let record = DeadLetterRecord(
                requestKey: row.text(0), timeNanoseconds: row.integer(1), method: row.text(2), caller: row.text(3),
                host: row.text(4), reason: row.text(5), status: status, message: row.text(7),
                attempts: Int(row.integer(8)), replays: Int(row.integer(9)))
            guard Self.checksum(record) == row.integer(10) else {
                throw JournalError.damaged("A remembered dead letter is not what was written.")
            }
            records.append(record)
        }
        return records
    }

    private static func checksum(_ record: DeadLetterRecord) -> Int64 {
        var checksum = RowChecksum(seed: ChecksumSeed.deadLetter.rawValue)
        checksum.combine(record.requestKey)
        checksum.combine(record.timeNanoseconds)
        checksum.combine(record.method)
        checksum.combine(record.caller)
        checksum.combine(record.host)
        checksum.combine(record.reason)
        checksum.combine(Int64(record.status))
        checksum.combine(record.message)
        checksum.combine(Int64(record.attempts))
        checksum.combine(Int64(record.replays))
        return checksum.stored
    }
}
