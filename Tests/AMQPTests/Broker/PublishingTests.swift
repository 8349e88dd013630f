import AMQP
import BrokerTestSupport
import Testing

@Suite("Publishing to a real broker", .timeLimit(.minutes(2)))
struct PublishingTests {
    @Test("Thousands of messages sent at once are all confirmed")
    func many() async throws {
        let connection = try await open()
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "q"))
        let publisher = channel.publisher()
        publisher.send((1...5000).map { Samples.message($0, to: "q") })
        var outcomes: [UInt64: PublishOutcome] = [:]
        while outcomes.count < 5000 {
            for result in await publisher.nextOutcomes() { outcomes[result.id] = result.outcome }
        }
        #expect(outcomes.values.allSatisfy { $0 == .confirmed })
        #expect(try await channel.purgeQueue("q") == 5000)
        await connection.close()
        #expect(await publisher.nextOutcomes().isEmpty)
    }

    @Test("Mandatory messages without a queue are returned, those around them confirmed")
    func returned() async throws {
        let connection = try await open()
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "q"))
        let publisher = channel.publisher()
        publisher.send(
            (UInt64(1)...200).map { id in
                var message = Samples.message(id, to: id.isMultiple(of: 3) ? "nowhere" : "q")
                message.mandatory = true
                return message
            })
        var results: [PublishResult] = []
        while results.count < 200 { results += await publisher.nextOutcomes() }
        for result in results {
            let isReturned = result.outcome == .returned(code: 312, text: "NO_ROUTE")
            #expect(isReturned == result.id.isMultiple(of: 3), "\(result)")
        }
        await connection.close()
    }

    @Test("A full queue that rejects publishing answers with a negative confirm")
    func negative() async throws {
        let connection = try await open()
        let channel = try await connection.openChannel()
        let arguments: FieldTable = ["x-max-length": 1, "x-overflow": "reject-publish"]
        try await channel.declareQueue(QueueDeclaration(name: "q", arguments: arguments))
        let publisher = channel.publisher()
        #expect(try await publisher.publish(Samples.message(1, to: "q")) == .confirmed)
        #expect(try await publisher.publish(Samples.message(2, to: "q")) == .negative)
        await connection.close()
    }

    @Test("Headers over the frame limit fail that message alone; the limit itself is sent")
    func headerTooLarge() async throws {
        let connection = try await open { $0.frameMaxBytes = 4096 }
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "q"))
        let publisher = channel.publisher()
        let sizes = Array(UInt64(3900)...4100)
        publisher.send(
            sizes.map { size in
                var message = Samples.message(size, to: "q")
                message.properties.headers = ["h": .string(String(repeating: "x", count: Int(size)))]
                return message
            })
        var results: [PublishResult] = []
        while results.count < sizes.count { results += await publisher.nextOutcomes() }
        let sent = results.filter { $0.outcome == .confirmed }.map(\.id).sorted()
        let refused = results.filter { $0.outcome != .confirmed }
        // Frame 4096: 8 around it, 12 header, 2 flags, 5 message id, 1 delivery mode, 4 + 2 + 1 + 4 table.
        #expect(sent == Array(3900...4057))
        for result in refused {
            guard case .lost(let error) = result.outcome else { throw Unexpected() }
            #expect(error.code == .frameTooLarge)
        }
        await #expect {
            try await publisher.publish(Samples.message(1, to: String(repeating: "k", count: 256)))
        } throws: {
            ($0 as? AMQPError)?.code == .invalidArgument
        }
        await connection.close()
    }

    @Test("A message to an exchange that does not exist is lost with the reason, and the channel works again")
    func missingExchange() async throws {
        let connection = try await open()
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "q"))
        let publisher = channel.publisher()
        var message = Samples.message(1, to: "q")
        message.exchange = "nowhere"
        guard case .lost(let error) = try await publisher.publish(message) else { throw Unexpected() }
        #expect(error.code == .notFound && error.brokerCode == 404)
        #expect(try await publisher.publish(Samples.message(2, to: "q")) == .confirmed)
        await connection.close()
    }

    @Test("A forged reply address that closes the connection is reported as lost, and the connection recovers")
    func forgedReplyAddress() async throws {
        let connection = try await open()
        let events = connection.events()
        let channel = try await connection.openChannel()
        try await channel.declareQueue(QueueDeclaration(name: "q"))
        let publisher = channel.publisher()
        let forged = Samples.message(1, to: "amq.rabbitmq.reply-to.g1h2AA5yZXBseUAxMTEyNjQ2NQAAEqsAAAAAYSuVAw==.x")
        let outcome = try await publisher.publish(forged)
        if case .lost(let error) = outcome {
            #expect(error.brokerCode == 541)
            for await event in events { if case .recovered = event { break } }
        }
        #expect(try await publisher.publish(Samples.message(2, to: "q")) == .confirmed)
        await connection.close()
    }

    @Test("After the connection is closed a message is answered as closed")
    func closed() async throws {
        let connection = try await open()
        let publisher = try await connection.openChannel().publisher()
        await connection.close()
        guard case .lost(let error) = try await publisher.publish(Samples.message(1, to: "q")) else {
            throw Unexpected()
        }
        #expect(error.code == .closed)
        publisher.send([Samples.message(2, to: "q")])
        #expect(await publisher.nextOutcomes().map(\.id) == [2])
    }
}

extension Publisher {
    /// Publishes messages 1 to `count` and waits for all confirms.
    func publishAll(_ count: UInt64, to queue: String) async throws {
        send((1...count).map { Samples.message($0, to: queue) })
        var confirmed: UInt64 = 0
        while confirmed < count {
            let results = await nextOutcomes()
            guard !results.isEmpty, results.allSatisfy({ $0.outcome == .confirmed }) else { throw Unexpected() }
            confirmed += UInt64(results.count)
        }
    }
}
