/// Everything that becomes durable together: one batch is one transaction.
public struct JournalBatch: Sendable {
    /// The decided requests; their positions follow on the last stored one without a gap.
    public var entries: [JournalEntry]

    /// What the request keys say from now on.
    public var keys: [KeyRecord]

    /// The entity rows that changed, applied in this order.
    public var entities: [EntityChange]

    /// The messages to publish; numbers ascend, and event sequences follow on the last one without a gap.
    public var outbox: [OutboxRow]

    /// The numbers of outbox rows that the broker has confirmed or that are given up: deleted here.
    public var published: [Int64]

    /// The held requests that changed, applied in this order.
    public var held: [HeldChange]

    /// The requests that became dead letters.
    public var deadLetters: [DeadLetterRecord]

    /// What happens to the "about to apply" mark.
    public var mark: MarkChange

    /// When the batch was made, in nanoseconds since 1970 (UTC).
    public var timeNanoseconds: Int64

    /// Makes a batch; what is not given is empty.
    public init(
        timeNanoseconds: Int64, entries: [JournalEntry] = [], keys: [KeyRecord] = [], entities: [EntityChange] = [],
        outbox: [OutboxRow] = [], published: [Int64] = [], held: [HeldChange] = [],
        deadLetters: [DeadLetterRecord] = [], mark: MarkChange = .unchanged
    ) {
        self.timeNanoseconds = timeNanoseconds
        self.entries = entries
        self.keys = keys
        self.entities = entities
        self.outbox = outbox
        self.published = published
        self.held = held
        self.deadLetters = deadLetters
        self.mark = mark
    }

    /// Whether there is nothing in it to write.
    public var isEmpty: Bool {
        entries.isEmpty && keys.isEmpty && entities.isEmpty && outbox.isEmpty && published.isEmpty && held.isEmpty
            && deadLetters.isEmpty && mark == .unchanged
    }
}

/// What a batch does to the durable "about to apply" mark.
public enum MarkChange: Hashable, Sendable {
    /// The mark stays as it is.
    case unchanged

    /// The mark is to have this value.
    case set([UInt8])

    /// There is to be no mark.
    case clear
}
