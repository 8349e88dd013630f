import Foundation
import GRDB

extension SQLiteStore {
    /// Opens the store in a folder for its only owner, or makes one if the folder has none.
    ///
    /// Takes the lock on the folder, examines the file, migrates it, and raises the incarnation durably. Fails without
    /// a change with `storeOwned`, `notAStore`, `newerStore`, `otherShard`, `incompleteStore`, `damaged` or
    /// `permissionDenied`. Reads all request keys into the filter.
    public static func open(
        directory: String, shard: String, options: SQLiteOptions = SQLiteOptions()
    ) async throws(JournalError) -> SQLiteStore {
        try await onThread { () -> Result<SQLiteStore, JournalError> in
            do {
                return .success(try openOwned(StoreFolder(path: directory), shard: shard, options: options))
            } catch {
                return .failure(JournalError(error))
            }
        }.get()
    }

    /// Opens the store in a folder to read it as it is at this moment, whether a worker owns it or not.
    ///
    /// Changes nothing. While it is open the owner's write-ahead log cannot shrink, so close it soon.
    public static func openReadOnly(
        directory: String, options: SQLiteOptions = SQLiteOptions()
    ) async throws(JournalError) -> SQLiteStore {
        try await onThread { () -> Result<SQLiteStore, JournalError> in
            do {
                return .success(try openSnapshot(StoreFolder(path: directory), options: options))
            } catch {
                return .failure(JournalError(error))
            }
        }.get()
    }

    private static func openOwned(_ folder: StoreFolder, shard: String, options: SQLiteOptions) throws -> SQLiteStore {
        try folder.make()
        let lock = try OwnershipLock(path: folder.lock, holder: .current(program: options.program, shard: shard))
        let content = try folder.examine()
        if content == .nothing { try create(in: folder, shard: shard) }
        let pool = try DatabasePool(path: folder.database, configuration: configuration(options))
        let filter = KeyFilter(maximumBytes: options.filterBytes)
        let opening = try pool.writeWithoutTransaction { database in
            // GRDB 7.10 sets NORMAL with the write-ahead log, which would lose commits with the power.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try examine(database, options.integrityCheck)
            try SQLiteSchema.migrate(database)
            let opening = try takeOver(
                database, folder: folder, shard: shard, content: content, acceptsMissingLog: options.acceptsMissingLog)
            try RequestKeys(database: database, filter: filter).fillFilter()
            return opening
        }
        return SQLiteStore(access: .owner(pool), options: options, filter: filter, opening: opening, ownership: lock)
    }

    private static func openSnapshot(_ folder: StoreFolder, options: SQLiteOptions) throws -> SQLiteStore {
        guard try folder.examine() != .nothing else {
            throw JournalError(
                .noStore, "There is no store in \(folder.path). Check the path.", details: ["path": folder.path])
        }
        var configuration = configuration(options)
        configuration.readonly = true
        let queue = try DatabaseQueue(path: folder.database, configuration: configuration)
        let opening = try queue.inDatabase { database in
            try database.beginTransaction(.deferred)
            try examine(database, options.integrityCheck)
            guard try SQLiteSchema.version(of: database) == SQLiteSchema.currentVersion else {
                throw JournalError(
                    .notAStore, "The store is of an older version. Start the worker once: it brings it up to date.")
            }
            let record = try StoreRecord.read(database)
            return Opening(
                folder: folder, isNew: false, stoppedCleanly: record.stoppedCleanly, incarnation: record.incarnation)
        }
        return SQLiteStore(
            access: .snapshot(queue), options: options, filter: .blind(), opening: opening,
            ownership: nil)
    }

