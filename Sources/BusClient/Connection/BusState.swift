internal import AMQP
internal import Wire

/// Everything about a bus that changes, and what is to be told to whom once the lock is free.
struct BusState: Sendable {
    /// What the bus does.
    enum Phase: Sendable {
        /// Nobody has begun to run it; requests wait.
        case idle
        case running
        /// For good.
        case stopped
    }

    /// A request that is under way.
    struct Pending: Sendable {
        var request: BusRequest
        var started: ContinuousClock.Instant
        /// When its answer is of no use any more.
        var deadline: ContinuousClock.Instant
        /// Nil: its end is a completion.
        var caller: CheckedContinuation<BusResult, Never>?
    }

    /// A caller and what it waits for.
    struct Waking: Sendable {
        var caller: CheckedContinuation<BusResult, Never>
        var result: BusResult
    }

    var phase = Phase.idle
    var table = CallTable()
    var pending: [UInt64: Pending] = [:]
    var lastNumber: UInt64 = 0
    /// Publishes on the connection that is open now.
    var publisher: Publisher?
    /// Ends what the running bus waits for: its connection, or the pause before the next one.
    var interruption: AsyncStream<Void>.Continuation?

    var completions: [BusCompletion] = []
    var listener: CheckedContinuation<Void, Never>?
    var isWoken = false
    /// The earliest alarm that is set.
    var nextAlarm: ContinuousClock.Instant?

    /// Callers to wake.
    private var wakings: [Waking] = []

    /// The number of a request to come.
    mutating func newNumber() -> UInt64 {
        lastNumber += 1
        return lastNumber
    }

    /// A request has ended.
    mutating func finish(_ number: UInt64, _ result: BusResult, at now: ContinuousClock.Instant) {
        guard let ended = pending.removeValue(forKey: number) else { return }
        if let caller = ended.caller {
            wakings.append(Waking(caller: caller, result: result))
        } else {
            completions.append(BusCompletion(number: number, result: result, elapsed: now - ended.started))
        }
    }

    /// Who is to be woken, each once.
    mutating func takeWakings() -> (callers: [Waking], listener: CheckedContinuation<Void, Never>?) {
        defer { wakings = [] }
        guard isWoken || !completions.isEmpty else { return (wakings, nil) }
        defer { listener = nil }
        return (wakings, listener)
    }
}
