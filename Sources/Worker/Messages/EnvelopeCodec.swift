package import AMQP
internal import SwiftProtobuf
internal import Wire

/// Message properties as the store keeps them, and back, without loss.
package enum EnvelopeCodec {
    /// The stored form of a message's properties.
    ///
    /// - Throws: a `WorkerError` with code `notEncodable` for header tables nested deeper than the schema can carry.
    package static func encode(_ properties: MessageProperties, mandatory: Bool) throws(WorkerError) -> [UInt8] {
        var envelope = Berth_Journal_V1_Envelope()
        if let value = properties.contentType { envelope.contentType = value }
        if let value = properties.contentEncoding { envelope.contentEncoding = value }
        if let value = properties.messageID { envelope.messageID = value }
        if let value = properties.correlationID { envelope.correlationID = value }
        if let value = properties.replyTo { envelope.replyTo = value }
        if let value = properties.type { envelope.type = value }
        if let value = properties.appID { envelope.appID = value }
        if let value = properties.userID { envelope.userID = value }
        if let value = properties.timestampSeconds { envelope.timestamp = value }
        if let value = properties.expiration { envelope.expiration = value }
        if let value = properties.priority { envelope.priority = UInt32(value) }
        if let value = properties.clusterID { envelope.clusterID = value }
        envelope.deliveryMode = properties.persistent ? 2 : 1
        envelope.mandatory = mandatory
        if !properties.headers.isEmpty { envelope.headers = FieldTableCodec.encode(properties.headers) }
        do {
            return try envelope.serializedBytes()
        } catch {
            throw WorkerError(.notEncodable, "a message's properties cannot be stored: \(error)")
        }
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
