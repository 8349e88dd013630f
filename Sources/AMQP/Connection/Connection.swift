internal import Foundation
internal import Synchronization

/// A connection to a RabbitMQ broker, served by one thread of its own.
///
/// A lost connection is opened again by itself if the configuration says so, with its channels and what was declared
/// and consumed on them. Close it when done; a connection that nobody refers to any more closes itself.
public final class Connection: Sendable {
    private let inbox: Inbox
    private let status: ConnectionStatus
    private let configuration: ConnectionConfiguration
    private let lastChannel = Atomic<UInt64>(0)

    private init(inbox: Inbox, status: ConnectionStatus, configuration: ConnectionConfiguration) {
        self.inbox = inbox
        self.status = status
        self.configuration = configuration
    }

    deinit { _ = inbox.post(.close {}) }

    /// Connects and logs in, trying each listed host once.
    ///
    /// Throws `connectionRefused`, `authenticationFailed`, `notFound` (virtual host), `accessRefused`, `tlsFailed`,
    /// `timeout`, or `invalidArgument` for a configuration out of range.
    public static func open(_ configuration: ConnectionConfiguration) async throws(AMQPError) -> Connection {
        try configuration.validate()
        let inbox = try Inbox()
        let status = ConnectionStatus()
        let result: Result<Void, AMQPError> = await withCheckedContinuation { continuation in
            let thread = Thread {
                let opener: @Sendable (Result<Void, AMQPError>) -> Void = { continuation.resume(returning: $0) }
                Owner(configuration: configuration, inbox: inbox, status: status, opener: opener).run()
            }
            thread.name = "amqp"
            // librabbitmq decodes nested tables by recursion; a frame of the largest size needs some 20 MiB of stack.
            thread.stackSize = 64 * 1024 * 1024
            thread.start()
        }
        try result.get()
        return Connection(inbox: inbox, status: status, configuration: configuration)
    }

    /// Opens a channel.
    ///
    /// It is opened again by itself after recovery and after a channel error.
    ///
    /// Throws `closed`, `timeout` when there is no connection for too long, or `limitReached`.
    public func openChannel() async throws(AMQPError) -> Channel {
        let id = lastChannel.wrappingAdd(1, ordering: .relaxed).newValue
        let deadline = ContinuousClock.now + configuration.rpcTimeout
        let result: Result<Reply, AMQPError> = await withCheckedContinuation { continuation in
            let isAccepted = inbox.post(.openChannel(id, deadline: deadline) { continuation.resume(returning: $0) })
            if !isAccepted { continuation.resume(returning: .failure(Self.isClosed)) }
        }
        _ = try result.get()
        return Channel(id: id, connection: self)
    }

    /// What the broker said of itself when the connection was last opened.
    public var brokerProperties: BrokerProperties {
        get async { status.brokerProperties }
    }

    /// A new stream of what happens from now on; it ends after `closed`.
    ///
    /// Only the latest 256 unread events are kept.
    public func events() -> AsyncStream<ConnectionEvent> { status.events.listen() }

    /// Closes the connection properly and waits for it.
    ///
    /// What waits for a confirm is lost. Closing twice does no harm.
    public func close() async {
        await withCheckedContinuation { continuation in
            let isAccepted = inbox.post(.close { continuation.resume() })
            if !isAccepted { continuation.resume() }
        }
    }

    static var isClosed: AMQPError { AMQPError(.closed, "the connection is closed") }

    /// How long a request may take.
    var requestTimeout: Duration { configuration.rpcTimeout }

    /// Hands a command to the owner thread; false when the connection is closed.
    func post(_ command: Command) -> Bool { inbox.post(command) }
}
