/// A message to be published with confirmation.
///
/// Copies share what they hold until one is changed: a message passes through many hands on its way to the broker.
public struct OutgoingMessage: Sendable {
    /// The caller's own number, given back with the outcome.
    public var id: UInt64
    /// Whether the broker gives the message back if it reaches no queue.
    ///
    /// Never with a direct reply-to address (RabbitMQ 3.10 returns it although it is delivered).
    public var mandatory: Bool
    private var content: Content

    /// Never changed once it is made.
    private final class Content: Sendable {
        let exchange: String
        let routingKey: String
        let properties: MessageProperties
        let body: [UInt8]

        init(exchange: String, routingKey: String, properties: MessageProperties, body: [UInt8]) {
            self.exchange = exchange
            self.routingKey = routingKey
            self.properties = properties
            self.body = body
        }
    }

    /// A message with everything that it needs.
    public init(
        id: UInt64, exchange: String, routingKey: String, properties: MessageProperties, body: [UInt8],
        mandatory: Bool = false
    ) {
        self.id = id
        self.mandatory = mandatory
        content = Content(exchange: exchange, routingKey: routingKey, properties: properties, body: body)
    }

    /// The exchange; empty is the default exchange, which routes to the queue that the routing key names.
    public var exchange: String {
        get { content.exchange }
        set { content = Content(exchange: newValue, routingKey: routingKey, properties: properties, body: body) }
    }

    /// At most 255 bytes.
    public var routingKey: String {
        get { content.routingKey }
        set { content = Content(exchange: exchange, routingKey: newValue, properties: properties, body: body) }
    }

    /// The message's properties.
    public var properties: MessageProperties {
        get { content.properties }
        set { content = Content(exchange: exchange, routingKey: routingKey, properties: newValue, body: body) }
    }

    /// The message's body.
    public var body: [UInt8] {
        get { content.body }
        set { content = Content(exchange: exchange, routingKey: routingKey, properties: properties, body: newValue) }
    }
}
