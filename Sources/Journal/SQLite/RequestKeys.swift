import GRDB

/// The request keys in the database: one table a day, one for turned-away and one for dead requests.
///
/// A key is in at most one table: writing it takes it out of the others, so its last record is the only one.
struct RequestKeys {
    let database: Database
    let filter: KeyFilter

    private static let columns = "content_digest, ending, position, time_ns, method, reply, status, replays, checksum"

    /// Writes records in order; the last one for a key wins.
    func write(_ records: [KeyRecord]) throws {
        guard !records.isEmpty else { return }
        var present = try tables()
        var statements: [KeyTable: PreparedStatement] = [:]
        for record in records {
            let table = KeyTable(for: record)
            if !present.contains(table) {
                present.append(table)
                try database.execute(sql: SQLiteSchema.createKeyTable(table.name))
            }
            let hash = KeyFilter.hash(record.key)
            for other in filter.select(present, mayHolding: hash) where other != table {
                try PreparedStatement(database, "DELETE FROM \(other.name) WHERE key = ?").run(.text(record.key))
            }
            filter.insert(hash, into: table)
            let statement = try statements[table] ?? putStatement(table)
            statements[table] = statement
            try put(record, with: statement)
        }
    }

    /// The record of a key, or `nil`; looks only where the filter does not rule it out.
    func find(_ key: String, in tables: [KeyTable]) throws -> KeyRecord? {
        for table in filter.select(tables, mayHolding: KeyFilter.hash(key)) {
            let statement = try PreparedStatement(
                database, "SELECT \(Self.columns) FROM \(table.name) WHERE key = ?")
            if let record = try statement.firstRow(.text(key), make: { try Self.record(key, $0) }) { return record }
        }
        return nil
    }

    /// The key tables that this transaction sees, the newest day first.
    func tables() throws -> [KeyTable] {
        let statement = try PreparedStatement(
            database, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name GLOB '\(KeyTable.prefix)*'")
        var tables: [KeyTable] = []
        try statement.forEachRow { row in
            if let table = KeyTable(name: row.text(0)) { tables.append(table) }
        }
        return tables.sorted(by: >)
    }

    /// Fills the filter with the stored keys; reads all of them.
    func fillFilter() throws {
        for table in try tables() { try fillFilter(of: table) }
    }

    /// Fills the filter of one table anew, which forgets the keys that were removed.
    func fillFilter(of table: KeyTable) throws {
        try filter.rebuild(table) { insert in
            let statement = try PreparedStatement(database, "SELECT key FROM \(table.name)")
            try statement.forEachRow { insert(KeyFilter.hash($0.text(0))) }
        }
    }

    private func putStatement(_ table: KeyTable) throws -> PreparedStatement {
        try PreparedStatement(
            database,
            """
            INSERT INTO \(table.name) (key, \(Self.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET content_digest = excluded.content_digest, ending = excluded.ending,
                position = excluded.position, time_ns = excluded.time_ns, method = excluded.method,
                reply = excluded.reply, status = excluded.status, replays = excluded.replays,
                checksum = excluded.checksum
            """)
    }

    private func put(_ record: KeyRecord, with statement: PreparedStatement) throws {
        guard record.contentDigest.isEmpty || record.contentDigest.count == 32 else {
            throw JournalError(
                .invalidBatch,
                "A content digest has \(record.contentDigest.count) bytes instead of 32; nothing was written.")
        }
        try statement.run(
            .text(record.key), .bytes(record.contentDigest), .integer(Int64(record.ending.rawValue)),
            .integer(record.position.value), .integer(record.timeNanoseconds), .text(record.method),
            .bytes(record.reply), .integer(Int64(record.status)), .integer(Int64(record.replays)),
            .integer(Self.checksum(record)))
    }

    private static func record(_ key: String, _ row: ResultRow) throws -> KeyRecord {
        guard let ending = KeyRecord.Ending(rawValue: Int(row.integer(1))), row.integer(2) >= 0,
            let status = Int32(exactly: row.integer(6))
        else {
            throw JournalError.damaged("The record of a request key has impossible values.")
        }
        let record = KeyRecord(
            key: key, contentDigest: row.bytes(0), ending: ending, position: JournalPosition(row.integer(2)),
            timeNanoseconds: row.integer(3), method: row.text(4), reply: row.bytes(5), status: status,
            replays: Int(row.integer(7)))
        guard checksum(record) == row.integer(8) else {
            throw JournalError.damaged("The record of a request key is not what was written.")
        }
        return record
    }

    private static func checksum(_ record: KeyRecord) -> Int64 {
        var checksum = RowChecksum(seed: ChecksumSeed.requestKey.rawValue)
        checksum.combine(record.key)
        checksum.combine(record.contentDigest)
        checksum.combine(Int64(record.ending.rawValue))
        checksum.combine(record.position.value)
        checksum.combine(record.timeNanoseconds)
        checksum.combine(record.method)
        checksum.combine(record.reply)
        checksum.combine(Int64(record.status))
        checksum.combine(Int64(record.replays))
        return checksum.stored
    }
}
