package import AMQP
internal import SwiftProtobuf
internal import Wire

/// Message properties as the store keeps them, and back, without loss.
package enum EnvelopeCodec {
    /// The stored form of a message's properties: a `berth.journal.v1.Envelope`, written field by field, since every
    /// request has two of them.
    ///
    /// - Throws: a `WorkerError` with code `notEncodable` for header tables nested deeper than a broker's client lets
    ///   through.
    package static func encode(_ properties: MessageProperties, mandatory: Bool) throws(WorkerError) -> [UInt8] {
        var writer = BinaryWriter()
        if let value = properties.contentType { writer.write(value, 1) }
        if let value = properties.contentEncoding { writer.write(value, 2) }
        if let value = properties.messageID { writer.write(value, 3) }
        if let value = properties.correlationID { writer.write(value, 4) }
        if let value = properties.replyTo { writer.write(value, 5) }
        if let value = properties.type { writer.write(value, 6) }
        if let value = properties.appID { writer.write(value, 7) }
        if let value = properties.userID { writer.write(value, 8) }
        if let value = properties.timestampSeconds { writer.write(value, 9) }
        if let value = properties.expiration { writer.write(value, 10) }
        if let value = properties.priority { writer.write(UInt64(value), 11) }
        writer.write(properties.persistent ? 2 : 1, 12)
        if !properties.headers.isEmpty { try FieldTableCodec.write(properties.headers, 13, to: &writer) }
        if mandatory { writer.write(1, 14) }
        if let value = properties.clusterID { writer.write(value, 15) }
        return writer.bytes
    }

    /// The properties of a stored message, and whether it is to be published as mandatory.
    ///
    /// - Throws: a `WorkerError` with code `damagedRecord` if the bytes are not an envelope, or one with anything that
    ///   would not be sent as it stands there: a number beyond its type, a field of a newer version.
    package static func decode(
        _ bytes: [UInt8]
    ) throws(WorkerError) -> (properties: MessageProperties, mandatory: Bool) {
        let envelope: Berth_Journal_V1_Envelope
        do {
            envelope = try Berth_Journal_V1_Envelope(serializedBytes: bytes)
        } catch {
            throw WorkerError(.damagedRecord, "a stored message's properties cannot be read: \(error)")
        }
        var properties = MessageProperties()
        if envelope.hasContentType { properties.contentType = envelope.contentType }
        if envelope.hasContentEncoding { properties.contentEncoding = envelope.contentEncoding }
        if envelope.hasMessageID { properties.messageID = envelope.messageID }
        if envelope.hasCorrelationID { properties.correlationID = envelope.correlationID }
        if envelope.hasReplyTo { properties.replyTo = envelope.replyTo }
        if envelope.hasType { properties.type = envelope.type }
        if envelope.hasAppID { properties.appID = envelope.appID }
        if envelope.hasUserID { properties.userID = envelope.userID }
        if envelope.hasTimestamp { properties.timestampSeconds = envelope.timestamp }
        if envelope.hasExpiration { properties.expiration = envelope.expiration }
        if envelope.hasPriority { properties.priority = UInt8(clamping: envelope.priority) }
        if envelope.hasClusterID { properties.clusterID = envelope.clusterID }
        properties.persistent = envelope.deliveryMode == 2
        properties.headers = try FieldTableCodec.decode(envelope.headers)
        // Whatever was cut to fit, or passed over, shows when it is written again; a broken number equals nothing.
        guard try encode(properties, mandatory: envelope.mandatory) == (try? envelope.serializedBytes()) else {
            throw WorkerError(
                .damagedRecord, "a stored message's properties hold what this version would not send; restore a copy")
        }
        return (properties, envelope.mandatory)
    }
}
