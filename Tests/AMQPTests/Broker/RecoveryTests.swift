import AMQP
import BrokerTestSupport
import Synchronization
import Testing

@Suite("Recovery with a real broker", .timeLimit(.minutes(5)))
struct RecoveryTests {
    @Test("When the broker closes all connections, the client comes back with queues, bindings and consumers")
    func closedByOperator() async throws {
        let broker = try await TestBroker.shared()
        let url = try await broker.makeVirtualHost()
        let connection = try await Connection.open(configuration(url))
        var events = connection.events().makeAsyncIterator()
        let channel = try await connection.openChannel()
        try await channel.declareExchange("e", kind: .fanout, durable: false, autoDelete: true)
        let queue = try await channel.declareQueue(QueueDeclaration(name: "", durable: false, exclusive: true)).name
        try await channel.bindQueue(queue, to: "e")
        let consumer = try await channel.consume(queue, prefetch: 10)
        let publisher = channel.publisher()
        #expect(try await publisher.publish(Samples.message(1, to: queue)) == .confirmed)
        let old = try await consumer.one()

        try await broker.closeAllConnections(reason: "test", virtualHost: String(url.split(separator: "/").last ?? ""))
        guard case .lost(let error) = await events.next() else { throw Unexpected() }
        #expect(error.brokerCode == 320)
        #expect(await events.next() == .recovered(epoch: 2))
        guard case .interrupted(_, let epoch) = await consumer.next(max: 1) else { throw Unexpected() }
        #expect(epoch == old.token.epoch)

        // The queue was exclusive, so it is a new one; its first delivery has the number of the old one.
        var message = Samples.message(2, to: "")
        message.exchange = "e"
        #expect(try await publisher.publish(message) == .confirmed)
        let new = try await consumer.one()
        #expect(new.properties.messageID == "2" && new.token.tag == old.token.tag && new.token != old.token)
        // An acknowledgement of the old delivery must not settle the new one.
        channel.acknowledge(old.token)
        await channel.close()
        await connection.close()
    }

