import AMQP

@testable import Worker

/// Messages on their way out, and what the broker says of them.
enum Outbound {
    static func row(_ number: Int64, _ lane: MessageNumber.Lane = .event) -> OutboundRow {
        let message = OutgoingMessage(
            id: MessageNumber(lane, number).value, exchange: "x", routingKey: "k", properties: MessageProperties(),
            body: [])
        return OutboundRow(message: message, outboxID: number)
    }

    static func rows(_ numbers: ClosedRange<Int64>, _ lane: MessageNumber.Lane = .event) -> [OutboundRow] {
        numbers.map { row($0, lane) }
    }

    static func result(
        _ number: Int64, _ outcome: PublishOutcome, _ lane: MessageNumber.Lane = .event
    ) -> PublishResult {
        PublishResult(id: MessageNumber(lane, number).value, outcome: outcome)
    }

    /// The connection or channel went away; `code` is what the broker said, if it said anything.
    static func lost(_ code: UInt16? = nil) -> PublishOutcome {
        .lost(AMQPError(.connectionLost, "the connection was lost", brokerCode: code))
    }
}

extension LaneResult {
    /// The numbers of what is sent, without their lane.
    var sentNumbers: [Int64] { send.map { Int64($0.id & (1 << 56 - 1)) } }
    /// The outbox numbers of what is done.
    var finishedNumbers: [Int64] { finished.compactMap(\.outboxID) }
    /// The outbox numbers of what was given up.
    var droppedNumbers: [Int64] { dropped.compactMap(\.row.outboxID) }
}
