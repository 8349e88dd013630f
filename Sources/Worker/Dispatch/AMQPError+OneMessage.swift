internal import AMQP

extension AMQPError {
    /// Whether the client could not send this one message at all: sending it again cannot help.
    var isAboutOneMessage: Bool { code == .frameTooLarge || code == .invalidArgument }
}
