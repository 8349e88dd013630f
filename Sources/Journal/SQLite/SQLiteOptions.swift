/// The settings of a store in SQLite; every limit has its name here.
public struct SQLiteOptions: Hashable, Sendable {
    /// How thoroughly the file is examined at open.
    public var integrityCheck: IntegrityCheck = .quick

    /// The most memory that each connection uses for pages, in bytes; there is one writer and up to two readers.
    public var pageCacheBytes: Int = 32 << 20

    /// How many pages of 4 KiB the write-ahead log collects before they are moved into the database file.
    public var checkpointPages: Int = 4_000

    /// How long a transaction waits for another program that has the database locked.
    public var busyTimeout: Duration = .seconds(5)

    /// The size in bytes that the database file may reach, or `nil` for no limit.
    ///
    /// Beyond it, commits fail with ``JournalError/Code/diskFull``.
    public var maximumBytes: Int64?

    /// How many bases are kept.
    public var maximumBases: Int = 2

    /// How many rows one transaction of ``JournalStore/prune(nowNanoseconds:retention:)`` removes at most.
    public var pruneRows: Int = 500

    /// The most memory that the filter of one key table takes, in bytes.
    ///
    /// Key tables are one a day within the retention, and two more. 10 bits a key give one needless look-up in a
    /// hundred; more keys than fit are never missed, they only cause more look-ups.
    public var filterBytes: Int = 16 << 20

    /// Whether a store that was not closed may be opened although its write-ahead log is gone.
    ///
    /// Right for a copy made by SQLite's backup while the worker ran, and after another SQLite program has opened a
    /// store that had crashed (it moves the log into the file); else commits would be lost silently.
    public var acceptsMissingLog: Bool = false

    /// The program that is named to others as the owner.
    public var program: String = "berthd"

    /// Makes the default settings.
    public init() {}

    /// Ways to examine a database file.
    public enum IntegrityCheck: Hashable, Sendable {
        /// Nothing but the checksums of what is loaded.
        case none

        /// SQLite's `quick_check`: reads every page, leaves out whether indexes match their tables.
        case quick

        /// SQLite's `integrity_check`: indexes too.
        case full
    }
}
