package import AMQP
internal import Foundation
internal import Logging
package import SwiftProtobuf
package import Wire

/// A client of the tracker: sends requests, keeps every reply by key.
package final class Caller: Sendable {
    /// Its only connection.
    package let connection: Connection
    /// The channel that it publishes and consumes on.
    package let channel: Channel
    /// All replies to a correlation id, in the order in which they came.
    package let replies = Observed<[String: [Reply]]>([:])
    /// How often each key was sent.
    private let sent = Observed<[String: Int]>([:])
    private let publisher: Publisher
    private let address: String

    /// Connects, with a reply queue that outlives connections and brokers, or with direct reply-to.
    package static func open(_ url: String, isDirect: Bool = false) async throws -> Caller {
        let connection = try await TestConnection.open(url)
        let channel = try await connection.openChannel()
        let address = isDirect ? "amq.rabbitmq.reply-to" : "replies-\(UUID().uuidString)"
        if !isDirect { try await channel.declareQueue(QueueDeclaration(name: address)) }
        // Acknowledged, so that a lost connection loses no reply; direct reply-to knows no acknowledgements.
        let consumer = try await channel.consume(address, prefetch: isDirect ? 0 : 500, noAck: isDirect)
        let caller = Caller(connection, channel, address)
        Task { await caller.collect(consumer) }
        return caller
    }

    private var isDirect: Bool { address == "amq.rabbitmq.reply-to" }

    private init(_ connection: Connection, _ channel: Channel, _ address: String) {
        self.connection = connection
        self.channel = channel
        self.address = address
        publisher = channel.publisher()
    }

    private func collect(_ consumer: Consumer) async {
        while true {
            switch await consumer.next(max: 512) {
            case .deliveries(let deliveries):
                replies.update { replies in
                    for delivery in deliveries {
                        let reply = Reply(properties: delivery.properties, body: delivery.body)
                        replies[delivery.properties.correlationID ?? "", default: []].append(reply)
                    }
                }
                if !isDirect, let last = deliveries.last { channel.acknowledge(last.token, multiple: true) }
            case .interrupted: continue
            case .cancelled, .closed: return
            }
        }
    }

    /// Sends a request and waits until the broker has it; sends it again when that is not known.
    @discardableResult
    package func send(_ call: Call, correlationID: String? = nil, attempts: Int = 40) async throws -> String {
        let id = correlationID ?? UUID().uuidString
        var properties = call.properties
        if call.isCall {
            properties.replyTo = properties.replyTo ?? address
            properties.correlationID = id
        }
        let message = OutgoingMessage(
            id: 0, exchange: call.exchange, routingKey: call.routingKey, properties: properties, body: call.body,
            mandatory: true)
        var last = "nothing was tried"
        for _ in 0..<attempts {
            try Task.checkCancellation()
            sent.update { $0[call.key, default: 0] += 1 }
            do {
                let outcome = try await publisher.publish(message)
                if outcome == .confirmed { return id }
                last = "\(outcome)"
            } catch {
                guard error.code != .invalidArgument, error.code != .frameTooLarge else { throw error }
                last = error.description
            }
            // Waits until the connection answers again; without one it fails after its own time.
            _ = try? await channel.declareQueue(QueueDeclaration(name: address, passive: true))
        }
        throw Observed<Int>.TimedOut(description: "the request was not confirmed: \(last)")
    }

    /// Keys that were sent more than once.
    package var sentTwice: [String] { sent.value.filter { $0.value > 1 }.map(\.key) }

    /// Sends a request and waits for its reply.
    package func call(_ call: Call) async throws -> Reply {
        try await reply(to: try await send(call))
    }

    /// Sends a request and waits for its reply; when none comes for a while, it asks what became of the request, which
    /// must not be lost, and sends it again under the same key.
    package func callPatiently(_ call: Call) async throws -> Reply {
        let id = call.key
        for _ in 0..<4 {
            try await send(call, correlationID: id)
            let all = try? await replies.wait(for: "a reply", seconds: 15) { $0[id] != nil }
            if let reply = all?[id]?.first { return reply }
            guard try await outcome(id, host: call.routingKey).state != .neverSeen else {
                throw Observed<Int>.TimedOut(description: "the broker confirmed request \(id), but nobody has seen it")
            }
        }
        throw Observed<Int>.TimedOut(description: "no reply to \(call.properties.type ?? "") \(id)")
    }

    /// Sends a request that must be applied, and returns its response.
    package func apply<M: Message>(_ call: Call, _ type: M.Type) async throws -> M {
        let reply = try await self.call(call)
        guard reply.status == 0 else {
            throw Observed<Int>.TimedOut(description: "refused: \(reply.code) \(String(describing: reply.details))")
        }
        return try reply.read(type)
    }

    /// Waits for the first reply with a correlation id.
    package func reply(to id: String) async throws -> Reply {
        let all = try await replies.wait(for: "the reply to \(id)") { $0[id] != nil }
        guard let reply = all[id]?.first else { preconditionFailure("the wait ends with a reply") }
        return reply
    }

    /// What became of a request.
    package func outcome(_ key: String, host: String) async throws -> Berth_Tracker_V1_GetOutcomeResponse {
        let request = Berth_Tracker_V1_GetOutcomeRequest.with {
            $0.host = host
            $0.requestID = key
        }
        return try await apply(Call(.getOutcome, host, request), Berth_Tracker_V1_GetOutcomeResponse.self)
    }

    /// Closes the connection.
    package func close() async { await connection.close() }
}

/// Connections of tests.
package enum TestConnection {
    /// Connects; recovers fast, and logs nothing.
    package static func open(_ url: String) async throws -> Connection {
        var configuration = ConnectionConfiguration(url: try BrokerURL(url))
        configuration.logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        configuration.recovery.maximumDelay = .seconds(1)
        configuration.rpcTimeout = .seconds(120)
        return try await Connection.open(configuration)
    }
}
