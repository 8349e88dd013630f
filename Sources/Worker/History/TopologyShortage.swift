internal import Tracker
internal import Wire

/// Why the guest cells of a claim had no place on a node, as its refusal said it.
package struct TopologyShortage: Codable, Hashable, Sendable {
    /// One of the refusal's entries about cells.
    package struct Entry: Codable, Hashable, Sendable {
        /// Such as `NUMA_TOPOLOGY` or `HUGE_PAGES`.
        package var resource: String
        /// The stable identifier of the check that failed.
        package var reason: String
        /// For people.
        package var message: String
        /// Asked for.
        package var requested: Double
        /// Free.
        package var available: Double
        /// The guest cell, if it is about one.
        package var guestCell: Int32?
        /// The host cell, if it is about one.
        package var hostCell: Int32?
    }

    /// The node's cells at that moment, in their order; absent: not known any more.
    package var hostCells: [Int32]?
    /// In the refusal's order.
    package var entries: [Entry]
    /// Whether the refusal had room for all entries.
    package var isComplete: Bool
}

extension TopologyShortage {
    /// Takes what is about cells out of a refusal; nil if nothing is.
    init?(_ details: StatusDetails) {
        let own = details.shortfalls.filter { $0.hasGuestCell || $0.hasHostCell || Self.isFitReason($0.reason) }
        guard !own.isEmpty else { return nil }
        self.init(
            hostCells: nil,
            entries: own.map { shortfall in
                Entry(
                    resource: shortfall.resource, reason: shortfall.reason, message: shortfall.message,
                    requested: shortfall.requested, available: shortfall.available,
                    guestCell: shortfall.hasGuestCell ? shortfall.guestCell : nil,
                    hostCell: shortfall.hasHostCell ? shortfall.hostCell : nil)
            }, isComplete: details.leftOut == 0)
    }

    private static func isFitReason(_ reason: String) -> Bool { FitReason(rawValue: reason) != nil }
}
