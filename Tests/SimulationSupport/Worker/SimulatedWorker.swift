internal import Journal
internal import Worker

/// A batch on its way to the store, and back.
struct PendingCommit {
    let batch: JournalBatch
    /// Whether it is stored and only the answer is on its way.
    var isDurable = false
    /// How many steps the store still takes its time.
    var slowSteps = 0
}

/// A mark on its way to the store, and back.
struct PendingMark {
    let bytes: [UInt8]?
    var isDurable = false
}

/// What the store has said of some keys.
struct LookUpAnswer {
    let keys: [String]
    let records: [String: KeyRecord]
}

/// Wakes the pipeline as the worker's driver does: at most one wake-up, the earliest asked for, after the time that was
/// to pass when it was asked for.
struct SimulatedAlarm {
    private var plan = AlarmPlan()
    /// When it goes off, in nanoseconds that have passed; nil: never.
    private(set) var dueNanoseconds: Int64?

    mutating func set(atNanoseconds: Int64?, _ clock: SimulatedClock) {
        guard let at = atNanoseconds, let wait = plan.set(atNanoseconds: at, nowNanoseconds: clock.wallNanoseconds)
        else { return }
        dueNanoseconds = clock.elapsedNanoseconds + wait
    }

    mutating func fired() {
        plan.fired()
        dueNanoseconds = nil
    }
}

/// One process that serves the shard: the production pipeline, and everything on its way to and from it.
struct SimulatedWorker {
    let number: Int
    /// What it shows the store as its owner.
    let opening: Int
    var pipeline: Pipeline
    var requests = RequestChannel()
    var replies = PublishChannel()
    var events = PublishChannel()
    /// Keys that the store is asked for, and its answers on their way back.
    var lookUps: [[String]] = []
    var answers: [LookUpAnswer] = []
    var commit: PendingCommit?
    var marks: [PendingMark] = []
    /// What this process suspects, from one session to the next.
    let suspicion: Suspicion
    /// Whether the pipeline takes deliveries.
    var takes = false
    /// What this session has seen of the time of day.
    var clockSteps = ClockSteps()
    /// Whether the session is to end, and the shard to be loaded again.
    var isRenewing = false
    var alarm = SimulatedAlarm()
    var isStopping = false
    var isFinished = false

    init(number: Int, opening: Int, pipeline: Pipeline, suspicion: Suspicion) {
        self.suspicion = suspicion
        self.number = number
        self.opening = opening
        self.pipeline = pipeline
    }

    /// The channel of the replies or of the events.
    subscript(_ lane: Lane) -> PublishChannel {
        get { lane == .replies ? replies : events }
        set {
            switch lane {
            case .replies: replies = newValue
            case .events: events = newValue
            }
        }
    }
}

/// Which of the two publishing channels.
enum Lane: String, CaseIterable {
    case replies
    case events
}
