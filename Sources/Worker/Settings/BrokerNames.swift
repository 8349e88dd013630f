/// The names of the broker objects that a shard uses; all of them can be configured.
package struct BrokerNames: Hashable, Sendable {
    /// Topic exchange that takes requests; the routing key is the host.
    package var requestsExchange: String
    /// Topic exchange that carries events; the routing key is `<kind>.<host>`.
    package var eventsExchange: String
    /// Topic exchange, and the queue bound to it, that keep dead letters.
    package var deadExchange: String
    /// What the names of a shard's request queues start with; the shard follows after a dot.
    package var requestsQueuePrefix: String
    /// What the names of a shard's owner tickets start with; the shard follows after a dot.
    package var ownerQueuePrefix: String

    /// Makes the default names.
    package init(
        requestsExchange: String = "berth.requests", eventsExchange: String = "berth.events",
        deadExchange: String = "berth.dead", requestsQueuePrefix: String = "berth.requests",
        ownerQueuePrefix: String = "berth.owner"
    ) {
        self.requestsExchange = requestsExchange
        self.eventsExchange = eventsExchange
        self.deadExchange = deadExchange
        self.requestsQueuePrefix = requestsQueuePrefix
        self.ownerQueuePrefix = ownerQueuePrefix
    }

    /// The queue of a shard's requests.
    package func requestsQueue(_ shard: String) -> String { "\(requestsQueuePrefix).\(shard)" }

    /// The queue that holds a shard's owner ticket.
    package func ownerQueue(_ shard: String) -> String { "\(ownerQueuePrefix).\(shard)" }

    /// The queue of dead letters.
    package var deadQueue: String { deadExchange }

    /// Whether a name is the prefix, a dot and more, byte by byte.
    private static func isBelow(_ prefix: String, _ name: String) -> Bool {
        name.utf8.starts(with: prefix.utf8)
            && name.utf8.dropFirst(prefix.utf8.count).first == UInt8(ascii: ".")
    }

    /// Whether a reply sent to this queue would land among Berth's own requests, tickets, events or dead letters.
    package func isOwn(queue: String) -> Bool {
        queue == deadQueue || queue == eventsExchange || Self.isBelow(requestsQueuePrefix, queue)
            || Self.isBelow(ownerQueuePrefix, queue) || Self.isBelow(eventsExchange, queue)
    }
}
