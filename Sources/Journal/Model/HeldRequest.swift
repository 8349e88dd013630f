/// A refused cast that waits in the store to be tried again.
public struct HeldRequest: Hashable, Sendable {
    /// The number of the held request, given by the worker.
    public var id: Int64

    /// What it is about; its held requests are tried again together.
    public var subject: String

    /// Its place in the order of arrival.
    public var arrival: Int64

    /// The encoded message properties it arrived with.
    public var envelope: [UInt8]

    /// The encoded request.
    public var body: [UInt8]

    /// How many times it has been decided so far.
    public var attempts: Int

    /// When it is due by back-off, in nanoseconds since 1970 (UTC).
    public var nextAttemptNanoseconds: Int64

    /// The reason of the last refusal.
    public var reason: String

    /// Its idempotency key.
    public var requestKey: String

    /// Makes a held request.
    public init(
        id: Int64, subject: String, arrival: Int64, envelope: [UInt8], body: [UInt8], attempts: Int,
        nextAttemptNanoseconds: Int64, reason: String, requestKey: String
    ) {
        self.id = id
        self.subject = subject
        self.arrival = arrival
        self.envelope = envelope
        self.body = body
        self.attempts = attempts
        self.nextAttemptNanoseconds = nextAttemptNanoseconds
        self.reason = reason
        self.requestKey = requestKey
    }
}

/// A change of the held requests.
public enum HeldChange: Sendable {
    /// The held request with this number is to be as given, whether it exists or not.
    case put(HeldRequest)

    /// The held request with this number is to be gone; if it does not exist, nothing happens.
    case delete(Int64)
}
