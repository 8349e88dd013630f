/// What happens to a connection.
public enum ConnectionEvent: Sendable, Equatable {
    /// The broker takes no messages for now, for instance because of its memory alarm. Messages to publish wait.
    case blocked(reason: String)
    /// The broker takes messages again.
    case unblocked
    /// The connection is gone; it is opened again if recovery is enabled.
    case lost(AMQPError)
    /// The connection is back with its channels; the number counts incarnations, the first connection is 1.
    case recovered(epoch: UInt64)
    /// Closed by this side, or given up. Nothing follows.
    case closed
}
