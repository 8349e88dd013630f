import AMQP
import EndToEndTestSupport
import Foundation
import Wire

/// Takes the worker's place on a site: keeps what arrives, and answers what a test wants to be answered.
final class StandIn: Sendable {
    /// What a test makes of a delivery: the headers of an answer; nil: no answer.
    typealias Answering = @Sendable (Delivery, _ number: Int) -> FieldTable?

    /// Everything that has arrived, in order.
    let requests = Observed<[Delivery]>([])
    private let connection: Connection
    private let channel: Channel
    private let publisher: Publisher
    private let answering: Answering

    /// Declares the exchange and the queue of requests, and consumes.
    ///
    /// - Parameter answering: how to answer each request, counted from 0.
    static func serve(_ site: Site, answering: @escaping Answering) async throws -> StandIn {
        let connection = try await TestConnection.open(site.url)
        let channel = try await connection.openChannel()
        try await channel.declareExchange("berth.requests", kind: .topic)
        try await channel.declareQueue(QueueDeclaration(name: "berth.requests.main"))
        try await channel.bindQueue("berth.requests.main", to: "berth.requests", routingKey: "#")
        let consumer = try await channel.consume("berth.requests.main", prefetch: 0)
        let standIn = StandIn(connection, channel, answering)
        Task { await standIn.collect(consumer) }
        return standIn
    }

    private init(_ connection: Connection, _ channel: Channel, _ answering: @escaping Answering) {
        self.connection = connection
        self.channel = channel
        self.answering = answering
        publisher = channel.publisher()
    }

    private func collect(_ consumer: Consumer) async {
        while true {
            switch await consumer.next(max: 512) {
            case .deliveries(let deliveries):
                for delivery in deliveries {
                    channel.acknowledge(delivery.token)
                    // One whose acknowledgement was lost with a connection comes again; one that was lost itself, too.
                    let isKnown = requests.value.contains { $0.properties == delivery.properties }
                    if delivery.redelivered, isKnown { continue }
                    let number = requests.value.count
                    requests.update { $0.append(delivery) }
                    if let headers = answering(delivery, number) { answer(delivery, headers) }
                }
            case .interrupted: continue
            case .cancelled, .closed: return
            }
        }
    }

    /// Answers a request.
    func answer(_ delivery: Delivery, _ headers: FieldTable, body: [UInt8] = []) {
        guard let address = delivery.properties.replyTo else { return }
        var properties = MessageProperties()
        properties.correlationID = delivery.properties.correlationID
        properties.contentType = ContentType.protobuf.rawValue
        properties.headers = headers
        publisher.send([
            OutgoingMessage(id: 0, exchange: "", routingKey: address, properties: properties, body: body)
        ])
    }

    /// Waits until so many requests have arrived.
    func arrivals(_ count: Int) async throws -> [Delivery] {
        try await requests.wait(for: "\(count) requests") { $0.count >= count }
    }

    /// Ends it.
    func close() async { await connection.close() }
}
