internal import AMQP
internal import Journal
internal import SwiftProtobuf
internal import Wire

/// A held request with how it stands.
struct HeldItem: Sendable {
    /// Its number, which is its place in the order of arrival.
    let id: Int64
    /// What it waits for.
    let subject: HeldSubject
    /// The message as it came.
    let delivery: Delivery
    /// Its idempotency key.
    let key: String
    /// SHA-256 over the decoded request.
    let digest: [UInt8]
    /// When it was first held, in nanoseconds since 1970.
    let sinceNanoseconds: Int64
    /// When it is given up at the latest.
    let endNanoseconds: Int64
    /// How often it has been decided.
    var attempts: Int
    /// When it is tried again at the latest.
    var nextNanoseconds: Int64
    /// The last refusal.
    var status: StatusCode
    var reason: String
    var message: String

    /// The token of deliveries that no broker waits for.
    static let token = DeliveryToken(epoch: 0, tag: 0)

    /// The last refusal as a status.
    var details: StatusDetails { StatusDetails(status, reason: reason, message: message) }
}

extension HeldItem {
    /// The row that stores it.
    ///
    /// - Throws: a `WorkerError` with code `notEncodable`.
    func row() throws(WorkerError) -> HeldRequest {
        var envelope = Berth_Journal_V1_HeldEnvelope()
        do {
            envelope.envelope = try Berth_Journal_V1_Envelope(
                serializedBytes: try EnvelopeCodec.encode(delivery.properties, mandatory: false))
            envelope.exchange = delivery.exchange
            envelope.routingKey = delivery.routingKey
            envelope.heldSinceNanoseconds = sinceNanoseconds
            envelope.expireNanoseconds = endNanoseconds
            envelope.status = status.rawValue
            envelope.message = message
            envelope.contentDigest = .init(digest)
            return HeldRequest(
                id: id, subject: subject.text, arrival: id, envelope: try envelope.serializedBytes(),
                body: delivery.body, attempts: attempts, nextAttemptNanoseconds: nextNanoseconds, reason: reason,
                requestKey: key)
        } catch let error as WorkerError {
            throw error
        } catch {
            throw WorkerError(.notEncodable, "a held request cannot be stored: \(error)")
        }
    }

    /// The request of a stored row.
    ///
    /// - Throws: a `WorkerError` with code `damagedRecord`.
    init(_ row: HeldRequest) throws(WorkerError) {
        let envelope: Berth_Journal_V1_HeldEnvelope
        let properties: MessageProperties
        do {
            envelope = try Berth_Journal_V1_HeldEnvelope(serializedBytes: row.envelope)
            (properties, _) = try EnvelopeCodec.decode(try envelope.envelope.serializedBytes())
        } catch {
            throw WorkerError(.damagedRecord, "held request \(row.id) cannot be read: \(error)")
        }
        self.init(
            id: row.id, subject: HeldSubject(stored: row.subject),
            delivery: Delivery(
                token: Self.token, exchange: envelope.exchange, routingKey: envelope.routingKey,
                properties: properties, body: row.body),
            key: row.requestKey, digest: [UInt8](envelope.contentDigest),
            sinceNanoseconds: envelope.heldSinceNanoseconds,
            endNanoseconds: envelope.expireNanoseconds, attempts: row.attempts,
            nextNanoseconds: row.nextAttemptNanoseconds, status: StatusCode(rawValue: envelope.status) ?? .unknown,
            reason: row.reason, message: envelope.message)
    }
}
