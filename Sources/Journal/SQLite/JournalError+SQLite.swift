import GRDB

/// Where an error of the database struck; decides what can be said about the outcome.
enum TransactionStage {
    /// Nothing was written or all of it was rolled back.
    case beforeCommit

    /// The commit itself failed.
    case committing
}

extension JournalError {
    /// Makes the error that says what to do out of whatever the database threw.
    init(_ error: any Error, stage: TransactionStage = .beforeCommit) {
        switch error {
        case let error as JournalError: self = error
        case let error as DatabaseError: self.init(databaseError: error, stage: stage)
        default: self.init(.database, "The store failed in an unexpected way.", cause: String(describing: error))
        }
    }

    private init(databaseError error: DatabaseError, stage: TransactionStage) {
        let cause = "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message")"
        switch error.resultCode.primaryResultCode {
        case .SQLITE_FULL:
            self.init(
                .diskFull, "The disk or the size limit of the store is used up; nothing was written. Make room.",
                cause: cause)
        case .SQLITE_IOERR where stage == .committing:
            self.init(
                .outcomeUnknown,
                "The disk failed while a transaction was committed; it may or may not be stored. Load the store again.",
                cause: cause)
        case .SQLITE_IOERR:
            self.init(
                .inputOutput, "The disk failed; nothing was written. Look into the system's log for the device.",
                cause: cause)
        case .SQLITE_READONLY:
            self.init(
                .readOnly, "The store cannot be written; nothing was. Check mount options and permissions.",
                cause: cause)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .busy, "Another program holds a lock on the database; nothing was written. Close that program.",
                cause: cause)
        case .SQLITE_CORRUPT:
            self = .damaged("SQLite finds the file malformed.", cause: cause)
        case .SQLITE_NOTADB:
            self.init(
                .notAStore, "The file is not a SQLite database. Check the folder, or restore it from a backup.",
                cause: cause)
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(
                .permissionDenied, "The database file cannot be opened. Check that it exists, and its permissions.",
                cause: cause)
        case .SQLITE_MISUSE:
            self = .storeClosed
        default:
            self.init(.database, "The database refused; nothing was written.", cause: cause)
        }
    }

    /// What is stored is not what was written.
    static func damaged(_ finding: String, cause: String? = nil) -> Self {
        Self(
            .damaged,
            "The store is damaged: \(finding) Do not go on with it: keep the files, restore the folder from a backup.",
            cause: cause)
    }

    /// Another owner has written since.
    static func fenced(incarnation: Int64) -> Self {
        Self(
            .fenced, "Another owner has taken the store since it was opened; nothing was written. Stop this worker.",
            details: ["incarnation": "\(incarnation)"])
    }

    /// The store was closed before the call.
    static let storeClosed = Self(.closed, "The store has been closed. Open it again.")
}
