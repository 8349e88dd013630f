internal import AMQP
internal import DequeModule
package import Journal
package import Tracker

/// The pipeline of one shard: intake, decide, commit, dispatch, acknowledge.
///
/// A value without I/O, clock or randomness: what happens is told by method calls that carry the time, what is to be
/// done comes back as actions. One driver performs them against a real broker and store.
///
/// While one batch is being committed the next one is decided in memory; what arrives is bounded by the prefetch, since
/// nothing is acknowledged before its batch is durable.
package struct Pipeline: Sendable {
    /// A delivery that waits to be decided.
    struct Waiting: Sendable {
        let arrival: Arrival
        /// What the store says of the keys it needs; nil: the answer is still to come.
        var records: [String: KeyRecord]?
        /// Number of the look-up that asked for them.
        let lookUp: Int
    }

    let settings: WorkerSettings
    let intake: Intake
    let events: EventBuilder
    let failurePolicy: FailurePolicy
    let probe: PipelineProbe
    /// Whether the store may know a key; `false` is certain.
    let mayKnow: @Sendable (String) -> Bool

    var core: State
    var numbers: Numbers
    /// The numbers as far as they are durable.
    var durable: Numbers
    /// The time of day as it was last told; unlike the recorded times it may go back.
    var wallNanoseconds: Int64 = 0
    var waiting: Deque<Waiting> = []
    /// How many look-ups have been asked for, and how many of them answered.
    var lookUpsAsked = 0
    var lookUpsAnswered = 0
    var open = Batch()
    var committing: Batch?
    /// What keys say that became durable while others waited whose look-up may have been earlier.
    var settled: [String: KeyRecord] = [:]
    var ledger = DeliveryLedger()
    var usage: UsageThrottle
    var replies = ReplyLane()
    var eventLane = OrderedLane()
    var deadLetterLane = OrderedLane(window: 256)
    var leases = LeaseClock()
    var held: HeldRequests
    /// Subjects of facts whose held requests are to be tried.
    var cured: Deque<HeldSubject> = []
    var jitter: Jitter
    /// What reports say of devices that are passed over, as it was logged last.
    var passedOver: [NodeIdentifier: String] = [:]
    var crashGuard: CrashGuard
    var taking = Taking.notYet
    /// Whether the outbox of the store has been taken over.
    var hasResumed = false
    /// Whether a mark that says nothing any more is still in the store.
    var isMarkStale: Bool
    /// Outbox rows that are done and still stored.
    var published: [Int64] = []
    var markNanoseconds: Int64?
    var isPaused = false
    var stopNanoseconds: Int64?
    var isFinished = false
    var actions: [PipelineAction] = []

    /// Numbers that are given out in order.
    package struct Numbers: Hashable, Sendable {
        /// Position of the last journal entry.
        package var position: Int64
        /// Sequence of the last event.
        package var sequence: Int64
        /// Highest outbox number.
        package var outbox: Int64
        /// Highest number of a held request.
        package var held: Int64 = 0
        /// Highest number of a volatile message.
        package var volatile: Int64 = 0
        /// The latest time that was used; it never goes back.
        package var timeNanoseconds: Int64

        /// Makes the numbers of a loaded store.
        package init(position: Int64, sequence: Int64, outbox: Int64, timeNanoseconds: Int64) {
            self.position = position
            self.sequence = sequence
            self.outbox = outbox
            self.timeNanoseconds = timeNanoseconds
        }

        /// The time now, never earlier than the time before.
        mutating func advance(to now: Int64) -> Int64 {
            timeNanoseconds = max(timeNanoseconds, now)
            return timeNanoseconds
        }
    }

    /// How long published rows wait to be marked when nothing else is committed.
    static let markDelayNanoseconds: Int64 = 50_000_000

    /// Makes the pipeline of a loaded shard.
    ///
    /// - Parameters:
    ///   - storeID: makes event ids unique.
    ///   - behind: nodes whose latest usage was not published before the last stop.
    ///   - held: the held requests of the store.
    ///   - crashGuard: what is known of the last stop.
    ///   - jitterSeed: spreads the attempts of held requests.
    ///   - mayKnow: whether the store may know a key; `false` is certain.
    ///   - probe: told where the pipeline stands.
    /// - Throws: a `WorkerError` with code `damagedRecord` for a held request that cannot be read.
    package init(
        settings: WorkerSettings, state: State, numbers: Numbers, storeID: String, behind: [NodeIdentifier],
        held: [HeldRequest] = [], crashGuard: CrashGuard = .none, jitterSeed: UInt64 = 0,
        mayKnow: @escaping @Sendable (String) -> Bool, probe: PipelineProbe = .none
    ) throws(WorkerError) {
        self.settings = settings
        self.mayKnow = mayKnow
        self.probe = probe
        self.crashGuard = crashGuard
        isMarkStale = crashGuard.isMarked && !crashGuard.isActive
        var items: [HeldItem] = []
        for row in held { items.append(try HeldItem(row)) }
        self.held = HeldRequests(items)
        jitter = Jitter(seed: jitterSeed)
        failurePolicy = FailurePolicy(held: settings.held)
        var numbers = numbers
        numbers.held = max(numbers.held, items.map(\.id).max() ?? 0)
        self.numbers = numbers
        durable = numbers
        core = state
        intake = Intake(names: settings.names, limits: settings.limits)
        events = EventBuilder(settings: settings, storeID: storeID)
        usage = UsageThrottle(
            intervalNanoseconds: settings.usageIntervalNanoseconds, noted: behind, position: numbers.position)
    }

    /// When the pipeline wants to be woken, in nanoseconds; nil: only by events.
    package var wakeUpNanoseconds: Int64? {
        guard !isFinished else { return nil }
        let usageDue = committing == nil ? usage.nextDueNanoseconds() : nil
        let marksDue = committing == nil ? markNanoseconds : nil
        // During a commit nothing could be finished anyway.
        let graceEnd = committing == nil ? stopNanoseconds.map { $0 &+ settings.shutdownGraceNanoseconds } : nil
        let leaseDue = stopNanoseconds == nil ? leases.wakeUpNanoseconds(core) : nil
        let heldDue = isPaused || stopNanoseconds != nil ? nil : held.wakeUpNanoseconds
        let times = [
            usageDue, marksDue, graceEnd, leaseDue, heldDue, giveBackNanoseconds,
            replies.wakeUpNanoseconds, eventLane.wakeUpNanoseconds,
            deadLetterLane.wakeUpNanoseconds,
        ]
        return times.compactMap { $0 }.min()
    }

    /// Messages that are committed and not confirmed.
    package var outboxCount: Int { replies.count + eventLane.count + deadLetterLane.count }

    /// Sequence of the last durable event, for the owner ticket: one that a crash could take back must not be named.
    package var lastSequence: Int64 { durable.sequence }

    /// Position of the last durable journal entry.
    package var lastPosition: Int64 { durable.position }

    /// The state after everything decided so far.
    package var state: State { core }

    mutating func log(_ level: LogLine.Level, _ message: LogMessage, _ metadata: [String: String] = [:]) {
        guard level >= settings.logLevel else { return }
        actions.append(.log(LogLine(level, message, metadata)))
    }

    /// Hands over what is to be done.
    mutating func takeActions() -> [PipelineAction] {
        let result = actions
        actions.removeAll(keepingCapacity: true)
        return result
    }
}
