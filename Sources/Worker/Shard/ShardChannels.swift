internal import AMQP
internal import Logging

/// The three connections of a shard: one consumes and acknowledges, one publishes events and dead letters, one replies.
///
/// Replies have a connection of their own because a forged reply address can make the broker close it.
struct ShardChannels: Sendable {
    let connections: [Connection]
    let requests: Channel
    let replies: Publisher
    let events: Publisher
    let tickets: Channel
    let ticketPublisher: Publisher

    /// Opens everything.
    static func open(_ configuration: ConnectionConfiguration, shard: String) async throws(AMQPError) -> ShardChannels {
        var opened: [Connection] = []
        do {
            for purpose in ["requests", "replies", "events"] {
                var configuration = configuration
                configuration.name = "\(configuration.name) \(shard) \(purpose)"
                opened.append(try await Connection.open(configuration))
            }
            let tickets = try await opened[2].openChannel()
            return ShardChannels(
                connections: opened, requests: try await opened[0].openChannel(),
                replies: try await opened[1].openChannel().publisher(),
                events: try await opened[2].openChannel().publisher(), tickets: tickets,
                ticketPublisher: tickets.publisher())
        } catch {
            for connection in opened { await connection.close() }
            throw error
        }
    }

    /// A channel for a moment; whoever opens it closes it.
    func openPassing() async throws(AMQPError) -> Channel { try await connections[2].openChannel() }

    /// Closes everything; what is not acknowledged goes back to its queue, in order.
    func close() async {
        for connection in connections { await connection.close() }
    }
}
