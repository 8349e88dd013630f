import GRDB

/// Takes old entries from the front of the journal.
struct JournalPruning {
    let database: Database

    /// Removes up to `rows` entries that are older than a time and not needed to rebuild from the oldest base.
    ///
    /// Stops at the first entry that is young enough, also if older ones follow: the journal has no gaps.
    func removeOldest(_ rows: Int, olderThan limitNanoseconds: Int64) throws -> Int {
        guard let oldestBase = try BaseRows(database: database).all().first else { return 0 }
        let statement = try PreparedStatement(
            database, "SELECT position, time_ns FROM journal WHERE position <= ? ORDER BY position LIMIT ?")
        var isPrefix = true
        var last: Int64?
        try statement.forEachRow(.integer(oldestBase.position.value), .integer(Int64(rows))) { row in
            isPrefix = isPrefix && row.integer(1) < limitNanoseconds
            if isPrefix { last = row.integer(0) }
        }
        guard let last else { return 0 }
        let removed = try PreparedStatement(database, "DELETE FROM journal WHERE position <= ?").run(.integer(last))
        var record = try StoreRecord.read(database)
        record.firstKeptPosition = last + 1
        try record.write(database)
        return removed
    }
}
