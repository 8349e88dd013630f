/// Errors that the broker reports by closing a channel or the connection.
extension AMQPError {
    /// The error for a `channel.close` or a `connection.close`.
    ///
    /// Codes: AMQP 0-9-1, section 1.1 "AMQP-defined Constants".
    static func closedByBroker(code: UInt16, text: String, isConnection: Bool) -> AMQPError {
        if code == 406, let mismatch = DeclarationMismatch(brokerText: text) {
            return AMQPError(.preconditionFailed, mismatch.description, brokerCode: code, mismatch: mismatch)
        }
        return AMQPError(kind(of: code, text: text, isConnection: isConnection), text, brokerCode: code)
    }

    private static func kind(of code: UInt16, text: String, isConnection: Bool) -> Code {
        switch code {
        case 403 where isConnection: return .authenticationFailed
        case 403: return .accessRefused
        case 404: return .notFound
        case 405: return .resourceLocked
        case 406: return .preconditionFailed
        // RabbitMQ answers a missing and a forbidden virtual host alike with 530.
        case 530 where text.contains("vhost") && text.contains("not found"): return .notFound
        case 530 where text.contains("vhost") && text.contains("refused"): return .accessRefused
        case 530: return .notAllowed
        case 501, 502, 503, 504, 505: return .protocolError
        default: return isConnection ? .connectionLost : .channelClosed
        }
    }
}
