import Dispatch
import GRDB
import Synchronization

/// A store in a SQLite database in a folder of its own.
///
/// Writes go through one connection on a queue of its own, one transaction after the other, each with one `fsync`
/// (`synchronous=FULL` on a write-ahead log). Reads go through connections of their own and do not wait for writes.
/// Callers only ever suspend: no thread of the concurrency pool waits for the disk.
public final class SQLiteStore: JournalStore {
    let access: Access
    let options: SQLiteOptions
    let filter: KeyFilter
    let opening: Opening
    private let ownership: OwnershipLock?
    private let isClosed = Mutex(false)

    /// How the database is reached.
    enum Access {
        /// By the owner: one writer, several readers.
        case owner(DatabasePool)

        /// Read only, in one transaction that stays open, so that all answers belong together.
        case snapshot(DatabaseQueue)
    }

    /// What was found when the store was opened.
    struct Opening {
        var folder: StoreFolder
        var isNew: Bool
        var stoppedCleanly: Bool
        var incarnation: Int64
    }

    init(access: Access, options: SQLiteOptions, filter: KeyFilter, opening: Opening, ownership: OwnershipLock?) {
        self.access = access
        self.options = options
        self.filter = filter
        self.opening = opening
        self.ownership = ownership
    }

    /// Whether the key may be known: `false` is certain, `true` has to be looked up.
    ///
    /// Needs no disk. A store that was opened read-only says `true` to all.
    public func mayKnow(_ key: String) -> Bool {
        filter.mayKnow(key)
    }

    /// Finishes what was begun, moves the write-ahead log into the database file and frees the folder.
    public func close() async {
        let wasClosed = isClosed.withLock { closed in
            defer { closed = true }
            return closed
        }
        guard !wasClosed else { return }
        await Self.onThread { [access, opening] in
            switch access {
            case .owner(let pool):
                pool.writeWithoutTransaction { Self.finish($0, incarnation: opening.incarnation) }
                // A connection that cannot be closed now is closed with the process; nothing depends on it.
                try? pool.close()
            case .snapshot(let queue):
                try? queue.close()
            }
        }
        ownership?.release()
    }

    /// Records that no commit is missing when the write-ahead log is; the next open is right without it, only slower.
    private static func finish(_ database: Database, incarnation: Int64) {
        do {
            try database.inTransaction(.immediate) {
                var record = try StoreRecord.read(database)
                guard record.incarnation == incarnation else { return .rollback }
                record.isOpen = false
                try record.write(database)
                return .commit
            }
            try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        } catch {
            // The log stays in the folder with everything in it, and the next open reads it.
        }
    }
}

// MARK: - Access

extension SQLiteStore {
    /// Runs a transaction on the writer's queue; cancelling the caller does not stop it.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(JournalError) -> Value {
        guard case .owner(let pool) = access else {
            throw JournalError(.readOnly, "The store was opened read-only; nothing was written.")
        }
        try checkOpen()
        let result: Result<Value, JournalError> = await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { database in
                continuation.resume(returning: Self.transaction(database, body))
            }
        }
        return try result.get()
    }

    /// Reads on a connection of its own, all from one state.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(JournalError) -> Value {
        try checkOpen()
        let result: Result<Value, JournalError> = await withCheckedContinuation { continuation in
            let answer: @Sendable (Result<Database, any Error>) -> Void = { database in
                do {
                    continuation.resume(returning: .success(try body(try database.get())))
                } catch {
                    continuation.resume(returning: .failure(JournalError(error)))
                }
            }
            switch access {
            case .owner(let pool): pool.asyncRead(answer)
            case .snapshot(let queue): queue.asyncUnsafeRead(answer)
            }
        }
        return try result.get()
    }

    private func checkOpen() throws(JournalError) {
        guard !isClosed.withLock({ $0 }) else { throw .storeClosed }
    }

    private static func transaction<Value>(
        _ database: Database, _ body: (Database) throws -> Value
    ) -> Result<Value, JournalError> {
        do {
            // An earlier transaction that could be neither committed nor rolled back is given up here.
            if database.isInsideTransaction { try database.rollback() }
            try database.beginTransaction(.immediate)
        } catch {
            return .failure(JournalError(error))
        }
        var stage = TransactionStage.beforeCommit
        do {
            let value = try body(database)
            stage = .committing
            try database.commit()
            return .success(value)
        } catch {
            // SQLite has rolled back by itself after some errors; a second time is an error of its own.
            if database.isInsideTransaction { try? database.rollback() }
            return .failure(JournalError(error, stage: stage))
        }
    }

    /// Runs blocking work on a thread that may block.
    static func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: body()) }
        }
    }
}
