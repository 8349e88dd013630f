import Testing

@testable import AMQP

@Suite("Values of the protocol")
struct ValuesTests {
    @Test("A table keeps the order of its keys, each once, and equals one with the same entries in another order")
    func tables() {
        var table: FieldTable = ["a": 1, "b": "x", "a": 2]
        #expect(table.keys == ["a", "b"] && table["a"] == .int64(2))
        table["c"] = true
        table["b"] = nil
        #expect(table.keys == ["a", "c"] && table == ["c": true, "a": 2])
        #expect(table.hashValue == (["c": true, "a": 2] as FieldTable).hashValue)
        #expect(table != ["a": 2] && table != ["a": 2, "c": false])
    }

    @Test("Every field type and nesting comes back from librabbitmq's form as it went in")
    func encoding() throws {
        let arena = Arena(capacity: 64)
        for _ in 0..<3 {
            let headers = FieldTable(try arena.table(Samples.headers))
            #expect(headers == Samples.headers && headers.keys == Samples.headers.keys)
            #expect(MessageProperties(try arena.properties(Samples.properties)) == Samples.properties)
            #expect(MessageProperties(try arena.properties(MessageProperties())) == MessageProperties())
            arena.reset()
        }
    }

    @Test("Nesting is taken up to the limit and refused one beyond")
    func nesting() throws {
        let arena = Arena()
        var value = FieldValue.void
        for _ in 0..<(FieldValue.maximumDepth - 1) { value = .table(["n": value]) }
        #expect(FieldTable(try arena.table(["n": value])) == ["n": value])
        #expect(throws: AMQPError.self) { try arena.table(["n": .array([value])]) }
    }

    @Test("Texts of 255 bytes fit, 256 are refused by name, in each property")
    func texts() throws {
        let arena = Arena()
        let fits = String(repeating: "x", count: 255)
        var properties = MessageProperties()
        properties.replyTo = fits
        #expect(MessageProperties(try arena.properties(properties)).replyTo == fits)
        properties.replyTo = fits + "x"
        #expect { try arena.properties(properties) } throws: {
            "\($0)".contains("reply address") && ($0 as? AMQPError)?.code == .invalidArgument
        }
    }

    @Test("Deaths are read from the broker's shape, and anything else under that name is skipped")
    func deaths() {
        var properties = MessageProperties()
        let death: FieldTable = [
            "reason": "expired", "queue": "q", "count": 3, "time": .timestamp(5), "exchange": "e",
            "routing-keys": .array(["a", .void, "b"]), "original-expiration": "10",
        ]
        let strange: FieldTable = ["reason": 1, "count": .uint64(.max), "time": "x", "routing-keys": "k"]
        properties.headers = ["x-death": .array([.table(death), "odd", .table(strange), .array([])])]
        let deaths = properties.deaths
        #expect(deaths.count == 2)
        #expect(deaths.first == DeathRecord(death) && deaths.first?.routingKeys == ["a", "b"])
        #expect(deaths.first?.count == 3 && deaths.first?.timeSeconds == 5 && deaths.first?.originalExpiration == "10")
        #expect(deaths.last == DeathRecord())
        for shape in [FieldValue.void, "text", .table([:]), .array([]), 7] {
            properties.headers = ["x-death": shape]
            #expect(properties.deaths.isEmpty)
        }
    }

    @Test("The broker's texts of mismatches are understood, others left as they are")
    func mismatches() {
        let text =
            "PRECONDITION_FAILED - inequivalent arg 'x-max-length' for queue 'it's' in vhost '/': received "
            + "the value '20' of type 'long' but current is the value '10' of type 'long'"
        let mismatch = DeclarationMismatch(brokerText: text)
        #expect(mismatch?.name == "it's" && mismatch?.wanted == "'20' (long)" && mismatch?.found == "'10' (long)")
        let none = DeclarationMismatch(
            brokerText: "PRECONDITION_FAILED - inequivalent arg 'x-a' for queue 'q' in vhost 'v': received none but "
                + "current is the value 'b' of type 'longstr'")
        #expect(none?.wanted == "none" && none?.argument == "x-a")
        for other in ["", "PRECONDITION_FAILED - unknown delivery tag 7", "inequivalent arg 'x"] {
            #expect(DeclarationMismatch(brokerText: other) == nil)
        }
    }

    @Test("A message is put together from its frames, and contradictions of the broker are errors")
    func assembly() throws {
        var message = MessageAssembly(.returned(code: 1, text: ""), exchange: "", routingKey: "")
        #expect(!message.isComplete)
        #expect(throws: AMQPError.self) { try append([1], to: &message) }
        try message.header(MessageProperties(), bodySize: 3, limit: 3)
        #expect(throws: AMQPError.self) { try message.header(MessageProperties(), bodySize: 3, limit: 3) }
        try append([1, 2], to: &message)
        #expect(!message.isComplete)
        #expect(throws: AMQPError.self) { try append([3, 4], to: &message) }
        try append([3], to: &message)
        #expect(message.isComplete && message.body == [1, 2, 3])
        var large = MessageAssembly(.returned(code: 1, text: ""), exchange: "", routingKey: "")
        #expect(throws: AMQPError.self) { try large.header(MessageProperties(), bodySize: .max, limit: 3) }
    }

    @Test("Topology repeats what stands, in order, and not what was deleted, unbound or only asked for")
    func topology() {
        var topology = Topology()
        let binding = Binding(destination: "q", isQueue: true, exchange: "e", routingKey: "k", arguments: [:])
        let exchange = ExchangeDeclaration(
            name: "e", kind: .topic, durable: true, autoDelete: false, isInternal: false, passive: false, arguments: [:]
        )
        topology.record(.declareExchange(exchange))
        topology.record(.declareQueue(QueueDeclaration(name: "q")))
        topology.record(.declareQueue(QueueDeclaration(name: "asked", passive: true)))
        topology.record(.bind(binding))
        topology.record(.bind(binding))
        #expect(topology.requests.map(\.method) == [Method.exchangeDeclare, Method.queueDeclare, Method.queueBind])
        topology.record(.deleteQueue(name: "q", ifUnused: false, ifEmpty: false))
        #expect(topology.requests.map(\.method) == [Method.exchangeDeclare])
        topology.record(.bind(binding))
        topology.record(.deleteExchange(name: "e", ifUnused: false))
        #expect(topology.requests.isEmpty)
    }

    private func append(_ bytes: [UInt8], to message: inout MessageAssembly) throws(AMQPError) {
        var result: Result<Void, AMQPError> = .success(())
        // The pointer stays inside the closure, which copies the bytes.
        bytes.withUnsafeBytes { part in
            do throws(AMQPError) { try message.append(part) } catch { result = .failure(error) }
        }
        try result.get()
    }
}
