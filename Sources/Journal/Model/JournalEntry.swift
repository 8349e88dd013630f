/// One decided request: who asked for what, and the facts that followed.
public struct JournalEntry: Hashable, Sendable {
    /// The place in the journal.
    public var position: JournalPosition

    /// When it was decided, in nanoseconds since 1970 (UTC).
    public var timeNanoseconds: Int64

    /// The idempotency key of the request; empty for an entry that the worker made by itself.
    public var requestKey: String

    /// The full name of the method asked for.
    public var method: String

    /// The authenticated name of the caller.
    public var caller: String

    /// The trace context of the request, or an empty text.
    public var trace: String

    /// The encoded facts; empty when the request was refused.
    public var facts: [UInt8]

    /// Makes an entry.
    public init(
        position: JournalPosition, timeNanoseconds: Int64, requestKey: String, method: String, caller: String,
        trace: String, facts: [UInt8]
    ) {
        self.position = position
        self.timeNanoseconds = timeNanoseconds
        self.requestKey = requestKey
        self.method = method
        self.caller = caller
        self.trace = trace
        self.facts = facts
    }
}
