/// What is known of a request key, for when the request comes again.
///
/// The last record written for a key is the one that counts; an earlier one is replaced.
public struct KeyRecord: Hashable, Sendable {
    /// The idempotency key of the request.
    public var key: String

    /// SHA-256 over the decoded request: 32 bytes, or none for a request that could not be decoded.
    public var contentDigest: [UInt8]

    /// How the request ended.
    public var ending: Ending

    /// Where the journal has it; ``JournalPosition/none`` if it has no entry.
    public var position: JournalPosition

    /// When it ended, in nanoseconds since 1970 (UTC); decides how long the record is kept.
    public var timeNanoseconds: Int64

    /// The full name of the method asked for.
    public var method: String

    /// The encoded answer that is given again.
    public var reply: [UInt8]

    /// The numeric status code of the answer; 0 is success.
    public var status: Int32

    /// How many times the request had been replayed from the dead-letter queue when it ended so.
    public var replays: Int

    /// Makes a record.
    public init(
        key: String, contentDigest: [UInt8], ending: Ending, position: JournalPosition, timeNanoseconds: Int64,
        method: String, reply: [UInt8], status: Int32, replays: Int
    ) {
        self.key = key
        self.contentDigest = contentDigest
        self.ending = ending
        self.position = position
        self.timeNanoseconds = timeNanoseconds
        self.method = method
        self.reply = reply
        self.status = status
        self.replays = replays
    }
}

extension KeyRecord {
    /// How a request ended; it decides what happens when the key comes again, and how long it is kept.
    ///
    /// The numbers are stored: never change one, never use one again.
    public enum Ending: Int, CaseIterable, Hashable, Sendable {
        /// Its facts are in the journal.
        case applied = 1

        /// The core said no; the journal has an entry without facts.
        case refused = 2

        /// It never reached the core: limit, deadline, age, rights, undecodable.
        case turnedAway = 3

        /// It waits in the store to be tried again.
        case held = 4

        /// It has become a dead letter.
        case dead = 5
    }
}
