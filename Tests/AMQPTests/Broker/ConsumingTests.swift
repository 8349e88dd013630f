import AMQP
import BrokerTestSupport
import Testing

@Suite("Consuming from a real broker", .timeLimit(.minutes(2)))
struct ConsumingTests {
    @Test("A consumer gets what has arrived in batches, in order, and never more than its prefetch limit")
    func batches() async throws {
        let connection = try await open()
        let channel = try await connection.openChannel()
        let queue = try await channel.declareQueue(QueueDeclaration(name: "q")).name
        try await channel.publisher().publishAll(100, to: queue)
        let consumer = try await channel.consume(queue, prefetch: 7)
        var seen: [String?] = []
        while seen.count < 100 {
            guard case .deliveries(let batch) = await consumer.next(max: 5) else { throw Unexpected() }
            #expect((1...5).contains(batch.count))
            seen += batch.map(\.properties.messageID)
            if let last = batch.last { channel.acknowledge(last.token, multiple: true) }
        }
        #expect(seen == (1...100).map { "\($0)" })
        await connection.close()
    }

    @Test("A rejected delivery comes again when requeued, and goes to the dead letters with its history otherwise")
    func reject() async throws {
        let connection = try await open()
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "dead"))
        let arguments: FieldTable = ["x-dead-letter-exchange": "", "x-dead-letter-routing-key": "dead"]
        try await channel.declareQueue(QueueDeclaration(name: "q", arguments: arguments))
        _ = try await channel.publisher().publish(Samples.message(1, to: "q"))
        let consumer = try await channel.consume("q", prefetch: 1)
        channel.reject(try await consumer.one().token, requeue: true)
        let again = try await consumer.one()
        #expect(again.redelivered)
        channel.negativeAcknowledge(again.token, requeue: false)
        let dead = try await channel.consume("dead", prefetch: 1).one()
        let death = try #require(dead.properties.deaths.first)
        #expect(death.reason == "rejected" && death.queue == "q" && death.count == 1 && death.routingKeys == ["q"])
        #expect(dead.properties.firstDeathReason == "rejected")
        await connection.close()
    }

    @Test("When its queue is deleted a consumer hears that it is cancelled, after what was delivered before")
    func queueDeleted() async throws {
        let connection = try await open()
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "q"))
        let consumer = try await channel.consume("q", prefetch: 1)
        try await channel.deleteQueue("q")
        guard case .cancelled = await consumer.next(max: 1) else { throw Unexpected() }
        guard case .closed = await consumer.next(max: 1) else { throw Unexpected() }
        await connection.close()
    }

    @Test("A cancelled reader and a closed channel end reading")
    func endings() async throws {
        let connection = try await open()
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "q"))
        let consumer = try await channel.consume("q", prefetch: 1)
        let reader = Task { await consumer.next(max: 1) }
        reader.cancel()
        guard case .closed = await reader.value else { throw Unexpected() }
        _ = try await channel.publisher().publish(Samples.message(1, to: "q"))
        let delivery = try await consumer.one()
        #expect(!delivery.redelivered)
        await channel.close()
        guard case .closed = await consumer.next(max: 1) else { throw Unexpected() }
        let other = try await connection.openChannel()
        let again = try await other.consume("q", prefetch: 1).one()
        #expect(again.redelivered)
        await connection.close()
    }

    @Test("A body larger than a frame arrives whole")
    func largeBody() async throws {
        let connection = try await open { $0.frameMaxBytes = 4096 }
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "q"))
        let body = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let consumer = try await channel.consume("q", prefetch: 10)
        for size in [0, 1, 4088, 4089, 8176, 1_000_000] {
            let message = Samples.message(1, to: "q", body: Array(body.prefix(size)))
            #expect(try await channel.publisher().publish(message) == .confirmed)
            let delivery = try await consumer.one()
            #expect(delivery.body.count == size && delivery.body == message.body)
        }
        await connection.close()
    }

    @Test("A call and its answer go through direct reply-to")
    func directReplyTo() async throws {
        let connection = try await open()
        let caller = try await connection.openChannel()
        let server = try await connection.openChannel()
        try await server.declareQueue(QueueDeclaration(name: "calls"))
        let replies = try await caller.consume("amq.rabbitmq.reply-to", prefetch: 0, noAck: true)
        var call = Samples.message(1, to: "calls")
        call.properties.replyTo = "amq.rabbitmq.reply-to"
        call.properties.correlationID = "c"
        _ = try await caller.publisher().publish(call)
        let request = try await server.consume("calls", prefetch: 1).one()
        var reply = Samples.message(2, to: try #require(request.properties.replyTo), body: [42])
        reply.properties.correlationID = request.properties.correlationID
        #expect(try await server.publisher().publish(reply) == .confirmed)
        let answer = try await replies.one()
        #expect(answer.body == [42] && answer.properties.correlationID == "c")
        await connection.close()
    }
}
