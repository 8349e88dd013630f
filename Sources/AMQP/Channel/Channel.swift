internal import Foundation
internal import Synchronization

/// A channel of a connection: the place where queues are declared, messages consumed and published.
///
/// An error that the broker answers with closing the channel (404, 406, 403, …) is thrown by the call that caused it;
/// the channel opens again by itself and stays usable. Consumers on it are interrupted and resume.
public final class Channel: Sendable {
    private let id: ChannelID
    private let connection: Connection
    private let lastTag = Atomic<UInt64>(0)
    private let ownPublisher = Mutex<OutcomeMailbox?>(nil)

    init(id: ChannelID, connection: Connection) {
        self.id = id
        self.connection = connection
    }

    /// Sends a request and waits for the broker's answer.
    func request(_ request: Request) async throws(AMQPError) -> Reply {
        let deadline = ContinuousClock.now + connection.requestTimeout
        let result: Result<Reply, AMQPError> = await withCheckedContinuation { continuation in
            let pending = PendingRequest(request: request, deadline: deadline) { continuation.resume(returning: $0) }
            let isAccepted = connection.post(.request(id, pending))
            if !isAccepted { continuation.resume(returning: .failure(Connection.isClosed)) }
        }
        return try result.get()
    }

    /// Starts a consumer.
    ///
    /// At most `prefetch` deliveries are unacknowledged at a time; 0 is no limit.
    ///
    /// Direct reply-to: consume `amq.rabbitmq.reply-to` with `noAck` on the channel that publishes the requests.
    /// Throws `notFound`, `accessRefused`, `resourceLocked`, `timeout`, `closed` or `invalidArgument`.
    public func consume(
        _ queue: String, prefetch: UInt16, tag: String? = nil, arguments: FieldTable = [:], noAck: Bool = false
    ) async throws(AMQPError) -> Consumer {
        let tag = tag ?? "c\(id)-\(lastTag.wrappingAdd(1, ordering: .relaxed).newValue)"
        let mailbox = ConsumerMailbox()
        let record = ConsumerRecord(
            tag: tag, queue: queue, prefetch: prefetch, noAck: noAck, arguments: arguments, mailbox: mailbox)
        _ = try await request(.consume(record))
        return Consumer(tag: tag, mailbox: mailbox, channel: self)
    }

    /// Acknowledges one delivery, or all of this channel up to it.
    ///
    /// Returns at once.
    ///
    /// A token of an earlier incarnation of the channel is dropped: the broker delivers that message again.
    public func acknowledge(_ token: DeliveryToken, multiple: Bool = false) {
        settle(token, .acknowledge(multiple: multiple))
    }

    /// Gives one delivery back to its queue, or rejects it for good: it is dead-lettered if the queue has it so.
    public func reject(_ token: DeliveryToken, requeue: Bool) {
        settle(token, .reject(requeue: requeue))
    }

    /// Like `reject`, for one delivery or for all of this channel up to it.
    public func negativeAcknowledge(_ token: DeliveryToken, multiple: Bool = false, requeue: Bool) {
        settle(token, .negative(multiple: multiple, requeue: requeue))
    }

    private func settle(_ token: DeliveryToken, _ kind: Settlement.Kind) {
        // On a closed connection the broker has given the delivery back already.
        _ = connection.post(.settle(id, Settlement(token: token, kind: kind)))
    }

    /// A publisher on this channel, which is put into confirm mode.
    ///
    /// Several publishers of one channel share their outcomes.
    public func publisher() -> Publisher {
        let (mailbox, isNew) = ownPublisher.withLock { own in
            if let own { return (own, false) }
            let mailbox = OutcomeMailbox()
            own = mailbox
            return (mailbox, true)
        }
        if isNew, !connection.post(.registerPublisher(id, mailbox)) { mailbox.close() }
        return Publisher(channelID: id, connection: connection, mailbox: mailbox)
    }

    /// Closes the channel; what it has delivered and what was not acknowledged goes back to its queue.
    public func close() async {
        // An error means that the channel or the connection is closed already.
        _ = try? await request(.closeChannel)
    }
}
