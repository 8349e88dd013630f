import GRDB

extension SQLiteStore {
    /// Removes what has been kept long enough, in small transactions between which commits go on.
    ///
    /// Only the keys of a day go in one transaction, by dropping their table.
    public func prune(nowNanoseconds: Int64, retention: Retention) async throws(JournalError) -> PruneReport {
        var report = PruneReport()
        try await dropKeyDays(nowNanoseconds, retention.keys, &report)
        report.turnedAwayKeys = try await removeKeys(.turnedAway, nowNanoseconds, retention.turnedAwayKeys)
        report.deadKeys = try await removeKeys(.dead, nowNanoseconds, retention.deadLetters)
        report.deadLetters = try await removeRows("dead_letter", nowNanoseconds, retention.deadLetters)
        report.entries = try await removeEntries(nowNanoseconds, retention.journal)
        return report
    }

    private func dropKeyDays(
        _ nowNanoseconds: Int64, _ age: Duration, _ report: inout PruneReport
    ) async throws(JournalError) {
        let tables = try await read { [filter] in try RequestKeys(database: $0, filter: filter).tables() }
        for table in tables.sorted() {
            guard case .day(let day) = table,
                day.isOlder(than: age.wholeNanoseconds, nowNanoseconds: nowNanoseconds)
            else { continue }
            try await writeOwned { [filter] database in
                try database.execute(sql: "DROP TABLE IF EXISTS \(table.name)")
                // Not before the keys are gone for certain, and before another commit can make the table again.
                database.afterNextTransaction { _ in filter.remove(table) }
            }
            report.droppedKeyDays.append(day.stamp)
        }
    }

    private func removeKeys(_ table: KeyTable, _ nowNanoseconds: Int64, _ age: Duration) async throws(JournalError)
        -> Int
    {
        let removed = try await removeRows(table.name, nowNanoseconds, age)
        guard removed > 0 else { return 0 }
        try await write { [filter] database in
            let left = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \(table.name)") ?? 0
            // Filters cannot forget one by one; a new one is worth reading the rest when most of the old is gone.
            guard filter.count(table) > 2 * left else { return }
            try RequestKeys(database: database, filter: filter).fillFilter(of: table)
        }
        return removed
    }

    private func removeRows(_ table: String, _ nowNanoseconds: Int64, _ age: Duration) async throws(JournalError) -> Int
    {
        let (limit, overflow) = nowNanoseconds.subtractingReportingOverflow(age.wholeNanoseconds)
        guard !overflow else { return 0 }
        let sql = "DELETE FROM \(table) WHERE id IN (SELECT id FROM \(table) WHERE time_ns < ? LIMIT ?)"
        let rows = max(1, options.pruneRows)
        var total = 0
        while true {
            let removed = try await writeOwned { database in
                try PreparedStatement(database, sql).run(.integer(limit), .integer(Int64(rows)))
            }
            total += removed
            if removed < rows { return total }
        }
    }

    private func removeEntries(_ nowNanoseconds: Int64, _ age: Duration) async throws(JournalError) -> Int {
        let (limit, overflow) = nowNanoseconds.subtractingReportingOverflow(age.wholeNanoseconds)
        guard !overflow else { return 0 }
        let rows = max(1, options.pruneRows)
        var total = 0
        while true {
            let removed = try await writeOwned { database in
                try JournalPruning(database: database).removeOldest(rows, olderThan: limit)
            }
            total += removed
            if removed < rows { return total }
        }
    }

    private func writeOwned<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(JournalError) -> Value {
        try await write { [opening] database in
            guard try StoreRecord.read(database).incarnation == opening.incarnation else {
                throw JournalError.fenced(incarnation: opening.incarnation)
            }
            return try body(database)
        }
    }
}
