/// Everything that the owner thread knows of one channel.
///
/// Only that thread uses it.
final class ChannelState {
    enum Phase: Equatable {
        /// No channel on the wire: the connection is not open, or a pause goes on before the next attempt.
        case down
        /// `channel.open` has been sent.
        case opening
        /// The channel stands.
        case ready
        /// `channel.close` has been sent.
        case closing
    }

    /// A consumer with what has been read for it in this turn, handed over together.
    final class Reading {
        let record: ConsumerRecord
        /// Whether the broker has confirmed it on this incarnation of the channel.
        var isActive = false
        var arrived: [Delivery] = []

        init(_ record: ConsumerRecord) { self.record = record }
    }

    let id: ChannelID
    /// The channel's number on the wire.
    let number: UInt16
    var phase: Phase = .down
    /// The incarnation, for delivery tokens; 0 before the first.
    var epoch: UInt64 = 0
    /// Who waits for the first opening, and until when.
    var opener: (completion: Completion, deadline: ContinuousClock.Instant)?

    /// What restores the channel after opening; goes before `waiting`.
    var setup: [Request] = []
    var waiting: [PendingRequest] = []
    var inFlight: (request: PendingRequest, isSetup: Bool)?

    var topology = Topology()
    /// Whether the topology must be declared again: the connection is new.
    var needsTopology = false
    var consumers: [String: Reading] = [:]
    /// Tags in the order in which the consumers came, which is the order in which they are made again.
    var consumerOrder: [String] = []
    /// Consumers with something in `arrived`.
    var unread: [Reading] = []
    var assembly: MessageAssembly?

    var outcomes: OutcomeMailbox?
    var hasConfirms = false
    var tracker = ConfirmTracker<Publication>()
    var unsent: [Publication] = []
    /// How far into `unsent` sending has come; cut off when all are sent.
    var unsentHead = 0
    /// Outcomes of this turn, handed over together.
    var settled: [PublishResult] = []
    /// How often something that was to be published has been lost.
    var losses: UInt64 = 0

    /// When the next attempt to open is due, after failures.
    var pausedUntil: ContinuousClock.Instant?
    var backoff: Backoff

    init(id: ChannelID, number: UInt16, recovery: RecoveryPolicy) {
        self.id = id
        self.number = number
        var policy = recovery
        policy.isEnabled = true
        policy.maximumAttempts = nil
        backoff = Backoff(policy)
    }

    /// Whether everything from before the last opening is in place.
    var isRestored: Bool { phase == .ready && setup.isEmpty && inFlight?.isSetup != true }

    var hasUnsent: Bool { unsentHead < unsent.count }

    /// Lists what restores the channel once it is open again.
    func planSetup() {
        setup = outcomes == nil ? [] : [.selectConfirms]
        if needsTopology { setup += topology.requests }
        setup += consumerOrder.compactMap { consumers[$0].map { .consume($0.record) } }
    }

    func remove(consumer tag: String) {
        consumers[tag] = nil
        consumerOrder.removeAll { $0 == tag }
    }

    /// Notes the outcome of one message.
    func settle(_ publication: Publication, _ outcome: PublishOutcome) {
        if let completion = publication.completion {
            completion(outcome)
        } else {
            settled.append(PublishResult(id: publication.message.id, outcome: outcome))
        }
    }

    /// All messages that are not settled are lost: those in flight, and behind them those that were not sent yet.
    func losePublications(_ error: AMQPError) {
        hasConfirms = false
        let lost = tracker.drain() + unsent[unsentHead...]
        unsent = []
        unsentHead = 0
        // Without a loss nothing can be overtaken.
        if lost.contains(where: { $0.completion == nil }) { losses += 1 }
        for publication in lost { settle(publication, .lost(error)) }
    }

    /// The channel is gone: voids what belonged to it.
    func void(_ error: AMQPError) {
        assembly = nil
        for reading in unread { reading.arrived = [] }
        unread = []
        for tag in consumerOrder {
            guard let reading = consumers[tag], reading.isActive else { continue }
            reading.isActive = false
            reading.record.mailbox.interrupt(error, epoch: epoch)
        }
        losePublications(error)
        phase = .down
    }

    /// Hands over what was read in this turn, with one lock for each reader.
    func handOver() {
        for reading in unread {
            reading.record.mailbox.deliver(reading.arrived)
            reading.arrived = []
        }
        unread.removeAll(keepingCapacity: true)
        guard let outcomes else { return }
        outcomes.put(settled, losses: losses)
        settled.removeAll(keepingCapacity: true)
    }

    /// Ends everything that waits on this channel.
    func finish(_ error: AMQPError) {
        opener?.completion(.failure(error))
        opener = nil
        if let inFlight { inFlight.request.completion?(.failure(error)) }
        inFlight = nil
        for request in waiting { request.completion?(.failure(error)) }
        waiting = []
        losePublications(error)
        handOver()
        outcomes?.close()
        for tag in consumerOrder { consumers[tag]?.record.mailbox.close() }
    }
}