    @Test("An old delivery's token settles nothing on the new connection")
    func staleToken() async throws {
        let broker = try await TestBroker.shared()
        let url = try await broker.makeVirtualHost()
        let connection = try await Connection.open(configuration(url))
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "q"))
        try await channel.publisher().publishAll(1, to: "q")
        let consumer = try await channel.consume("q", prefetch: 10)
        let old = try await consumer.one()
        try await broker.closeAllConnections(reason: "test", virtualHost: String(url.split(separator: "/").last ?? ""))
        guard case .interrupted = await consumer.next(max: 1) else { throw Unexpected() }
        let new = try await consumer.one()
        #expect(new.redelivered && new.token.tag == old.token.tag)
        channel.acknowledge(old.token)
        await channel.close()
        let check = try await connection.openChannel()
        #expect(try await check.get("q")?.properties.messageID == "1")
        await connection.close()
    }

    @Test("A broker that is killed and comes back: durable messages are there, unconfirmed ones are reported as lost")
    func killed() async throws {
        let broker = try await TestBroker.dedicated()
        let connection = try await Connection.open(configuration(broker.url))
        var events = connection.events().makeAsyncIterator()
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "q", arguments: ["x-queue-type": "quorum"]))
        let publisher = channel.publisher()
        try await publisher.publishAll(100, to: "q")

        try await broker.kill()
        guard case .lost = await events.next() else { throw Unexpected() }
        // Sent while there is no broker: waits for it.
        publisher.send([Samples.message(101, to: "q")])
        async let restart: Void = broker.start()
        let declared = Task { try await channel.declareQueue(QueueDeclaration(name: "late")) }
        try await restart
        #expect(try await declared.value.name == "late")
        // A quorum queue that has not chosen its leader yet refuses: then it is sent again.
        var outcome = await publisher.nextOutcomes().first?.outcome
        while outcome == .negative { outcome = try await publisher.publish(Samples.message(101, to: "q")) }
        #expect(outcome == .confirmed)

        let consumer = try await channel.consume("q", prefetch: 200)
        var seen: [String?] = []
        while seen.count < 101, case .deliveries(let some) = await consumer.next(max: 200) {
            seen += some.map(\.properties.messageID)
        }
        #expect(seen == (1...101).map { "\($0)" })
        await connection.close()
        try await broker.stop()
    }

    @Test("Messages in flight when connections are closed are lost or confirmed, and none overtakes a lost one")
    func inFlight() async throws {
        let broker = try await TestBroker.shared()
        let url = try await broker.makeVirtualHost()
        let connection = try await Connection.open(configuration(url))
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "q"))
        let publisher = channel.publisher()
        let host = String(url.split(separator: "/").last ?? "")
        // Sends from the first unconfirmed one on, as an outbox does, until a cut has hit something in flight and
        // everything is confirmed. A cut can fall into the moment between two rounds; then there is another one.
        var next: UInt64 = 1
        var hasLost = false
        while !hasLost {
            let isCut = Flag()
            async let cut: Void = Self.cut(broker, host, isCut)
            var isComplete = false
            while !isComplete || !isCut.isSet {
                publisher.send((next..<(next + 200)).map { Samples.message($0, to: "q") })
                var results: [PublishResult] = []
                while results.count < 200 {
                    let some = await publisher.nextOutcomes()
                    guard !some.isEmpty else { throw Unexpected() }
                    results += some
                }
                let lost = results.filter { $0.outcome != .confirmed }.map(\.id).min()
                hasLost = hasLost || lost != nil
                isComplete = lost == nil
                next = lost ?? (next + 200)
            }
            try await cut
        }
        let consumer = try await channel.consume("q", prefetch: 0, noAck: true)
        var seen: Set<UInt64> = []
        var expected: UInt64 = 1
        while seen.count < next - 1, case .deliveries(let some) = await consumer.next(max: 1000) {
            for id in some.compactMap({ $0.properties.messageID.flatMap(UInt64.init) }) {
                // Copies are allowed after a loss; a gap is not.
                #expect(id <= expected)
                if id == expected { expected += 1 }
                seen.insert(id)
            }
        }
        #expect(expected == next)
        await connection.close()
    }

    @Test("A broker under its memory alarm is reported as blocked, and what was published waits until it ends")
    func blocked() async throws {
        let broker = try await TestBroker.dedicated()
        let connection = try await Connection.open(configuration(broker.url))
        var events = connection.events().makeAsyncIterator()
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "q"))
        let publisher = channel.publisher()
        try await publisher.publishAll(1, to: "q")
        try await broker.control(["set_vm_memory_high_watermark", "0.0001"])
        // RabbitMQ tells a connection only once it publishes.
        publisher.send([Samples.message(2, to: "q")])
        guard case .blocked = await events.next() else { throw Unexpected() }
        publisher.send([Samples.message(3, to: "q")])
        try await broker.control(["set_vm_memory_high_watermark", "0.4"])
        #expect(await events.next() == .unblocked)
        var confirmed: [UInt64] = []
        while confirmed.count < 2 { confirmed += await publisher.nextOutcomes().map(\.id) }
        #expect(confirmed == [2, 3])
        await connection.close()
        try await broker.stop()
    }

    @Test("A connection whose recovery is off is closed when lost, with everything on it")
    func givenUp() async throws {
        let broker = try await TestBroker.shared()
        let url = try await broker.makeVirtualHost()
        let connection = try await Connection.open(configuration(url) { $0.recovery.isEnabled = false })
        var events = connection.events().makeAsyncIterator()
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "q"))
        let consumer = try await channel.consume("q", prefetch: 1)
        try await broker.closeAllConnections(reason: "test", virtualHost: String(url.split(separator: "/").last ?? ""))
        guard case .lost = await events.next() else { throw Unexpected() }
        #expect(await events.next() == .closed)
        guard case .closed = await consumer.next(max: 1) else { throw Unexpected() }
        #expect(await thrown { try await channel.get("q") } != nil)
    }

    /// Closes all connections of a virtual host, and says when that is done.
    private static func cut(_ broker: TestBroker, _ host: String, _ isDone: Flag) async throws {
        defer { isDone.set() }
        try await broker.closeAllConnections(reason: "test", virtualHost: host)
    }
}

/// Something that one task says and another asks.
private final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    func set() { value.store(true, ordering: .releasing) }
}
