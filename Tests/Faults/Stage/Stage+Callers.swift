import AMQP
import EndToEndTestSupport
import Wire

/// What callers do wrong.
extension Stage {
    /// Looks like the address of a direct reply, and can make the broker close the connection that publishes to it.
    static func forgedAddress(_ generator: inout SeededGenerator) -> String {
        "amq.rabbitmq.reply-to.g1h2AA5yZXBseUAxMjM0NTY3OAAAAAAAAAAB.\(generator.uuid())"
    }

    /// Claims with a reply address that nobody reads.
    func replyTo(_ address: String, _ generator: inout SeededGenerator) async throws {
        let host = load.hosts.randomElement(using: &generator) ?? load.hosts[0]
        let memory: Int64 = 256
        let instance = Fixture.instance(generator.uuid(), vcpus: 1, memory: memory, disk: 1)
        let call = try Fixture.claim(host, instance, key: generator.uuid()).with { $0.properties.replyTo = address }
        load.note(
            Change(
                call: call, host: host, instance: instance.uuid, effect: .claim(Amounts(vcpus: 1, memory: memory)),
                lossesBefore: load.losses.value))
        try await load.callers[0].send(call, attempts: 10_000)
    }

    /// Claims several times with a reply queue that takes one message only.
    func fillReplyQueue(_ duration: Duration, _ generator: inout SeededGenerator) async throws {
        let queue = "full-replies-\(generator.uuid())"
        let channel = load.callers[0].channel
        try await channel.declareQueue(
            QueueDeclaration(name: queue, arguments: ["x-max-length": 1, "x-overflow": "reject-publish"]))
        for _ in 0..<4 { try await replyTo(queue, &generator) }
        try await pass(duration)
        // Its owner has gone: the replies that it refused are dropped now, and an orderly stop has nothing to wait for.
        try await channel.deleteQueue(queue)
    }

    /// Sends a message whose headers leave no room for the reason of a dead letter.
    func sendLargeHeaders(_ generator: inout SeededGenerator) async throws {
        let host = load.hosts[0]
        let bad = try Fixture.abort(host, generator.uuid(), key: generator.uuid()).with {
            $0.isCall = false
            $0.properties.headers = ["padding": .string(String(repeating: "x", count: 40_000))]
        }
        load.park(bad, reason: "")
        try await load.callers[0].send(bad, attempts: 10_000)
    }
}
