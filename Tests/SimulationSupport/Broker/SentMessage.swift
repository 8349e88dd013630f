internal import AMQP

/// A message as its sender publishes it to the request queue.
struct SentMessage: Sendable {
    var properties = MessageProperties()
    var body: [UInt8] = []
    var routingKey = ""
    /// The number of the caller's intent; nil: the worker sent it to itself.
    var intent: Int?
    /// Whether it ends the process that reads it.
    var isPoison = false

    /// The message as the broker hands it over.
    func delivery(_ token: DeliveryToken, redelivered: Bool) -> Delivery {
        Delivery(
            token: token, redelivered: redelivered, exchange: "berth.requests", routingKey: routingKey,
            properties: properties, body: body)
    }

    /// The same with something changed.
    func with(_ change: (inout SentMessage) -> Void) -> SentMessage {
        var copy = self
        change(&copy)
        return copy
    }
}
