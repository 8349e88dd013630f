package import AMQP

/// What a lane wants done after something happened to it.
package struct LaneResult: Sendable {
    /// To publish now, in this order.
    package var send: [OutgoingMessage] = []
    /// Rows that are done: confirmed, or given up.
    package var finished: [OutboundRow] = []
    /// Rows among `finished` that were given up, with the reason.
    package var dropped: [(row: OutboundRow, reason: String)] = []
    /// Rows that can never be sent as they are, with the reason: they stay in the store and no longer stand in the way.
    package var setAside: [(row: OutboundRow, reason: String)] = []
    /// Deliveries that no longer wait for their reply.
    package var released: [DeliveryToken] = []
    /// Set when the broker refused messages that are never given up.
    package var stalled: String?

    /// Makes an empty result.
    package init() {}
}
