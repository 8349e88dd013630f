internal import AMQP
internal import Journal
internal import Logging

/// Drives a pipeline against a real store and a real broker: performs its actions, and tells it what came of them.
///
/// All decisions are the pipeline's; this actor only moves values between it and the loops that do I/O.
actor ShardSession {
    private var pipeline: Pipeline
    private let channels: ShardChannels
    private let clock: WallClock
    private let logger: Logger
    private let onReady: @Sendable (Bool) -> Void
    private let onFullSpeed: @Sendable () -> Void
    /// Losses that the pipeline knows of, by connection: what it sends without knowing of one must not overtake.
    private var eventLosses: UInt64 = 0
    private var replyLosses: UInt64 = 0
    private var alarm = Alarm()
    private var isOver = false

    /// Batches to commit, in order; at most one is under way, since the pipeline waits for it.
    nonisolated let commits: AsyncStream<JournalBatch>
    private let commitInput: AsyncStream<JournalBatch>.Continuation
    /// Keys to look up.
    nonisolated let lookups: AsyncStream<[String]>
    private let lookupInput: AsyncStream<[String]>.Continuation
    /// Marks to set, in order.
    nonisolated let marks: AsyncStream<[UInt8]?>
    private let markInput: AsyncStream<[UInt8]?>.Continuation
    /// Ends when the pipeline takes deliveries, or when the session is over.
    nonisolated let consumption: AsyncStream<Never>
    private let consumptionInput: AsyncStream<Never>.Continuation
    /// Whether the pipeline takes deliveries.
    private(set) var consumes = false
    /// What is to become of the consumer, in order.
    nonisolated let taking: AsyncStream<Taking>
    private let takingInput: AsyncStream<Taking>.Continuation
    /// Ends when everything is done.
    nonisolated let finished: AsyncStream<Never>
    private let finishInput: AsyncStream<Never>.Continuation

    /// What is to become of what was taken.
    enum Taking: Sendable {
        case giveBack
        case renew
    }

    init(
        pipeline: Pipeline, channels: ShardChannels, clock: WallClock, logger: Logger,
        onReady: @escaping @Sendable (Bool) -> Void, onFullSpeed: @escaping @Sendable () -> Void
    ) {
        self.pipeline = pipeline
        self.channels = channels
        self.clock = clock
        self.logger = logger
        self.onReady = onReady
        self.onFullSpeed = onFullSpeed
        (commits, commitInput) = AsyncStream.makeStream()
        (lookups, lookupInput) = AsyncStream.makeStream()
        (marks, markInput) = AsyncStream.makeStream()
        (consumption, consumptionInput) = AsyncStream.makeStream()
        (taking, takingInput) = AsyncStream.makeStream()
        (finished, finishInput) = AsyncStream.makeStream()
    }

    /// The sequence of the last event that was decided.
    var lastSequence: Int64 { pipeline.lastSequence }

    /// The position of the last request that was decided.
    var lastPosition: Int64 { pipeline.lastPosition }

    func resume(_ rows: [OutboxRow]) throws {
        perform(try pipeline.resume(rows))
        perform(pipeline.woken(nowNanoseconds: clock.nowNanoseconds()))
    }

    func delivered(_ deliveries: [Delivery]) {
        perform(pipeline.delivered(deliveries, nowNanoseconds: clock.nowNanoseconds()))
    }

    func interrupted() {
        perform(pipeline.interrupted(nowNanoseconds: clock.nowNanoseconds()))
    }

    func lookedUp(_ records: [String: KeyRecord]) {
        perform(pipeline.lookedUp(records, nowNanoseconds: clock.nowNanoseconds()))
    }

    func committed() {
        perform(pipeline.committed(nowNanoseconds: clock.nowNanoseconds()))
    }

    func marked() {
        perform(pipeline.marked(nowNanoseconds: clock.nowNanoseconds()))
    }

    func published(_ outcomes: PublishOutcomes, ofReplies: Bool) {
        if ofReplies { replyLosses = outcomes.losses } else { eventLosses = outcomes.losses }
        let results = outcomes.results
        perform(pipeline.published(results, nowNanoseconds: clock.nowNanoseconds()))
    }

    func stop() {
        perform(pipeline.stop(nowNanoseconds: clock.nowNanoseconds()))
    }

    /// Ends the loops and the alarm; nothing is performed any more.
    func end() async {
        isOver = true
        commitInput.finish()
        lookupInput.finish()
        markInput.finish()
        takingInput.finish()
        consumptionInput.finish()
        finishInput.finish()
        await alarm.cancel()?.value
    }

    private func woken() {
        alarm.fired()
        perform(pipeline.woken(nowNanoseconds: clock.nowNanoseconds()))
    }

    private func perform(_ actions: [PipelineAction]) {
        guard !isOver else { return }
        for action in actions {
            switch action {
            case .lookUp(let keys): lookupInput.yield(keys)
            case .commit(let batch): commitInput.yield(batch)
            case .mark(let mark): markInput.yield(mark)
            case .consume: consume()
            case .giveBack: takingInput.yield(.giveBack)
            case .renew: takingInput.yield(.renew)
            case .fullSpeed: onFullSpeed()
            case .publishReplies(let messages): channels.replies.send(messages, knownLosses: replyLosses)
            case .publishEvents(let messages): channels.events.send(messages, knownLosses: eventLosses)
            case .settle(let acknowledgements): settle(acknowledgements)
            case .log(let line): logger.log(line)
            case .ready(let isReady): onReady(isReady)
            case .finished: finishInput.finish()
            }
        }
        alarm.set(atNanoseconds: pipeline.wakeUpNanoseconds, clock: clock) { [weak self] in await self?.woken() }
    }

    private func consume() {
        consumes = true
        consumptionInput.finish()
    }

    private func settle(_ acknowledgements: [Acknowledgement]) {
        for acknowledgement in acknowledgements {
            switch acknowledgement.kind {
            case .upToHere: channels.requests.acknowledge(acknowledgement.token, multiple: true)
            case .one: channels.requests.acknowledge(acknowledgement.token)
            case .reject: channels.requests.reject(acknowledgement.token, requeue: false)
            }
        }
    }
}
