/// The properties of a message: the AMQP 0-9-1 `basic` class's content header.
///
/// Every text is at most 255 bytes of UTF-8 on the wire; a longer one is refused when the message is published.
public struct MessageProperties: Sendable, Hashable {
    /// MIME type of the body.
    public var contentType: String?
    /// MIME encoding of the body.
    public var contentEncoding: String?
    /// Application headers; empty is the same as absent.
    public var headers: FieldTable = [:]
    /// Whether a durable queue keeps the message through a restart of the broker (delivery mode 2).
    public var persistent = false
    /// 0 to 9 by the standard; RabbitMQ takes up to 255.
    public var priority: UInt8?
    /// Ties a reply to its request.
    public var correlationID: String?
    /// The address for a reply.
    public var replyTo: String?
    /// Time to live in the queue, milliseconds, as decimal digits.
    public var expiration: String?
    /// The sender's identifier of the message.
    public var messageID: String?
    /// When it was sent, seconds since 1970.
    public var timestampSeconds: UInt64?
    /// The sender's name for the kind of message.
    public var type: String?
    /// The sender's user; the broker refuses another than the connection's own (406).
    public var userID: String?
    /// The sender's name.
    public var appID: String?
    /// Deprecated by the standard, carried as it is.
    public var clusterID: String?

    /// Properties with nothing set, for a message that is not persistent.
    public init() {}
}
