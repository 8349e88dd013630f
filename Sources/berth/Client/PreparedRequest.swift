import AMQP
import SwiftProtobuf
import Wire

/// A request that is ready to be sent: encoded, addressed and with its key.
struct PreparedRequest: Sendable {
    var method: Wire.Method
    /// The routing key; nil: the request goes to the shard's queue.
    var host: String?
    var body: [UInt8]
    var contentType: ContentType
    /// The idempotency key.
    var key: String
    /// Asks what would happen; applies nothing.
    var rehearse = false
    /// True: nobody waits for a reply.
    var isCast = false

    /// Encodes a request in protobuf.
    init(
        _ method: Wire.Method, _ message: some SwiftProtobuf.Message, host: String?, key: String, rehearse: Bool = false
    ) throws(ToolError) {
        do throws(WireError) {
            body = try MessageCodec(.protobuf).encode(message)
        } catch {
            throw ToolError(.invalidArgument, "The request cannot be encoded: \(error.message)")
        }
        self.method = method
        self.host = host
        self.key = key
        self.rehearse = rehearse
        contentType = .protobuf
    }

    /// Takes a body that is encoded already.
    init(_ method: Wire.Method, body: [UInt8], contentType: ContentType, host: String?, key: String) {
        self.method = method
        self.body = body
        self.contentType = contentType
        self.host = host
        self.key = key
    }
}

/// Where requests go, and what every one of them carries.
struct RequestRoute: Sendable, Equatable {
    /// The pseudo-queue of RabbitMQ that brings replies straight to the channel that asked.
    static let directReplyTo = "amq.rabbitmq.reply-to"

    /// The exchange of requests with a host.
    var exchange = "berth.requests"
    /// The shard whose queue gets the requests without one.
    var shard = "main"
    /// The `app_id` of every request.
    var application = "berth"
    /// How long an answer is waited for; sent along as the deadline.
    var timeout: Duration = .seconds(30)

    /// The queue of the shard.
    var shardQueue: String { "\(exchange).\(shard)" }

    /// The message for a request.
    ///
    /// - Parameters:
    ///   - number: the caller's number for it; the correlation id of the reply.
    ///   - milliseconds: the time now, since 1970.
    func message(_ request: PreparedRequest, number: UInt64, milliseconds: Int64) -> OutgoingMessage {
        var properties = MessageProperties()
        properties.type = request.method.path
        properties.contentType = request.contentType.rawValue
        properties.messageID = request.key
        properties.appID = application
        properties.persistent = true
        properties.timestampSeconds = UInt64(max(0, milliseconds) / 1000)
        properties.headers[HeaderName.timestampMilliseconds] = .int64(milliseconds)
        if !request.isCast {
            properties.replyTo = Self.directReplyTo
            properties.correlationID = String(number)
            properties.headers[HeaderName.timeout] = .string(GRPCTimeout.format(timeout))
        }
        if request.rehearse { properties.headers[HeaderName.rehearse] = .string("1") }
        return OutgoingMessage(
            id: number, exchange: request.host == nil ? "" : exchange, routingKey: request.host ?? shardQueue,
            properties: properties, body: request.body, mandatory: true)
    }
}
