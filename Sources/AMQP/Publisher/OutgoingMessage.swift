/// A message to be published with confirmation.
public struct OutgoingMessage: Sendable {
    /// The caller's own number, given back with the outcome.
    public var id: UInt64
    /// The exchange; empty is the default exchange, which routes to the queue that the routing key names.
    public var exchange: String
    /// At most 255 bytes.
    public var routingKey: String
    /// The message's properties.
    public var properties: MessageProperties
    /// The message's body.
    public var body: [UInt8]
    /// Whether the broker gives the message back if it reaches no queue.
    ///
    /// Never with a direct reply-to address (RabbitMQ 3.10 returns it although it is delivered).
    public var mandatory: Bool

    /// A message with everything that it needs.
    public init(
        id: UInt64, exchange: String, routingKey: String, properties: MessageProperties, body: [UInt8],
        mandatory: Bool = false
    ) {
        self.id = id
        self.exchange = exchange
        self.routingKey = routingKey
        self.properties = properties
        self.body = body
        self.mandatory = mandatory
    }
}
