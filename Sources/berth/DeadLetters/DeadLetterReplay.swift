import AMQP
import Wire

/// What a replay sends: the original message without what belonged to its first journey.
///
/// Nobody waits for the answer any more, so there is neither a reply address nor a deadline. The key stays, and makes a
/// replay that is sent twice harmless.
enum DeadLetterReplay {
    /// The message that replays a letter.
    ///
    /// - Parameters:
    ///   - number: the sender's number for the confirm.
    ///   - exchange: the exchange of requests.
    static func message(_ letter: DeadLetter, number: UInt64, exchange: String) -> OutgoingMessage {
        let original = letter.delivery.properties
        var properties = MessageProperties()
        properties.contentType = original.contentType
        properties.contentEncoding = original.contentEncoding
        properties.correlationID = original.correlationID
        properties.messageID = original.messageID
        properties.timestampSeconds = original.timestampSeconds
        properties.type = original.type
        properties.appID = original.appID
        properties.priority = original.priority
        properties.persistent = true
        properties.headers = headers(original.headers)
        properties.headers[HeaderName.replays] = .int64(min(letter.replays, .max - 1) + 1)
        return OutgoingMessage(
            id: number, exchange: exchange, routingKey: letter.delivery.routingKey, properties: properties,
            body: letter.delivery.body, mandatory: true)
    }

    /// The headers of the original: those of its death are gone, those it had before are back where the broker allows.
    static func headers(_ dead: FieldTable) -> FieldTable {
        var headers = FieldTable()
        for entry in dead where isKept(entry.key) {
            guard entry.key.hasPrefix(HeaderName.originalPrefix) else {
                headers[entry.key] = entry.value
                continue
            }
            let name = String(entry.key.dropFirst(HeaderName.originalPrefix.count))
            if name == "user_id" {
                // Not the property: the broker refuses another's name. The worker decides what the header counts for.
                headers[entry.key] = entry.value
            } else if isRestored(name) {
                headers[name] = entry.value
            }
        }
        return headers
    }

    /// `CC` and `BCC` would route copies; a letter that the broker parked, or anyone else, has them as they were.
    private static func isKept(_ name: String) -> Bool {
        !(HeaderName.deadLetterHeaders.contains(name) || name == HeaderName.timeout
            || HeaderName.isMovedInDeadLetters(name))
    }

    /// Senders have `x-` headers of their own; those that RabbitMQ acts on or writes itself are not brought back.
    private static func isRestored(_ name: String) -> Bool {
        guard name.hasPrefix("x-") else { return false }
        let brokers = ["x-death", "x-first-death", "x-last-death", "x-delivery-", "x-delay", "x-opt-", "x-stream-"]
        return !brokers.contains { name.hasPrefix($0) } && name != "x-received-from" && name != "x-match"
    }
}
