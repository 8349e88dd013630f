internal import AMQP
internal import Worker

/// A message as its sender publishes it to the request queue.
struct SentMessage: Sendable {
    var properties = MessageProperties()
    var body: [UInt8] = []
    var routingKey = ""
    /// The number of the caller's intent; nil: the worker sent it to itself.
    var intent: Int?

    /// The message as the broker hands it over.
    func delivery(_ token: DeliveryToken, redelivered: Bool) -> Delivery {
        Delivery(
            token: token, redelivered: redelivered, exchange: "berth.requests", routingKey: routingKey,
            properties: properties, body: body)
    }

    /// By which a mark names it.
    var digest: [UInt8] { Intake.rawDigest(of: delivery(DeliveryToken(epoch: 0, tag: 0), redelivered: false)) }

    /// The same with something changed.
    func with(_ change: (inout SentMessage) -> Void) -> SentMessage {
        var copy = self
        change(&copy)
        return copy
    }
}
