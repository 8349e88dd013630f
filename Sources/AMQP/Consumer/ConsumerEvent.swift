/// What a consumer has to say to the code that reads it.
public enum ConsumerEvent: Sendable {
    /// At least one message, in the broker's order.
    case deliveries([Delivery])
    /// The connection or channel is gone: every delivery whose token has this epoch or an older one is void and comes
    /// again. The consumer resumes by itself.
    case interrupted(AMQPError, epoch: UInt64)
    /// The broker has ended the consumer, for instance because its queue is gone; it does not come back. Read once.
    case cancelled(reason: String)
    /// Cancelled or closed by this side, or the reading task was cancelled. Nothing follows.
    case closed
}
