/// What a queue is to be like.
public struct QueueDeclaration: Sendable, Hashable {
    /// At most 255 bytes.
    ///
    /// Empty: this side chooses a unique name, so that it stays the same after a recovery.
    public var name: String
    /// Whether the queue survives a restart of the broker.
    public var durable: Bool
    /// Whether it belongs to this connection and ends with it.
    public var exclusive: Bool
    /// Whether it ends with its last consumer.
    public var autoDelete: Bool
    /// Only ask whether it exists; the other properties are not compared.
    public var passive: Bool
    /// For instance `x-queue-type`.
    public var arguments: FieldTable

    /// A durable queue without arguments, unless said otherwise.
    public init(
        name: String, durable: Bool = true, exclusive: Bool = false, autoDelete: Bool = false, passive: Bool = false,
        arguments: FieldTable = [:]
    ) {
        self.name = name
        self.durable = durable
        self.exclusive = exclusive
        self.autoDelete = autoDelete
        self.passive = passive
        self.arguments = arguments
    }
}

/// What the broker says of a declared queue.
public struct DeclaredQueue: Sendable, Hashable {
    /// Its name, also when this side chose it.
    public let name: String
    /// Messages ready for delivery.
    public let messageCount: UInt32
    /// Active consumers.
    public let consumerCount: UInt32
}
