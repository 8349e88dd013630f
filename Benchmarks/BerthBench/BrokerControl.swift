import AMQP
import Logging
import Wire

/// The bench's own connection to the broker: declares, counts and purges; no message of a measurement goes over it.
struct BrokerControl {
    static let replies = "bench.replies"
    static let events = "bench.events"
    static let samples = "bench.samples"
    static let echo = "bench.echo"
    static let requests = "berth.requests.main"

    private let connection: Connection
    private let channel: Channel

    init(port: Int) async throws {
        var configuration = ConnectionConfiguration(url: try BrokerURL("amqp://guest:guest@127.0.0.1:\(port)/%2F"))
        configuration.logger = Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }
        connection = try await Connection.open(configuration)
        channel = try await connection.openChannel()
    }

    /// Removes what an earlier run has left: its store, which the owner ticket names, is gone.
    func removeOld() async throws {
        for queue in [Self.requests, "berth.owner.main", Self.replies, Self.events, Self.samples, Self.echo] {
            _ = try await channel.deleteQueue(queue)
        }
    }

    /// Declares what the bench needs beside the worker's own objects: quorum queues for replies and events, and for the
    /// calls without Berth a request queue like the worker's.
    func declare() async throws {
        for name in [Self.replies, Self.events] { try await declare(name, ["x-queue-type": "quorum"]) }
        _ = try await channel.declareQueue(QueueDeclaration(name: Self.samples, durable: true))
        try await channel.declareExchange("berth.events", kind: .topic, durable: true)
        try await channel.bindQueue(Self.events, to: "berth.events", routingKey: "#")
        try await channel.declareExchange(Self.echo, kind: .topic, durable: true)
        let like: FieldTable = [
            "x-queue-type": "quorum", "x-single-active-consumer": true, "x-delivery-limit": 100,
            "x-overflow": "reject-publish",
        ]
        try await declare(Self.echo, like)
        try await channel.bindQueue(Self.echo, to: Self.echo, routingKey: "#")
    }

    private func declare(_ name: String, _ arguments: FieldTable) async throws {
        _ = try await channel.declareQueue(QueueDeclaration(name: name, durable: true, arguments: arguments))
    }

    /// Messages that are ready in a queue.
    func count(_ queue: String) async throws -> Int {
        Int(try await channel.declareQueue(QueueDeclaration(name: queue, passive: true)).messageCount)
    }

    /// Sends a request as a cast.
    func publish(_ entry: Requests.Entry) async throws {
        var properties = MessageProperties()
        properties.type = entry.method.path
        properties.contentType = "application/protobuf"
        properties.messageID = entry.key
        properties.appID = "bench"
        properties.persistent = true
        let message = OutgoingMessage(
            id: 1, exchange: "berth.requests", routingKey: entry.host, properties: properties, body: entry.body,
            mandatory: true)
        guard try await channel.publisher().publish(message) == .confirmed else {
            throw BenchError("the broker does not take a request")
        }
    }

    /// Empties the queues that a measurement fills.
    func purge() async throws {
        for queue in [Self.replies, Self.events] { _ = try await channel.purgeQueue(queue) }
    }

    /// Takes the reply and the event of a claim out of their queues, and puts copies into the queue of samples.
    ///
    /// - Returns: the event's routing key.
    func keepSamples(copies: Int) async throws -> String {
        guard let reply = try await take(Self.replies, where: { _ in true }),
            let event = try await take(Self.events, where: { $0.routingKey.hasPrefix("claim.confirmed.") })
        else { throw BenchError("the worker has not answered the claim whose messages serve as samples") }
        let publisher = channel.publisher()
        for number in 0..<copies {
            for sample in [reply, event] {
                let message = OutgoingMessage(
                    id: UInt64(number), exchange: "", routingKey: Self.samples, properties: sample.properties,
                    body: sample.body, mandatory: true)
                guard try await publisher.publish(message) == .confirmed else {
                    throw BenchError("the broker does not keep a sample")
                }
            }
        }
        return event.routingKey
    }

    private func take(_ queue: String, where isWanted: (Delivery) -> Bool) async throws -> Delivery? {
        while let delivery = try await channel.get(queue) {
            channel.acknowledge(delivery.token)
            if isWanted(delivery) { return delivery }
        }
        return nil
    }
}
