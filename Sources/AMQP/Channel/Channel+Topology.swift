internal import Foundation

/// Exchanges, queues and bindings. What is declared here is declared again when the connection recovers.
///
/// All calls throw `timeout` or `closed` when there is no connection, `accessRefused` without permission, and
/// `invalidArgument` for a name or key over 255 bytes.
extension Channel {
    /// Declares an exchange.
    ///
    /// Throws `preconditionFailed` naming what differs from the existing one, or `notFound` if passive.
    public func declareExchange(
        _ name: String, kind: ExchangeKind, durable: Bool = true, autoDelete: Bool = false,
        internal isInternal: Bool = false,
        passive: Bool = false, arguments: FieldTable = [:]
    ) async throws(AMQPError) {
        let exchange = ExchangeDeclaration(
            name: name, kind: kind, durable: durable, autoDelete: autoDelete, isInternal: isInternal, passive: passive,
            arguments: arguments)
        _ = try await request(.declareExchange(exchange))
    }

    /// Deletes an exchange; one that does not exist is no error.
    public func deleteExchange(_ name: String, ifUnused: Bool = false) async throws(AMQPError) {
        _ = try await request(.deleteExchange(name: name, ifUnused: ifUnused))
    }

    /// Declares a queue.
    ///
    /// Throws `preconditionFailed` naming what differs from the existing one, `notFound` if passive, or
    /// `resourceLocked` if it belongs to another connection.
    @discardableResult
    public func declareQueue(_ declaration: QueueDeclaration) async throws(AMQPError) -> DeclaredQueue {
        var declaration = declaration
        // A name of the broker's choice would be another one after a recovery.
        if declaration.name.isEmpty, !declaration.passive { declaration.name = "gen-\(UUID().uuidString.lowercased())" }
        guard case .queue(let queue) = try await request(.declareQueue(declaration)) else { throw Self.unexpected }
        return queue
    }

    /// Deletes a queue and returns how many messages went with it; one that does not exist is no error.
    @discardableResult
    public func deleteQueue(
        _ name: String, ifUnused: Bool = false, ifEmpty: Bool = false
    ) async throws(AMQPError) -> UInt32 {
        let reply = try await request(.deleteQueue(name: name, ifUnused: ifUnused, ifEmpty: ifEmpty))
        guard case .count(let count) = reply else { throw Self.unexpected }
        return count
    }

    /// Removes all messages of a queue that are not delivered, and returns how many there were.
    @discardableResult
    public func purgeQueue(_ name: String) async throws(AMQPError) -> UInt32 {
        guard case .count(let count) = try await request(.purgeQueue(name: name)) else { throw Self.unexpected }
        return count
    }

    /// Binds a queue to an exchange.
    ///
    /// Throws `notFound` if either does not exist.
    public func bindQueue(
        _ queue: String, to exchange: String, routingKey: String = "", arguments: FieldTable = [:]
    ) async throws(AMQPError) {
        let binding = Binding(
            destination: queue, isQueue: true, exchange: exchange, routingKey: routingKey, arguments: arguments)
        _ = try await request(.bind(binding))
    }

    /// Removes a binding of a queue; one that does not exist is no error.
    public func unbindQueue(
        _ queue: String, from exchange: String, routingKey: String = "", arguments: FieldTable = [:]
    ) async throws(AMQPError) {
        let binding = Binding(
            destination: queue, isQueue: true, exchange: exchange, routingKey: routingKey, arguments: arguments)
        _ = try await request(.unbind(binding))
    }

    /// Binds an exchange to another one, the source.
    ///
    /// Throws `notFound` if either does not exist.
    public func bindExchange(
        _ destination: String, to source: String, routingKey: String = "", arguments: FieldTable = [:]
    ) async throws(AMQPError) {
        let binding = Binding(
            destination: destination, isQueue: false, exchange: source, routingKey: routingKey, arguments: arguments)
        _ = try await request(.bind(binding))
    }

    /// Removes a binding of an exchange; one that does not exist is no error.
    public func unbindExchange(
        _ destination: String, from source: String, routingKey: String = "", arguments: FieldTable = [:]
    ) async throws(AMQPError) {
        let binding = Binding(
            destination: destination, isQueue: false, exchange: source, routingKey: routingKey, arguments: arguments)
        _ = try await request(.unbind(binding))
    }

    /// Takes one message from a queue, to be acknowledged like a delivery; nil if the queue is empty.
    ///
    /// Throws `connectionLost` if the answer was lost; the message then comes again. RabbitMQ refuses it on a quorum
    /// queue with a single active consumer.
    public func get(_ queue: String) async throws(AMQPError) -> Delivery? {
        guard case .message(let delivery) = try await request(.get(queue: queue)) else { throw Self.unexpected }
        return delivery
    }

    private static var unexpected: AMQPError {
        AMQPError(.protocolError, "the broker answered with another method than the request calls for")
    }
}
