/// Publishes messages with the broker's confirmation, as many outstanding as the caller likes.
public final class Publisher: Sendable {
    private let channelID: ChannelID
    private let connection: Connection
    private let mailbox: OutcomeMailbox

    init(channelID: ChannelID, connection: Connection, mailbox: OutcomeMailbox) {
        self.channelID = channelID
        self.connection = connection
        self.mailbox = mailbox
    }

    /// Publishes one message and waits for its outcome.
    ///
    /// Throws `invalidArgument` or `frameTooLarge` if it cannot be sent at all, `closed` if the connection is closed,
    /// and `timeout` if the broker takes no messages for longer than a request may take. Nothing has been sent then.
    public func publish(_ message: OutgoingMessage) async throws(AMQPError) -> PublishOutcome {
        let deadline = ContinuousClock.now + connection.requestTimeout
        let outcome: PublishOutcome = await withCheckedContinuation { continuation in
            let publication = Publication(
                message: message, completion: { continuation.resume(returning: $0) }, deadline: deadline)
            let isAccepted = connection.post(.publishOne(channelID, publication))
            if !isAccepted { continuation.resume(returning: .lost(Connection.isClosed)) }
        }
        if case .lost(let error) = outcome, error.isAboutOneFrame || error.code == .timeout { throw error }
        return outcome
    }

    /// Hands over messages to be sent in order and returns at once; their outcomes come from `nextOutcomes`.
    ///
    /// While the broker takes no messages they wait here, so the caller bounds how many are outstanding. After a loss,
    /// everything sent is answered with `lost` until `nextOutcomes` has returned the lost ones: no message overtakes
    /// one that has to be sent again.
    public func send(_ messages: [OutgoingMessage]) {
        send(messages, knownLosses: mailbox.generation)
    }

    /// As `send(_:)`, for a caller that knows of so many losses: after a later one everything is answered with `lost`.
    public func send(_ messages: [OutgoingMessage], knownLosses: UInt64) {
        guard !messages.isEmpty else { return }
        let isAccepted = connection.post(.publish(channelID, messages, generation: knownLosses, mailbox))
        if !isAccepted { mailbox.refuse(messages, Connection.isClosed) }
    }

    /// Waits for outcomes and returns all that are there; empty when the channel is closed or the task is cancelled.
    ///
    /// One task reads at a time.
    public func nextOutcomes() async -> [PublishResult] { await mailbox.next().results }

    /// As `nextOutcomes`, with the number of losses that the outcomes tell of.
    ///
    /// For a caller that hands outcomes on before it acts on them: it gives the number to `send(_:knownLosses:)` once
    /// it has really taken note.
    public func nextCountedOutcomes() async -> PublishOutcomes { await mailbox.next() }
}
