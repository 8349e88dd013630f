import GRDB

extension SQLiteStore {
    /// Copies all entity rows as a base and drops the oldest bases beyond the configured number.
    ///
    /// One transaction; it takes about a second for a million rows, and commits wait for it.
    public func makeBase(nowNanoseconds: Int64) async throws(JournalError) -> JournalBase {
        try await write { [opening, options] database in
            let record = try StoreRecord.read(database)
            guard record.incarnation == opening.incarnation else {
                throw JournalError.fenced(incarnation: opening.incarnation)
            }
            return try BaseRows(database: database).make(record, nowNanoseconds, keeping: options.maximumBases)
        }
    }

    /// The bases that are kept, the oldest first.
    public func bases() async throws(JournalError) -> [JournalBase] {
        try await read { try BaseRows(database: $0).all() }
    }

    /// The entity rows of a base, ordered by key, compared with the digest of the time when it was made.
    public func baseEntities(_ base: JournalBase) async throws(JournalError) -> [(key: EntityKey, value: [UInt8])] {
        try await read { try BaseRows(database: $0).entities(of: base) }
    }
}
