import AMQP
import Journal
import Testing
import Wire

@testable import Worker

@Suite("The failure policy")
struct FailurePolicyTests {
    private static let now: Int64 = 1_000_000_000_000
    private let policy = FailurePolicy()

    /// What happens, for people: `class call|cast: what is done, what the key says`.
    private let approved = """
        refusal call: reply, key refused
        refusal cast: dead letter REFUSED_CAST, key dead
        undecodable call: dead letter UNDECODABLE, key turnedAway
        undecodable cast: dead letter UNDECODABLE, key turnedAway
        tooLarge call: dead letter OVER_LIMIT, key turnedAway
        tooLarge cast: dead letter OVER_LIMIT, key turnedAway
        tooLate call: reply, key turnedAway
        tooLate cast: dead letter TOO_LATE, key dead
        reusedKey call: reply, key unchanged
        reusedKey cast: dead letter REFUSED_CAST, key unchanged
        defect call: dead letter DEFECT, key dead
        defect cast: dead letter DEFECT, key dead
        crash call: dead letter CRASHED_WORKER, key dead
        crash cast: dead letter CRASHED_WORKER, key dead
        dropped call: dead letter DROPPED, key dead
        dropped cast: dead letter DROPPED, key dead
        """

    @Test("Every class of failure, for calls and casts, ends as the approved table says")
    func table() {
        var lines: [String] = []
        for failure in FailureClass.allCases {
            for isCall in [true, false] {
                let action = policy.action(
                    for: failure, of: FailedRequest(isCall: isCall), nowNanoseconds: Self.now)
                lines.append("\(failure.rawValue) \(isCall ? "call" : "cast"): \(text(action))")
            }
        }
        #expect(lines.joined(separator: "\n") == approved)
    }

    private func text(_ action: FailureAction) -> String {
        switch action {
        case .reply(let ending): "reply, key \(ending.map { "\($0)" } ?? "unchanged")"
        case .hold(let until): "hold until \(until)"
        case .deadLetter(let reason, let ending):
            "dead letter \(reason.rawValue), key \(ending.map { "\($0)" } ?? "unchanged")"
        case .giveBack: "give back"
        case .stop: "stop"
        }
    }

    @Test(
        "Every refusal that a later request can cure holds a cast and answers a call",
        arguments: CurableRefusals.table)
    func curable(_ entry: CurableRefusals.Entry) {
        let call = policy.action(for: .refusal, of: Self.request(entry, isCall: true), nowNanoseconds: Self.now)
        #expect(call == .reply(ending: .refused))
        let cast = policy.action(for: .refusal, of: Self.request(entry), nowNanoseconds: Self.now)
        #expect(cast == .hold(untilNanoseconds: Self.now + policy.held.leastWaitNanoseconds))
    }

    @Test("A refusal that nothing cures is never held", arguments: Wire.Method.allCases)
    func incurable(_ method: Wire.Method) {
        var request = FailedRequest(method: .tracker(method), isCall: false)
        request.reason = "DOES_NOT_FIT"
        #expect(
            policy.action(for: .refusal, of: request, nowNanoseconds: Self.now)
                == .deadLetter(.refusedCast, ending: .dead))
    }

    @Test("At each limit of holding a cast is parked, and one below it is held")
    func limits() {
        let limits = policy.held
        let cases: [(String, DeadReason, (inout FailedRequest, Int64) -> Void)] = [
            ("attempts", .retriesExhausted, { $0.attempts = limits.mostAttempts + Int($1) }),
            ("age", .retriesExhausted, { $0.heldSinceNanoseconds = Self.now - limits.longestNanoseconds - $1 }),
            ("deadline", .retriesExhausted, { $0.deadlineNanoseconds = Self.now - $1 }),
            ("subject", .overLimit, { $0.heldForSubject = limits.mostPerSubject + Int($1) }),
            ("shard", .overLimit, { $0.heldInShard = limits.mostPerShard + Int($1) }),
        ]
        for (name, reason, change) in cases {
            for (distance, isParked) in [(Int64(-1), false), (0, true), (1, true)] {
                var request = Self.request(CurableRefusals.table[0])
                change(&request, distance)
                let action = policy.action(for: .refusal, of: request, nowNanoseconds: Self.now)
                if isParked {
                    #expect(action == .deadLetter(reason, ending: .dead), "\(name) \(distance)")
                } else if case .hold(let until) = action {
                    #expect(until > Self.now, "\(name) \(distance)")
                } else {
                    Issue.record("\(name) \(distance): \(action)")
                }
            }
        }
    }

    @Test("A request that is held already is not parked for the number of others")
    func heldAlready() {
        var request = Self.request(CurableRefusals.table[0])
        request.heldSinceNanoseconds = Self.now
        request.heldInShard = policy.held.mostPerShard
        request.heldForSubject = policy.held.mostPerSubject
        request.attempts = 2
        guard case .hold = policy.action(for: .refusal, of: request, nowNanoseconds: Self.now) else {
            Issue.record("it must stay held")
            return
        }
    }

    @Test("Waits double up to the longest, and jitter takes away at most half")
    func waits() {
        let limits = policy.held
        for attempts in [1, 2, 3, 9, 40, 100] {
            let longest = limits.wait(after: attempts, jitter: 0)
            let doubled = attempts > 30 ? Int64.max : limits.leastWaitNanoseconds << Int64(attempts - 1)
            #expect(longest == min(limits.mostWaitNanoseconds, doubled))
            for jitter: UInt64 in [1, 12_345, .max] {
                let wait = limits.wait(after: attempts, jitter: jitter)
                #expect(wait <= longest && wait >= longest / 2)
            }
        }
    }

    @Test("A wait never reaches beyond the deadline")
    func waitEndsAtDeadline() {
        var request = Self.request(CurableRefusals.table[0])
        request.deadlineNanoseconds = Self.now + 5
        #expect(
            policy.action(for: .refusal, of: request, nowNanoseconds: Self.now)
                == .hold(untilNanoseconds: Self.now + 5))
    }

    @Test("What concerns the whole shard is waited for if it may pass, and ends the process if not")
    func shard() {
        for code: JournalError.Code in [.diskFull, .readOnly, .busy, .inputOutput, .outcomeUnknown, .database] {
            #expect(FailurePolicy.action(forShard: JournalError(code, "")) == .giveBack)
        }
        for code: JournalError.Code in [.damaged, .fenced, .storeOwned, .newerStore] {
            #expect(FailurePolicy.action(forShard: JournalError(code, "")) == .stop)
        }
        #expect(FailurePolicy.action(forShard: AMQPError(.connectionLost, "")) == .giveBack)
        #expect(FailurePolicy.action(forShard: AMQPError(.authenticationFailed, "")) == .stop)
        for code: AMQPError.Code in [.authenticationFailed, .accessRefused, .notAllowed] {
            #expect(FailurePolicy.action(forShard: AMQPError(code, "")) == .stop)
            #expect(FailurePolicy.action(forShard: AMQPError(code, ""), afterServing: true) == .giveBack)
        }
        #expect(FailurePolicy.action(forShard: AMQPError(.preconditionFailed, ""), afterServing: true) == .stop)
        #expect(FailurePolicy.action(forShard: WorkerError(.shardOwned, "")) == .stop)
    }

    private static func request(_ entry: CurableRefusals.Entry, isCall: Bool = false) -> FailedRequest {
        var request = FailedRequest(method: .tracker(entry.method), isCall: isCall)
        request.reason = entry.reason
        return request
    }
}
