/// The number of a message on its way to the broker: its lane in the highest bits, its own number below.
package struct MessageNumber: Hashable, Sendable {
    /// The lane that a message belongs to.
    package enum Lane: UInt64, CaseIterable, Sendable {
        /// A reply with an outbox row.
        case reply = 1
        /// An event.
        case event = 2
        /// A dead letter.
        case deadLetter = 3
        /// The end of a lease, sent to the worker's own queue.
        case leaseEnd = 4
        /// A reply without an outbox row: to a read, a rehearsal or a repeated request.
        case volatileReply = 5
    }

    private static let laneShift: UInt64 = 56

    /// The number as a message carries it.
    package let value: UInt64

    /// Makes a number; `number` is not negative and below 2^56, far beyond what a store can reach.
    package init(_ lane: Lane, _ number: Int64) {
        precondition(number >= 0 && number < 1 << Int64(Self.laneShift), "a message number must fit below its lane")
        value = lane.rawValue << Self.laneShift | UInt64(number)
    }

    /// The lane of a number that a message carries; nil: not one of ours.
    package static func lane(of value: UInt64) -> Lane? {
        Lane(rawValue: value >> laneShift)
    }
}
