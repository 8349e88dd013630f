import GRDB

extension SQLiteStore {
    /// Makes a batch durable in one transaction: all of it or nothing.
    public func commit(_ batch: JournalBatch) async throws(JournalError) {
        guard !batch.isEmpty else { return }
        try await write { [filter, opening] database in
            try BatchWriter(database: database, filter: filter, incarnation: opening.incarnation).write(batch)
        }
    }

    /// Sets the durable "about to apply" mark, or clears it with `nil`.
    public func setMark(_ mark: [UInt8]?) async throws(JournalError) {
        try await update { $0.mark = mark }
    }

    /// Records durably that everything was finished before the stop.
    public func acknowledgeCleanShutdown() async throws(JournalError) {
        try await update { $0.stoppedCleanly = true }
    }

    private func update(_ change: @escaping @Sendable (inout StoreRecord) -> Void) async throws(JournalError) {
        try await write { [opening] database in
            var record = try StoreRecord.read(database)
            guard record.incarnation == opening.incarnation else {
                throw JournalError.fenced(incarnation: opening.incarnation)
            }
            record.stoppedCleanly = false
            change(&record)
            try record.write(database)
        }
    }
}
