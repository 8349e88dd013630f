package import AMQP
package import Wire

/// Makes the dead letter of a message: the original with its body untouched, and why it was parked.
package enum DeadLetterBuilder {
    /// What is said about a dead letter beside its original.
    package struct Verdict: Hashable, Sendable {
        /// Why it was parked.
        package var reason: DeadReason
        /// The status code that a reply would have carried.
        package var status: StatusCode
        /// The status message that a reply would have carried.
        package var message: String
        /// How often it was tried.
        package var attempts: Int
        /// How often it has been replayed.
        package var replays: Int

        /// Makes a verdict.
        package init(reason: DeadReason, status: StatusCode, message: String, attempts: Int, replays: Int) {
            self.reason = reason
            self.status = status
            self.message = message
            self.attempts = attempts
            self.replays = replays
        }
    }

    /// The dead letter of a delivery.
    package static func message(
        id: UInt64, original: Delivery, verdict: Verdict, timeNanoseconds: Int64, settings: WorkerSettings
    ) -> OutgoingMessage {
        var properties = original.properties
        properties.expiration = nil
        properties.userID = nil
        properties.persistent = true
        properties.headers = headers(original.properties, verdict, timeNanoseconds, settings)
        return OutgoingMessage(
            id: id, exchange: settings.names.deadExchange, routingKey: original.routingKey, properties: properties,
            body: original.body, mandatory: true)
    }

    private static func headers(
        _ original: MessageProperties, _ verdict: Verdict, _ timeNanoseconds: Int64, _ settings: WorkerSettings
    ) -> FieldTable {
        var headers: [FieldTable.Entry] = []
        for entry in original.headers where !HeaderName.deadLetterHeaders.contains(entry.key) {
            let isMoved = HeaderName.isMovedInDeadLetters(entry.key)
            headers.append(.init(key: isMoved ? HeaderName.originalName(of: entry.key) : entry.key, value: entry.value))
        }
        if let expiration = original.expiration {
            headers.append(.init(key: HeaderName.originalName(of: "expiration"), value: .string(expiration)))
        }
        if let user = original.userID {
            headers.append(.init(key: HeaderName.originalName(of: "user_id"), value: .string(user)))
        }
        let message = StatusMessage.encode(verdict.message, maximumBytes: 1024)
        headers += [
            .init(key: HeaderName.deadReason, value: .string(verdict.reason.rawValue)),
            .init(key: HeaderName.deadStatus, value: .int32(verdict.status.rawValue)),
            .init(key: HeaderName.deadMessage, value: .string(message)),
            .init(
                key: HeaderName.deadTime, value: .string(RFC3339.format(nanosecondsSince1970: timeNanoseconds))),
            .init(key: HeaderName.deadWorker, value: .string(settings.workerName)),
            .init(key: HeaderName.attempts, value: .int64(Int64(verdict.attempts))),
            .init(key: HeaderName.replays, value: .int64(Int64(verdict.replays))),
        ]
        return FieldTable(headers)
    }
}
