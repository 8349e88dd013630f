package import AMQP
internal import Foundation
package import Wire

/// Reads all events of a shard as the wire protocol tells subscribers to: takes `last + 1`, drops what is older,
/// ignores what is newer until `last + 1` comes.
package final class EventSubscriber: Sendable {
    /// An event with the message that carried it.
    package struct Item: Sendable {
        /// The event.
        package let event: Berth_Tracker_V1_Event
        /// The properties of its message.
        package let properties: MessageProperties
        /// Kind and host.
        package let routingKey: String
    }

    /// What was seen.
    package struct Seen: Sendable {
        /// The events in sequence.
        package var taken: [Item] = []
        /// Sequence numbers that came again with another event than the first time.
        package var contradictions: [Int64] = []
        /// Messages that are no events.
        package var unreadable = 0
        /// What came ahead of its turn, to tell a gap from a detour.
        package var ahead: Set<Int64> = []

        /// The sequence of the last event that was taken.
        package var last: Int64 { taken.last?.event.sequence ?? 0 }
    }

    /// What was seen so far.
    package let seen = Observed(Seen())
    private let connection: Connection

    /// Binds a queue of its own to everything; the exchange must exist.
    package static func open(_ url: String) async throws -> EventSubscriber {
        let connection = try await TestConnection.open(url)
        let channel = try await connection.openChannel()
        let queue = "events-\(UUID().uuidString)"
        try await channel.declareExchange("berth.events", kind: .topic, durable: true)
        try await channel.declareQueue(QueueDeclaration(name: queue))
        try await channel.bindQueue(queue, to: "berth.events", routingKey: "#")
        // Acknowledged, so that a lost connection loses no event.
        let consumer = try await channel.consume(queue, prefetch: 500)
        let subscriber = EventSubscriber(connection)
        Task { await subscriber.collect(consumer, channel) }
        return subscriber
    }

    private init(_ connection: Connection) {
        self.connection = connection
    }

    private func collect(_ consumer: Consumer, _ channel: Channel) async {
        while true {
            switch await consumer.next(max: 500) {
            case .deliveries(let deliveries):
                seen.update { seen in deliveries.forEach { Self.take($0, &seen) } }
                if let last = deliveries.last { channel.acknowledge(last.token, multiple: true) }
            case .interrupted: continue
            case .cancelled, .closed: return
            }
        }
    }

    private static func take(_ delivery: Delivery, _ seen: inout Seen) {
        let codec = try? MessageCodec(ContentType(property: delivery.properties.contentType))
        guard let event = try? codec?.decode(Berth_Tracker_V1_Event.self, from: delivery.body) else {
            seen.unreadable += 1
            return
        }
        if event.sequence == seen.last + 1 {
            seen.ahead.remove(event.sequence)
            seen.taken.append(
                Item(event: event, properties: delivery.properties, routingKey: delivery.routingKey))
        } else if event.sequence > seen.last {
            seen.ahead.insert(event.sequence)
        } else if seen.taken[Int(event.sequence) - 1].event != event {
            seen.contradictions.append(event.sequence)
        }
    }

    /// Waits for an event that a condition is true of.
    package func event(
        _ what: String, where isIt: @escaping @Sendable (Berth_Tracker_V1_Event) -> Bool
    ) async throws -> Item {
        let seen = try await seen.wait(for: "the event \(what)") { $0.taken.contains { isIt($0.event) } }
        guard let item = seen.taken.first(where: { isIt($0.event) }) else {
            preconditionFailure("the wait ends with an event")
        }
        return item
    }

    /// Waits until everything up to a sequence number has come, without a gap.
    package func all(upTo sequence: Int64) async throws -> Seen {
        try await seen.wait(for: "event \(sequence) without a gap") { $0.last >= sequence }
    }

    /// Closes the connection.
    package func close() async { await connection.close() }
}
