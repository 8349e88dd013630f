package import AMQP

/// A message on its way to the broker.
package struct OutboundRow: Sendable {
    /// The message; its id tells the lane, too.
    package var message: OutgoingMessage
    /// The outbox row behind it, which the next commit removes once the broker has confirmed; nil: volatile.
    package var outboxID: Int64?
    /// The delivery that is acknowledged when a volatile answer has left.
    package var delivery: DeliveryToken?
    /// When the message was first refused by its queue (nack), in nanoseconds; nil: never.
    package var firstRefusedNanoseconds: Int64?

    /// Makes a row.
    package init(message: OutgoingMessage, outboxID: Int64? = nil, delivery: DeliveryToken? = nil) {
        self.message = message
        self.outboxID = outboxID
        self.delivery = delivery
    }

    /// The number of the message, unique among all that are out.
    package var id: UInt64 { message.id }
}
