internal import AMQP
internal import SwiftProtobuf
internal import Tracker
internal import Wire

/// Reads and renews the owner ticket of a shard on the broker.
struct OwnerTicketKeeper: Sendable {
    let channel: Channel
    let publisher: Publisher
    let queue: String
    let shard: String
    let storeID: String
    let incarnation: Int64
    let workerName: String

    /// Takes the shard: refuses if another store owns it, else puts this store's ticket in place.
    ///
    /// Only one worker can be at it at a time: the lock is a queue that is exclusive to this connection.
    ///
    /// - Returns: the ticket of another store, if the shard was adopted from it.
    func take(lastSequence: Int64, adopts: Bool, nowNanoseconds: Int64) async throws -> Berth_Journal_V1_OwnerTicket? {
        try await lock()
        let found = try await channel.get(queue)
        let ticket = try ticket(of: found)
        let verdict = OwnerTicket.verdict(
            ticket, storeID: storeID, incarnation: incarnation, lastSequence: lastSequence)
        if let ticket, !adopts, let refusal = OwnerTicket.refusal(verdict, ticket, shard: shard) {
            if let found { channel.reject(found.token, requeue: true) }
            throw refusal
        }
        try await put(lastSequence: lastSequence, nowNanoseconds: nowNanoseconds)
        if let found { channel.acknowledge(found.token) }
        try await channel.deleteQueue(lockName)
        return verdict == .mine ? nil : ticket
    }

    private var lockName: String { "\(queue).starting" }

    private func lock() async throws {
        do {
            try await channel.declareQueue(
                QueueDeclaration(name: lockName, durable: false, exclusive: true, autoDelete: true))
        } catch {
            guard error.code == .resourceLocked else { throw error }
            // It passes: with the other's start, or with the heartbeat of a connection of ours that died.
            throw WorkerError(.broker, "another worker is just starting to serve shard \(shard)")
        }
    }

    /// Puts a new ticket in place of the old one.
    ///
    /// - Throws: `shardOwned` if the old one names another store: it has taken the shard over.
    func renew(lastSequence: Int64, nowNanoseconds: Int64) async throws {
        let found = try await channel.get(queue)
        if let ticket = try ticket(of: found), ticket.storeID != storeID {
            if let found { channel.reject(found.token, requeue: true) }
            throw OwnerTicket.refusal(.otherStore, ticket, shard: shard)
                ?? WorkerError(.shardOwned, "another store owns shard \(shard)")
        }
        try await put(lastSequence: lastSequence, nowNanoseconds: nowNanoseconds)
        if let found { channel.acknowledge(found.token) }
    }

    private func put(lastSequence: Int64, nowNanoseconds: Int64) async throws {
        var ticket = Berth_Journal_V1_OwnerTicket()
        ticket.storeID = storeID
        ticket.incarnation = incarnation
        ticket.lastEventSequence = lastSequence
        ticket.shard = shard
        ticket.worker = workerName
        ticket.time = .init(Instant(nanoseconds: nowNanoseconds))
        var properties = MessageProperties()
        properties.contentType = ContentType.protobuf.rawValue
        properties.type = Berth_Journal_V1_OwnerTicket.protoMessageName
        properties.persistent = true
        let message = OutgoingMessage(
            id: 0, exchange: "", routingKey: queue, properties: properties, body: try ticket.serializedBytes(),
            mandatory: true)
        let outcome = try await publisher.publish(message)
        guard case .confirmed = outcome else {
            throw WorkerError(.broker, "the owner ticket was not accepted by queue \(queue): \(outcome)")
        }
    }

    private func ticket(of delivery: Delivery?) throws(WorkerError) -> Berth_Journal_V1_OwnerTicket? {
        guard let delivery else { return nil }
        return try OwnerTicket.decode(delivery.body, queue: queue)
    }
}
