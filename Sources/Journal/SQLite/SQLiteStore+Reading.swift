import GRDB

extension SQLiteStore {
    /// Checks what is stored and says where it stands; reads every entity row.
    public func load() async throws(JournalError) -> LoadedJournal {
        try await read { [opening] database in
            try StoreCheck(database: database).run(opening)
        }
    }

    /// All entity rows, ordered by key; each one's checksum is verified.
    public func entities() async throws(JournalError) -> [(key: EntityKey, value: [UInt8])] {
        try await read { try EntityRows($0).all() }
    }

    /// Up to `limit` unconfirmed messages with a number above `id`, ascending.
    public func outbox(after id: Int64, limit: Int) async throws(JournalError) -> [OutboxRow] {
        try await read { try OutboxRows(database: $0).read(after: id, limit: limit) }
    }

    /// What each of the keys says; keys that are not known are left out.
    ///
    /// Does not touch the database when the filter rules all of them out.
    public func keyRecords(_ keys: [String]) async throws(JournalError) -> [String: KeyRecord] {
        let candidates = keys.filter { mayKnow($0) }
        guard !candidates.isEmpty else { return [:] }
        return try await read { [filter] database in
            let stored = RequestKeys(database: database, filter: filter)
            let tables = try stored.tables()
            var records: [String: KeyRecord] = [:]
            for key in candidates {
                records[key] = try stored.find(key, in: tables)
            }
            return records
        }
    }

    /// All held requests in order of arrival.
    public func heldRequests() async throws(JournalError) -> [HeldRequest] {
        try await read { try HeldRows(database: $0).all() }
    }

    /// The `limit` latest dead letters, the latest first.
    public func deadLetters(limit: Int) async throws(JournalError) -> [DeadLetterRecord] {
        try await read { try DeadLetterRows(database: $0).latest(limit: limit) }
    }

    /// Up to `limit` entries from `position` on, ascending; starts at the oldest kept one if that is later.
    public func entries(from position: JournalPosition, limit: Int) async throws(JournalError) -> [JournalEntry] {
        try await read { try JournalRows(database: $0).read(from: position.value, limit: limit) }
    }
}