    /// Makes the database under another name, and gives it its name when it is complete and on disk.
    private static func create(in folder: StoreFolder, shard: String) throws {
        try folder.beginNewDatabase()
        let queue = try DatabaseQueue(path: folder.unfinished)
        try queue.inDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try SQLiteSchema.migrate(database)
            try database.inTransaction(.immediate) {
                try StoreRecord(storeID: UUID().uuidString.lowercased(), shard: shard).insert(database)
                return .commit
            }
        }
        try queue.close()
        try folder.finishNewDatabase()
    }

    /// Makes this opening the owner: raises the incarnation, on disk and outside of the write-ahead log.
    private static func takeOver(
        _ database: Database, folder: StoreFolder, shard: String, content: StoreFolder.Content, acceptsMissingLog: Bool
    ) throws -> Opening {
        var record = try StoreRecord.read(database)
        guard record.shard == shard else {
            throw JournalError(
                .otherShard,
                "The store in \(folder.path) belongs to the shard \(record.shard.debugDescription), not to "
                    + "\(shard.debugDescription). Check the folder and the name of the shard.",
                details: ["path": folder.path, "stored": record.shard, "wanted": shard])
        }
        guard !record.isOpen || content == .store(hasLog: true) || acceptsMissingLog else {
            throw JournalError(
                .incompleteStore,
                "The store was not closed, but its write-ahead log \(folder.log) is gone: commits may be missing. Put "
                    + "the file back. If another SQLite program has opened the store since, or this is a copy that was "
                    + "made while the worker ran, nothing is missing: allow a missing log once.",
                details: ["path": folder.log])
        }
        let stoppedCleanly = record.stoppedCleanly
        let previous = record.incarnation
        record.incarnation += 1
        record.isOpen = true
        record.stoppedCleanly = false
        try database.inTransaction(.immediate) {
            try record.write(database, replacing: previous)
            return .commit
        }
        // The file itself now says that a log belongs to it. A reader may be in the way: then the log does.
        try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        return Opening(
            folder: folder, isNew: content == .nothing, stoppedCleanly: stoppedCleanly,
            incarnation: record.incarnation)
    }

    /// Refuses what is not a store of a version that is known, then lets SQLite look for damage.
    private static func examine(_ database: Database, _ check: SQLiteOptions.IntegrityCheck) throws {
        let version = try SQLiteSchema.version(of: database)
        guard version <= SQLiteSchema.currentVersion else {
            throw JournalError(
                .newerStore,
                "The store has version \(version); this program knows up to \(SQLiteSchema.currentVersion). Use the "
                    + "program that wrote it, or a newer one.",
                details: ["stored": "\(version)", "known": "\(SQLiteSchema.currentVersion)"])
        }
        guard version > 0 else { throw JournalError.damaged("It has no version.") }
        let pragma: String
        switch check {
        case .none: return
        case .quick: pragma = "quick_check"
        case .full: pragma = "integrity_check"
        }
        let finding = try String.fetchOne(database, sql: "PRAGMA \(pragma)(1)") ?? "no answer"
        guard finding == "ok" else { throw JournalError.damaged("SQLite's check finds a fault.", cause: finding) }
    }

    private static func configuration(_ options: SQLiteOptions) -> Configuration {
        var configuration = Configuration()
        configuration.label = "berth.store"
        configuration.foreignKeysEnabled = false
        configuration.maximumReaderCount = 2
        configuration.persistentReadOnlyConnections = true
        // Without this GRDB ends the process when a rollback fails; the store reports the error instead.
        configuration.allowsUnsafeTransactions = true
        let busySeconds =
            Double(options.busyTimeout.components.seconds)
            + Double(options.busyTimeout.components.attoseconds) / 1e18
        configuration.busyMode = busySeconds > 0 ? .timeout(busySeconds) : .immediateError
        configuration.prepareDatabase { database in
            try database.execute(
                sql: """
                    PRAGMA cache_size = -\(max(1, options.pageCacheBytes >> 10));
                    PRAGMA cell_size_check = ON;
                    PRAGMA trusted_schema = OFF;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA wal_autocheckpoint = \(max(1, options.checkpointPages));
                    PRAGMA journal_size_limit = \(Int64(max(1, options.checkpointPages)) * 4_096 * 4)
                    """)
            if let maximumBytes = options.maximumBytes {
                try database.execute(sql: "PRAGMA max_page_count = \(max(1, maximumBytes / 4_096))")
            }
        }
        return configuration
    }
}
