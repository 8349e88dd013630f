package import AMQP
package import SwiftProtobuf

/// A delivery that is a readable request.
package struct Request: Sendable {
    /// Everything beside the body.
    package var head: RequestHead
    /// The decoded body.
    package var message: any SwiftProtobuf.Message
    /// SHA-256 over method and decoded body.
    package var digest: [UInt8]
    /// The message as it came.
    package var delivery: Delivery
    /// Its number among the held requests; nil: it has just arrived.
    package var heldID: Int64?
}

/// A delivery that is not a readable request, and why.
package struct Undecodable: Sendable {
    /// The message as it came.
    package var delivery: Delivery
    /// Its idempotency key, if that much could be read.
    package var key: String?
    /// SHA-256 over the raw message, by which it is known again when the broker redelivers it.
    package var digest: [UInt8]
    /// Where the reply goes; nil: nobody waits, or the address must not be used.
    package var replyAddress: ReplyAddress?
    /// Who sent it.
    package var caller: Caller
    /// What the reply says.
    package var problem: IntakeProblem
    /// How often it has been replayed from the dead-letter queue.
    package var replays: Int
}

/// A delivery that the worker died of twice; it is parked without being read again.
package struct Convict: Sendable {
    /// The message as it came.
    package var delivery: Delivery
    /// Its idempotency key; nil: none that can be used.
    package var key: String?
    /// Where the reply goes; nil: nobody waits, or the address must not be used.
    package var replyAddress: ReplyAddress?
    /// Who sent it.
    package var caller: Caller
    /// How often it was begun.
    package var attempts: Int
    /// How often it has been replayed from the dead-letter queue.
    package var replays: Int
}

/// What intake makes of a delivery; indirect, because it is moved more often than it is read.
package indirect enum Arrival: Sendable {
    /// A readable request.
    case request(Request)
    /// Anything else.
    case undecodable(Undecodable)
    /// What must not be read.
    case convict(Convict)

    /// The message as it came.
    package var delivery: Delivery {
        switch self {
        case .request(let request): request.delivery
        case .undecodable(let undecodable): undecodable.delivery
        case .convict(let convict): convict.delivery
        }
    }
}
