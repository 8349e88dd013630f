internal import AMQP

/// Declares the broker objects of a shard, or checks that they are as they must be.
struct BrokerObjects {
    let names: BrokerNames
    let shard: String
    /// The hosts whose requests the shard takes; empty: all.
    let hosts: [String]

    /// The queue of the shard's requests: a quorum queue with one active consumer.
    var requestsQueue: QueueDeclaration {
        QueueDeclaration(
            name: names.requestsQueue(shard), durable: true,
            arguments: [
                "x-queue-type": "quorum",
                "x-single-active-consumer": true,
                // A backstop only: the worker itself finds a message that kills it.
                "x-delivery-limit": 100,
                "x-dead-letter-exchange": .string(names.deadExchange),
                "x-dead-letter-strategy": "at-least-once",
                "x-overflow": "reject-publish",
            ])
    }

    /// The queue of dead letters.
    var deadQueue: QueueDeclaration {
        QueueDeclaration(name: names.deadQueue, durable: true, arguments: ["x-queue-type": "quorum"])
    }

    /// The queue that holds the shard's owner ticket: one message, the latest.
    var ownerQueue: QueueDeclaration {
        QueueDeclaration(
            name: names.ownerQueue(shard), durable: true,
            arguments: ["x-queue-type": "quorum", "x-max-length": 1, "x-overflow": "drop-head"])
    }

    /// Declares everything; what exists already must be the same.
    ///
    /// - Throws: `AMQPError` naming the object and the argument that differs.
    func declare(on channel: Channel) async throws(AMQPError) {
        for exchange in [names.requestsExchange, names.eventsExchange, names.deadExchange] {
            try await channel.declareExchange(exchange, kind: .topic, durable: true)
        }
        _ = try await channel.declareQueue(deadQueue)
        try await channel.bindQueue(names.deadQueue, to: names.deadExchange, routingKey: "#")
        _ = try await channel.declareQueue(requestsQueue)
        try await bindHosts(on: channel)
        _ = try await channel.declareQueue(ownerQueue)
    }

    /// One binding per host, or one for all.
    ///
    /// With hosts of its own the shard gives up the binding for all, which it has had if it was once the only one: a
    /// request that two shards get is applied by both. The new bindings come first, so that no request is unroutable.
    private func bindHosts(on channel: Channel) async throws(AMQPError) {
        let queue = names.requestsQueue(shard)
        for host in hosts.isEmpty ? [Self.allHosts] : hosts {
            try await channel.bindQueue(queue, to: names.requestsExchange, routingKey: host)
        }
        guard !hosts.isEmpty else { return }
        try await channel.unbindQueue(queue, from: names.requestsExchange, routingKey: Self.allHosts)
    }

    /// What a topic exchange understands as any routing key.
    private static let allHosts = "#"

    /// Checks that everything exists, and changes nothing: for a worker that is told to declare nothing.
    ///
    /// - Throws: `AMQPError` naming what is missing.
    func check(on channel: Channel) async throws(AMQPError) {
        for exchange in [names.requestsExchange, names.eventsExchange, names.deadExchange] {
            try await channel.declareExchange(exchange, kind: .topic, durable: true, passive: true)
        }
        for queue in [names.deadQueue, names.requestsQueue(shard), names.ownerQueue(shard)] {
            _ = try await channel.declareQueue(QueueDeclaration(name: queue, passive: true))
        }
    }
}
