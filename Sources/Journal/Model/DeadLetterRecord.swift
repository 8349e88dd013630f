/// The store's memory of a request that became a dead letter; the message itself is in the broker's queue.
public struct DeadLetterRecord: Hashable, Sendable {
    /// The idempotency key of the request; empty if it had none.
    public var requestKey: String

    /// When it was given up, in nanoseconds since 1970 (UTC).
    public var timeNanoseconds: Int64

    /// The full name of the method asked for; empty if it could not be told.
    public var method: String

    /// The authenticated name of the caller.
    public var caller: String

    /// The address it was sent to.
    public var host: String

    /// Why it was given up, as a constant.
    public var reason: String

    /// The numeric status code that says the same.
    public var status: Int32

    /// Why it was given up, for people.
    public var message: String

    /// How many times it was decided before it was given up.
    public var attempts: Int

    /// How many times it had been replayed before.
    public var replays: Int

    /// Makes a record.
    public init(
        requestKey: String, timeNanoseconds: Int64, method: String, caller: String, host: String, reason: String,
        status: Int32, message: String, attempts: Int, replays: Int
    ) {
        self.requestKey = requestKey
        self.timeNanoseconds = timeNanoseconds
        self.method = method
        self.caller = caller
        self.host = host
        self.reason = reason
        self.status = status
        self.message = message
        self.attempts = attempts
        self.replays = replays
    }
}
