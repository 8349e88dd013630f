package import AMQP

/// What a lane wants done after something happened to it.
package struct LaneResult: Sendable {
    /// To publish now, in this order.
    package var send: [OutgoingMessage] = []
    /// Rows that are done: confirmed, or given up.
    package var finished: [OutboundRow] = []
    /// Rows among `finished` that were given up, with the reason.
    package var dropped: [(row: OutboundRow, reason: String)] = []
    /// Set when the broker refused messages that are never given up.
    package var stalled: String?

    /// Makes an empty result.
    package init() {}
}
