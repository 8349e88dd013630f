internal import Wire

extension CallTable {
    /// What a request brings along.
    struct Terms: Sendable {
        var isCast = false
        var deadline: ContinuousClock.Instant
        var repeats = RepeatPolicy.never
        /// Whether it waits for a broker that cannot be reached.
        var waitsForBroker = true
    }

    /// What the broker said about a published request.
    enum PublishNews: Sendable, Equatable {
        case confirmed, returned, negative
        case lost(String)
        case unsendable(String)
    }

    /// What a reply says about its call, as far as it matters here.
    struct Answer: Sendable {
        var code: StatusCode
        /// When the worker says that sending again makes sense.
        var retryDelay: Duration?
        /// Whether it was recorded earlier: the same key gets the same answer for ever.
        var isRecorded = false
    }

    /// The moment at which something happens, and the chance that goes into a wait.
    struct Moment: Sendable {
        var now: ContinuousClock.Instant
        /// 0 to 1.
        var chance = 0.5
    }

    /// What is to be done about one request.
    enum Action: Sendable, Equatable {
        /// Nothing now.
        case wait
        /// Publish it.
        case send
        /// Tell its caller.
        case end(BusEnding)
    }

    /// What is to be done about a reply.
    enum Verdict: Sendable, Equatable {
        /// Nobody waits for it any more.
        case drop
        /// Hand it to the caller.
        case deliver
        /// The request is sent again later.
        case keep
    }

    /// What is to be done about several requests, each list ascending.
    struct Step: Sendable, Equatable {
        var send: [UInt64] = []
        var end: [Ended] = []

        /// Adds what is to be done about one request.
        mutating func add(_ action: Action, of number: UInt64) {
            switch action {
            case .wait: break
            case .send: send.append(number)
            case .end(let ending): end.append(Ended(number: number, ending: ending))
            }
        }
    }

    /// A request and how it ended.
    struct Ended: Sendable, Equatable {
        var number: UInt64
        var ending: BusEnding
    }
}
