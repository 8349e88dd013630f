/// Names one delivery on one incarnation of one channel.
///
/// A token of an earlier incarnation is never sent to the broker: its number would acknowledge another message there.
public struct DeliveryToken: Hashable, Sendable {
    /// The incarnation of the channel, unique within its `Connection` and rising.
    public let epoch: UInt64
    /// The broker's number of the delivery within this incarnation, from 1.
    public let tag: UInt64

    /// Names a delivery; tokens normally come with a `Delivery`.
    public init(epoch: UInt64, tag: UInt64) {
        self.epoch = epoch
        self.tag = tag
    }
}

/// A message that the broker has handed to this client; copies share what they hold.
public struct Delivery: Sendable {
    /// What to acknowledge.
    public let token: DeliveryToken
    /// Whether the broker may have delivered it before; a sender cannot forge this flag.
    public let redelivered: Bool
    private let content: Content

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

    /// A delivery made by hand, for tests of code that takes deliveries.
    public init(
        token: DeliveryToken, redelivered: Bool = false, exchange: String, routingKey: String,
        properties: MessageProperties, body: [UInt8]
    ) {
        self.token = token
        self.redelivered = redelivered
        content = Content(exchange: exchange, routingKey: routingKey, properties: properties, body: body)
    }

    /// The exchange to which it was published.
    public var exchange: String { content.exchange }

    /// The routing key with which it was published.
    public var routingKey: String { content.routingKey }

    /// The message's properties.
    public var properties: MessageProperties { content.properties }

    /// The message's body.
    public var body: [UInt8] { content.body }
}
