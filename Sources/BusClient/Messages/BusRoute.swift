internal import AMQP
internal import Wire

/// Where requests go, and what every one of them carries.
struct BusRoute: Sendable, Equatable {
    /// The pseudo-queue of RabbitMQ that brings replies straight to the channel that asked.
    static let directReplyTo = "amq.rabbitmq.reply-to"

    /// The exchange of requests with a host.
    var exchange = "berth.requests"
    /// The shard whose queue gets the requests without one.
    var shard = "main"
    /// The `app_id` of every request.
    var application = "berth"

    /// The message for a request.
    ///
    /// - Parameters:
    ///   - number: the caller's number for it; the correlation id of the reply.
    ///   - timeout: how long the answer will still be waited for.
    ///   - milliseconds: the time now, since 1970.
    func message(
        _ request: BusRequest, number: UInt64, timeout: Duration, milliseconds: Int64
    ) -> OutgoingMessage {
        var properties = MessageProperties()
        properties.headers = request.headers
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
        let queue = "\(exchange).\(request.shard ?? shard)"
        return OutgoingMessage(
            id: number, exchange: request.host == nil ? "" : exchange, routingKey: request.host ?? queue,
            properties: properties, body: request.body, mandatory: true)
    }
}
