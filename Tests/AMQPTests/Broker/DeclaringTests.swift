import AMQP
import BrokerTestSupport
import Testing

@Suite("Declaring on a real broker", .timeLimit(.minutes(2)))
struct DeclaringTests {
    @Test("A queue that exists with another argument is an error that names queue, argument, found and wanted")
    func mismatchedArgument() async throws {
        let connection = try await open()
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "q", arguments: ["x-max-length": 10]))
        let error = await thrown {
            try await channel.declareQueue(QueueDeclaration(name: "q", arguments: ["x-max-length": 20]))
        }
        #expect(error?.code == .preconditionFailed && error?.brokerCode == 406)
        let mismatch = try #require(error?.mismatch)
        #expect(mismatch.kind == "queue" && mismatch.name == "q" && mismatch.argument == "x-max-length")
        #expect(mismatch.wanted.contains("20") && mismatch.found.contains("10"))
        for word in ["'q'", "x-max-length", "20", "10"] { #expect(error?.message.contains(word) == true) }
        await connection.close()
    }

    @Test("A mismatch of durability and of an exchange's kind is named as well, and the channel stays usable")
    func mismatchedProperty() async throws {
        let connection = try await open()
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "q"))
        let queue = await thrown { try await channel.declareQueue(QueueDeclaration(name: "q", durable: false)) }
        #expect(queue?.mismatch?.argument == "durable")
        try await channel.declareExchange("e", kind: .topic)
        let exchange = await thrown { try await channel.declareExchange("e", kind: .fanout) }
        #expect(exchange?.mismatch?.argument == "type" && exchange?.mismatch?.kind == "exchange")
        #expect(try await channel.declareQueue(QueueDeclaration(name: "q")).messageCount == 0)
        await connection.close()
    }

    @Test("Asking passively for what is missing fails as not found, and consumers on the channel resume")
    func passive() async throws {
        let connection = try await open()
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "q"))
        let consumer = try await channel.consume("q", prefetch: 10)
        let error = await thrown { try await channel.declareQueue(QueueDeclaration(name: "gone", passive: true)) }
        #expect(error?.code == .notFound)
        guard case .interrupted(let reason, let epoch) = await consumer.next(max: 1) else { throw Unexpected() }
        #expect(reason.code == .notFound)
        _ = try await channel.publisher().publish(Samples.message(1, to: "q"))
        let delivery = try await consumer.one()
        #expect(delivery.token.epoch > epoch)
        await connection.close()
    }

    @Test("Messages follow bindings between exchanges and to queues, and stop when these are removed")
    func bindings() async throws {
        let connection = try await open()
        let channel = try await connection.openChannel()
        try await channel.declareExchange("source", kind: .topic)
        try await channel.declareExchange("target", kind: .fanout, internal: true)
        try await channel.declareQueue(QueueDeclaration(name: "q"))
        try await channel.bindExchange("target", to: "source", routingKey: "a.*")
        try await channel.bindQueue("q", to: "target")
        var message = Samples.message(1, to: "a.b")
        message.exchange = "source"
        _ = try await channel.publisher().publish(message)
        let delivery = try #require(try await channel.get("q"))
        #expect(delivery.exchange == "source" && delivery.routingKey == "a.b")
        channel.acknowledge(delivery.token)
        try await channel.unbindExchange("target", from: "source", routingKey: "a.*")
        message.mandatory = true
        #expect(try await channel.publisher().publish(message) == .returned(code: 312, text: "NO_ROUTE"))
        try await channel.unbindQueue("q", from: "target")
        try await channel.deleteExchange("target", ifUnused: true)
        try await channel.deleteQueue("q", ifUnused: true, ifEmpty: true)
        await connection.close()
    }

    @Test("Another connection's exclusive queue is locked")
    func exclusive() async throws {
        let url = try await TestBroker.shared().makeVirtualHost()
        let first = try await Connection.open(configuration(url))
        let second = try await Connection.open(configuration(url))
        try await first.openChannel().declareQueue(QueueDeclaration(name: "q", durable: false, exclusive: true))
        let channel = try await second.openChannel()
        let error = await thrown { try await channel.declareQueue(QueueDeclaration(name: "q", passive: true)) }
        #expect(error?.code == .resourceLocked)
        await first.close()
        await second.close()
    }

    @Test("Names over 255 bytes and nesting over the limit are refused before anything is sent")
    func limits() async throws {
        let connection = try await open()
        let channel = try await connection.openChannel()
        let longest = String(repeating: "n", count: 255)
        #expect(try await channel.declareQueue(QueueDeclaration(name: longest)).name == longest)
        let tooLong = await thrown { try await channel.declareQueue(QueueDeclaration(name: longest + "n")) }
        #expect(tooLong?.code == .invalidArgument)
        var nested = FieldValue.void
        for _ in 0..<FieldValue.maximumDepth { nested = .array([nested]) }
        let tooDeep = await thrown { [nested] in
            try await channel.declareQueue(QueueDeclaration(name: "q", arguments: ["x": nested]))
        }
        #expect(tooDeep?.code == .invalidArgument)
        await connection.close()
    }
}

/// The error that a call throws; nil if it throws none.
func thrown<Value>(_ body: () async throws -> Value) async -> AMQPError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? AMQPError
    }
}
