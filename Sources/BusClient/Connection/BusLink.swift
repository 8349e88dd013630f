internal import AMQP

/// One connection to the broker, with a channel that requests go out on and replies come in on.
struct BusLink: Sendable {
    let connection: Connection
    let publisher: Publisher
    let replies: Consumer

    /// Connects; requests can be published when this returns.
    static func open(_ configuration: ConnectionConfiguration) async throws(AMQPError) -> BusLink {
        let connection = try await Connection.open(configuration)
        do throws(AMQPError) {
            let channel = try await connection.openChannel()
            // Direct reply-to wants its consumer before the first request, and on the same channel.
            let replies = try await channel.consume(BusRoute.directReplyTo, prefetch: 0, noAck: true)
            return BusLink(connection: connection, publisher: channel.publisher(), replies: replies)
        } catch {
            await connection.close()
            throw error
        }
    }
}
