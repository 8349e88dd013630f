/// What went wrong in a store, where, and what to do about it.
///
/// ``description`` is safe to log: it never contains a body, an envelope or the value of an entity.
public struct JournalError: Error, Sendable, CustomStringConvertible {
    /// The kind of error, for programs.
    public let code: Code

    /// A sentence for people that names what is wrong and where, and says what to do.
    public let message: String

    /// Facts for machines, such as the paths and versions that ``message`` names.
    public let details: [String: String]

    /// The text of the error underneath, where there is one.
    public let cause: String?

    /// Makes an error.
    public init(_ code: Code, _ message: String, details: [String: String] = [:], cause: String? = nil) {
        self.code = code
        self.message = message
        self.details = details
        self.cause = cause
    }

    /// The code, the message and the cause, in one line that is safe to log.
    public var description: String {
        guard let cause else { return "\(code.rawValue): \(message)" }
        return "\(code.rawValue): \(message) (\(cause))"
    }
}

extension JournalError {
    /// An open list of the kinds of error: a later version may add some.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The name of the code as it appears in logs.
        public let rawValue: String

        /// Makes a code from its name.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }
    }
}

// MARK: - The store cannot be opened

extension JournalError.Code {
    /// Another process owns the store; the message names it.
    public static let storeOwned = Self(rawValue: "STORE_OWNED")

    /// The file is not a store of ours, or not a database at all.
    public static let notAStore = Self(rawValue: "NOT_A_STORE")

    /// A newer program wrote the store; the message names both versions.
    public static let newerStore = Self(rawValue: "NEWER_STORE")

    /// The store belongs to another shard.
    public static let otherShard = Self(rawValue: "OTHER_SHARD")

    /// The folder holds only a part of a store: a file has been taken away.
    public static let incompleteStore = Self(rawValue: "INCOMPLETE_STORE")

    /// What is stored is not what was written: truncated, overwritten or decayed.
    public static let damaged = Self(rawValue: "DAMAGED")

    /// There is no store where one was to be read.
    public static let noStore = Self(rawValue: "NO_STORE")

    /// The folder or its files may not be read or written by this user.
    public static let permissionDenied = Self(rawValue: "PERMISSION_DENIED")
}

// MARK: - A batch does not follow on what is stored

extension JournalError.Code {
    /// The positions of a batch do not follow on the last one; nothing was written.
    public static let positionGap = Self(rawValue: "POSITION_GAP")

    /// The event sequences of a batch do not follow on the last one; nothing was written.
    public static let sequenceGap = Self(rawValue: "SEQUENCE_GAP")

    /// The outbox numbers of a batch do not ascend from the last one; nothing was written.
    public static let outboxOrder = Self(rawValue: "OUTBOX_ORDER")

    /// A batch or a record breaks a rule of its fields; nothing was written.
    public static let invalidBatch = Self(rawValue: "INVALID_BATCH")

    /// Another owner has taken the store meanwhile; nothing was written, and this owner must stop.
    public static let fenced = Self(rawValue: "FENCED")
}

// MARK: - The disk or the database refuses

extension JournalError.Code {
    /// The disk, the quota or the configured size limit is used up; nothing was written.
    public static let diskFull = Self(rawValue: "DISK_FULL")

    /// The operating system reported a read or write error; nothing was written.
    public static let inputOutput = Self(rawValue: "INPUT_OUTPUT")

    /// The store, its file system or this handle is read-only; nothing was written.
    public static let readOnly = Self(rawValue: "READ_ONLY")

    /// Another program holds a lock on the database; nothing was written.
    public static let busy = Self(rawValue: "BUSY")

    /// The transaction may or may not be on disk: load again before going on.
    public static let outcomeUnknown = Self(rawValue: "OUTCOME_UNKNOWN")

    /// The store has been closed.
    public static let closed = Self(rawValue: "CLOSED")

    /// What was asked for is not in the store, or no longer.
    public static let notFound = Self(rawValue: "NOT_FOUND")

    /// The database reported something that none of the other codes covers; nothing was written.
    public static let database = Self(rawValue: "DATABASE")
}
