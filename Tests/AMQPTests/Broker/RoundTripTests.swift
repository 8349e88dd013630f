import AMQP
import BrokerTestSupport
import Foundation
import Testing

@Suite("A connection to a real broker")
struct RoundTripTests {
    @Test("A published message is confirmed, delivered with all its properties, and gone once acknowledged")
    func roundTrip() async throws {
        let connection = try await open()
        let channel = try await connection.openChannel()
        let queue = try await channel.declareQueue(QueueDeclaration(name: "", arguments: ["x-queue-type": "quorum"]))
        let message = OutgoingMessage(
            id: 1, exchange: "", routingKey: queue.name, properties: Samples.properties, body: Array("hello".utf8))
        #expect(try await channel.publisher().publish(message) == .confirmed)

        let consumer = try await channel.consume(queue.name, prefetch: 10)
        let delivery = try await consumer.one()
        #expect(delivery.body == Array("hello".utf8))
        #expect(delivery.properties == Samples.properties)
        #expect(delivery.routingKey == queue.name && delivery.exchange.isEmpty && !delivery.redelivered)
        channel.acknowledge(delivery.token)
        await consumer.cancel()
        #expect(try await channel.get(queue.name) == nil)
        await connection.close()
    }
}
