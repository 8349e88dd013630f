import AMQP

@testable import berth

/// Dead letters made by hand.
enum DeadLetterFixture {
    /// A refused cast as the worker parks it.
    static let refusedCast: FieldTable = [
        "berth-dead-reason": "REFUSED_CAST", "berth-dead-status": .int32(8), "berth-dead-message": "no%20room",
        "berth-dead-time": "2025-01-31T12:00:00.5Z", "berth-dead-worker": "0.1.0 on w1", "berth-attempts": 1,
        "berth-replays": 2, "grpc-timeout": "5S", "traceparent": "00-abc", "x-delivery-count": 3,
        "berth-original-user_id": "nova", "berth-original-expiration": "5000", "berth-original-x-tenant": "blue",
        "berth-original-x-death": "forged", "berth-original-CC": "elsewhere", "tenant": .table(["a": 1]),
    ]

    static func letter(
        _ headers: FieldTable = refusedCast, key: String? = "k-1", host: String = "cmp-17", replyTo: String? = nil,
        type: String? = "/berth.tracker.v1.ResourceTracker/ClaimInstance", position: Int = 1, body: [UInt8] = [1, 2]
    ) -> DeadLetter {
        var properties = MessageProperties()
        properties.headers = headers
        properties.messageID = key
        properties.replyTo = replyTo
        properties.type = type
        properties.contentType = "application/protobuf"
        properties.appID = "conductor"
        properties.timestampSeconds = 1_738_324_000
        return DeadLetter(
            position: position,
            delivery: Delivery(
                token: DeliveryToken(epoch: 1, tag: UInt64(position)), exchange: "berth.dead", routingKey: host,
                properties: properties, body: body))
    }
}
