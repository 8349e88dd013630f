/// What became of a published message.
public enum PublishOutcome: Sendable, Equatable {
    /// The broker has taken responsibility for it.
    case confirmed
    /// It was mandatory and reached no queue (312 `NO_ROUTE`).
    case returned(code: UInt16, text: String)
    /// The broker has refused it, for instance because a queue is full; other queues may have it.
    case negative
    /// Not confirmed: connection or channel were lost, and it may or may not have arrived; or, with code
    /// `frameTooLarge`, `invalidArgument` or `closed`, it was never sent.
    case lost(AMQPError)
}

/// The outcome of one message that was sent with `Publisher.send`.
public struct PublishResult: Sendable, Equatable {
    /// `OutgoingMessage.id`.
    public let id: UInt64
    /// What became of it.
    public let outcome: PublishOutcome

    /// The outcome of one message.
    public init(id: UInt64, outcome: PublishOutcome) {
        self.id = id
        self.outcome = outcome
    }
}

/// What became of messages, and how many losses of the channel this tells of.
public struct PublishOutcomes: Sendable, Equatable {
    /// The outcomes; empty: the channel is closed or the reading task was cancelled.
    public let results: [PublishResult]
    /// How often messages were lost so far, these outcomes included.
    public let losses: UInt64
}
