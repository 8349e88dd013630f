/// A message that is committed and not yet confirmed by the broker.
public struct OutboxRow: Hashable, Sendable {
    /// The number of the row, ascending from 1, given by the worker; gaps are allowed.
    public var id: Int64

    /// Which kind of message it is; each lane is published in the order of ``id``.
    public var lane: OutboxLane

    /// The journal entry that it belongs to; ``JournalPosition/none`` if there is none.
    public var position: JournalPosition

    /// The sequence of an event; ``EventSequence/none`` in the other lanes.
    public var sequence: EventSequence

    /// The exchange to publish to; empty for the default exchange.
    public var exchange: String

    /// The routing key to publish with.
    public var routingKey: String

    /// The encoded message properties.
    public var envelope: [UInt8]

    /// The encoded message.
    public var body: [UInt8]

    /// Makes a row.
    public init(
        id: Int64, lane: OutboxLane, position: JournalPosition, sequence: EventSequence, exchange: String,
        routingKey: String, envelope: [UInt8], body: [UInt8]
    ) {
        self.id = id
        self.lane = lane
        self.position = position
        self.sequence = sequence
        self.exchange = exchange
        self.routingKey = routingKey
        self.envelope = envelope
        self.body = body
    }
}

/// The kinds of message in the outbox.
///
/// The numbers are stored: never change one, never use one again.
public enum OutboxLane: Int, CaseIterable, Hashable, Sendable {
    /// The answer to a call.
    case reply = 1

    /// A numbered event.
    case event = 2

    /// A request that could not be processed.
    case deadLetter = 3
}
