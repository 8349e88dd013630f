/// What a store says of itself at start-up, after its content has been checked.
public struct LoadedJournal: Hashable, Sendable {
    /// The random UUID that the store was given when it was made.
    public var storeID: String

    /// The shard that the store belongs to.
    public var shard: String

    /// How many times the store has been opened for writing; the present opening counts.
    public var incarnation: Int64

    /// Whether this opening made the store.
    public var isNew: Bool

    /// Whether the last owner stopped in good order; true for a new store.
    public var stoppedCleanly: Bool

    /// The "about to apply" mark, if one is set.
    public var mark: [UInt8]?

    /// The position of the last entry.
    public var lastPosition: JournalPosition

    /// The position of the oldest entry that is kept; the one after ``lastPosition`` if none is.
    public var firstKeptPosition: JournalPosition

    /// The sequence of the last event.
    public var lastSequence: EventSequence

    /// The highest outbox number ever used.
    public var lastOutboxID: Int64

    /// The highest number among the requests held now, 0 if there are none.
    public var lastHeldID: Int64

    /// The time of the last batch, in nanoseconds since 1970 (UTC); 0 for a new store.
    public var lastTimeNanoseconds: Int64

    /// How many rows there are of each kind.
    public var counts: Counts

    /// The digest over all entity rows, as it was recomputed and found equal to the stored one.
    public var entityDigest: EntityDigest

    /// Makes a description; every part is given.
    public init(
        storeID: String, shard: String, incarnation: Int64, isNew: Bool, stoppedCleanly: Bool, mark: [UInt8]?,
        lastPosition: JournalPosition, firstKeptPosition: JournalPosition, lastSequence: EventSequence,
        lastOutboxID: Int64, lastHeldID: Int64, lastTimeNanoseconds: Int64, counts: Counts, entityDigest: EntityDigest
    ) {
        self.storeID = storeID
        self.shard = shard
        self.incarnation = incarnation
        self.isNew = isNew
        self.stoppedCleanly = stoppedCleanly
        self.mark = mark
        self.lastPosition = lastPosition
        self.firstKeptPosition = firstKeptPosition
        self.lastSequence = lastSequence
        self.lastOutboxID = lastOutboxID
        self.lastHeldID = lastHeldID
        self.lastTimeNanoseconds = lastTimeNanoseconds
        self.counts = counts
        self.entityDigest = entityDigest
    }

    /// Numbers of rows.
    public struct Counts: Hashable, Sendable {
        /// Entity rows.
        public var entities: Int

        /// Messages not yet confirmed.
        public var outbox: Int

        /// Held requests.
        public var held: Int

        /// Remembered dead letters.
        public var deadLetters: Int

        /// Makes the numbers.
        public init(entities: Int, outbox: Int, held: Int, deadLetters: Int) {
            self.entities = entities
            self.outbox = outbox
            self.held = held
            self.deadLetters = deadLetters
        }
    }
}
