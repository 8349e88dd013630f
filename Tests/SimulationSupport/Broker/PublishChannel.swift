internal import AMQP

/// The worker's side of a channel on which it publishes, and the broker's confirms on their way back.
///
/// Keeps the client's promise: after a loss all that is sent is answered with "lost" until the worker has taken note,
/// so nothing overtakes what has to be sent again.
struct PublishChannel {
    /// A message that the broker has routed, and what it will say of it.
    struct Routed {
        let id: UInt64
        let outcome: PublishOutcome
    }

    private(set) var isOpen = true
    /// Messages on their way to the broker, in order.
    private(set) var unsent: [OutgoingMessage] = []
    /// Messages whose confirm is on its way.
    private(set) var routed: [Routed] = []
    /// Outcomes that the pipeline has not been told of.
    private(set) var outcomes: [PublishResult] = []
    private var losses: UInt64 = 0
    private var knownLosses: UInt64 = 0

    var isIdle: Bool { unsent.isEmpty && routed.isEmpty && outcomes.isEmpty }

    /// Hands messages over.
    ///
    /// - Returns: whether they were answered with "lost" at once.
    mutating func send(_ messages: [OutgoingMessage]) -> Bool {
        guard knownLosses < losses else {
            unsent += messages
            return false
        }
        outcomes += messages.map { PublishResult(id: $0.id, outcome: .lost(Self.unaware)) }
        return !messages.isEmpty
    }

    private static let unaware = AMQPError(.connectionLost, "the channel was lost before")

    /// Takes the next message to be routed.
    mutating func takeUnsent() -> OutgoingMessage { unsent.removeFirst() }

    mutating func route(_ id: UInt64, _ outcome: PublishOutcome) { routed.append(Routed(id: id, outcome: outcome)) }

    /// The broker's word on one routed message arrives.
    mutating func confirm(at index: Int) {
        let routed = routed.remove(at: index)
        outcomes.append(PublishResult(id: routed.id, outcome: routed.outcome))
    }

    /// What the loop of the worker reads: all outcomes that are there, and with them the losses.
    mutating func takeOutcomes() -> [PublishResult] {
        knownLosses = losses
        defer { outcomes.removeAll() }
        return outcomes
    }

    /// The channel is gone: what is not confirmed is lost, in the order in which it was sent.
    mutating func lose(_ error: AMQPError) {
        isOpen = false
        let lost = routed.map(\.id) + unsent.map(\.id)
        routed.removeAll()
        unsent.removeAll()
        guard !lost.isEmpty else { return }
        losses += 1
        outcomes += lost.map { PublishResult(id: $0, outcome: .lost(error)) }
    }

    mutating func reopen() { isOpen = true }
}
