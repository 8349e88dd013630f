package import AMQP
internal import Wire

/// Reads the dead-letter queue, and keeps what it read.
package final class DeadLetters: Sendable {
    /// Every dead letter that was read, in order.
    package let seen = Observed<[Delivery]>([])
    private let connection: Connection

    /// Starts to read; the queue must exist.
    package static func open(_ url: String) async throws -> DeadLetters {
        let connection = try await TestConnection.open(url)
        let channel = try await connection.openChannel()
        let consumer = try await channel.consume("berth.dead", prefetch: 500)
        let letters = DeadLetters(connection)
        Task { await letters.collect(consumer, channel) }
        return letters
    }

    private init(_ connection: Connection) {
        self.connection = connection
    }

    private func collect(_ consumer: Consumer, _ channel: Channel) async {
        while true {
            switch await consumer.next(max: 500) {
            case .deliveries(let deliveries):
                seen.update { $0 += deliveries }
                if let last = deliveries.last { channel.acknowledge(last.token, multiple: true) }
            case .interrupted: continue
            case .cancelled, .closed: return
            }
        }
    }

    /// Waits for the dead letter with this body: bodies of tests differ, keys may be missing.
    package func letter(_ body: [UInt8], _ what: String = "") async throws -> Delivery {
        let all = try await seen.wait(for: "the dead letter \(what)") { $0.contains { $0.body == body } }
        guard let letter = all.last(where: { $0.body == body }) else {
            preconditionFailure("the wait ends with a dead letter")
        }
        return letter
    }

    /// Waits for the dead letter of a key.
    package func letter(key: String) async throws -> Delivery {
        let all = try await seen.wait(for: "the dead letter of \(key)") {
            $0.contains { $0.properties.messageID == key }
        }
        guard let letter = all.last(where: { $0.properties.messageID == key }) else {
            preconditionFailure("the wait ends with a dead letter")
        }
        return letter
    }

    /// Closes the connection.
    package func close() async { await connection.close() }
}

extension Delivery {
    /// The text of a header; empty if there is none.
    package func header(_ name: String) -> String { properties.headers[name]?.text ?? "" }
}
