internal import Wire

/// The requests that are under way: a value that knows no network and no clock.
///
/// A call ends with its reply; a cast ends with the broker's confirm. Either may end earlier: returned or refused by
/// the broker, cut off with the connection, cancelled, or out of time. Until then it may be sent again, by the rules
/// that it came with. What comes for a request that has ended is ignored.
struct CallTable: Sendable {
    /// The connection, as far as requests see it.
    private enum Link: Sendable {
        /// There is none yet, or none any more.
        case absent
        case open
        /// The last attempt has failed.
        case unreachable(String)
    }

    private enum State: Sendable, Equatable {
        /// For a connection.
        case waiting
        /// Published; the broker has said nothing about it.
        case sent
        /// In the broker's hands.
        case confirmed
        /// Until it is sent again.
        case resting(until: ContinuousClock.Instant)
        /// Its caller knows the end, but the broker has yet to say something about it.
        case abandoned
    }

    private struct Entry: Sendable {
        var terms: Terms
        var state: State
        /// How often it was sent, or tried to.
        var attempts = 0
        /// How often it was lost and taken up again.
        var resends = 0
        /// Whether any attempt may have reached a worker.
        var mayBeApplied = false
    }

    private var entries: [UInt64: Entry] = [:]
    private var link = Link.absent
    /// The earliest time that something set since it was last asked for.
    private var soonest: ContinuousClock.Instant?

    /// How many requests are under way, those included that the publisher has not got rid of.
    var count: Int { entries.count }

    /// The earliest time at which something must be done; nil when nothing is under way.
    ///
    /// Costs a look at every request.
    var nextDeadline: ContinuousClock.Instant? {
        entries.values.lazy.compactMap { entry in
            switch entry.state {
            case .waiting, .sent, .confirmed: entry.terms.deadline
            case .resting(let until): min(until, entry.terms.deadline)
            case .abandoned: nil
            }
        }.min()
    }

    /// The earliest time at which something that is new must be done; nil when nothing is.
    mutating func takeSoonest() -> ContinuousClock.Instant? {
        defer { soonest = nil }
        return soonest
    }

    // MARK: - One request

    /// A request is about to be sent.
    mutating func began(_ number: UInt64, _ terms: Terms, at moment: Moment) -> Action {
        precondition(entries[number] == nil, "a number stands for one request only")
        entries[number] = Entry(terms: terms, state: .waiting)
        isDue(terms.deadline)
        return proceed(number, at: moment)
    }

    /// The broker said something about a request.
    mutating func published(_ number: UInt64, _ news: PublishNews, at moment: Moment) -> Action {
        guard let entry = entries[number] else { return .wait }
        switch entry.state {
        case .abandoned: entries[number] = nil
        case .waiting, .resting: break
        case .sent, .confirmed: return settled(number, entry, news, moment)
        }
        return .wait
    }

    private mutating func settled(
        _ number: UInt64, _ entry: Entry, _ news: PublishNews, _ moment: Moment
    ) -> Action {
        switch news {
        case .confirmed where entry.terms.isCast: return end(number, .confirmed)
        case .confirmed:
            entries[number]?.state = .confirmed
            return .wait
        case .returned: return failed(number, .unroutable, moment)
        case .negative: return failed(number, .refused, moment)
        case .lost(let why):
            // A publisher that has lost one message loses all: it waits for the next connection.
            return resumes(number) ? .wait : end(number, .interrupted(why))
        case .unsendable(let why): return end(number, .unsendable(why))
        }
    }

    /// A reply came.
    mutating func replied(_ number: UInt64, _ answer: Answer, at moment: Moment) -> Verdict {
        guard let entry = entries[number], !entry.terms.isCast, entry.state != .abandoned else { return .drop }
        // A recorded answer is the same for ever; asking again would be for nothing.
        let isFinal = answer.code == .ok || answer.isRecorded
        if !isFinal, rests(number, after: answer.code, delay: answer.retryDelay, moment) { return .keep }
        leave(number)
        return .deliver
    }

    /// The caller waits no longer.
    mutating func cancelled(_ number: UInt64) -> Action {
        guard let entry = entries[number], entry.state != .abandoned else { return .wait }
        leave(number)
        return .end(.cancelled)
    }

    // MARK: - All requests

    /// There is a connection.
    ///
    /// - Returns: the requests to send.
    mutating func connected() -> [UInt64] {
        link = .open
        let numbers = entries.filter { $0.value.state == .waiting }.keys.sorted()
        for number in numbers { sent(number) }
        return numbers
    }

    /// The connection is gone, and with it everything that the broker would have said.
    mutating func disconnected(_ why: String) -> Step {
        link = .absent
        var step = Step()
        for number in entries.keys.sorted() {
            switch entries[number]?.state {
            case .sent, .confirmed:
                if !resumes(number) { step.add(end(number, .interrupted(why)), of: number) }
            case .abandoned: entries[number] = nil
            case .waiting, .resting, nil: break
            }
        }
        return step
    }

    /// An attempt to connect has failed; there will be another.
    mutating func unreachable(_ why: String, at moment: Moment) -> Step {
        link = .unreachable(why)
        var step = Step()
        for number in entries.filter({ $0.value.state == .waiting }).keys.sorted() {
            step.add(proceed(number, at: moment), of: number)
        }
        return step
    }

    /// The channel that replies come on is gone: they will never come, and nothing more can be sent.
    ///
    /// What is not confirmed waits for the publisher, which knows more.
    mutating func interrupted(_ why: String) -> Step {
        link = .absent
        var step = Step()
        for number in entries.filter({ $0.value.state == .confirmed && !$0.value.terms.isCast }).keys.sorted()
        where !resumes(number) {
            step.add(end(number, .interrupted(why)), of: number)
        }
        return step
    }

    /// Time has passed.
    mutating func passed(_ moment: Moment) -> Step {
        var step = Step()
        for number in entries.keys.sorted() {
            guard let entry = entries[number], entry.state != .abandoned else { continue }
            if entry.terms.deadline <= moment.now {
                leave(number)
                step.end.append(Ended(number: number, ending: .expired))
            } else if case .resting(let until) = entry.state, until <= moment.now {
                entries[number]?.state = .waiting
                step.add(proceed(number, at: moment), of: number)
            }
        }
        return step
    }

    /// Everything is over.
    ///
    /// - Returns: the requests whose callers still wait, ascending.
    mutating func closed() -> [Ended] {
        link = .absent
        let why = "the connection was closed"
        let ended = entries.keys.sorted().compactMap { number -> Ended? in
            guard let entry = entries[number] else { return nil }
            switch entry.state {
            case .abandoned: return nil
            case .sent, .confirmed: return Ended(number: number, ending: .interrupted(why))
            case .waiting, .resting:
                return Ended(number: number, ending: entry.mayBeApplied ? .interrupted(why) : .unreachable(why))
            }
        }
        entries = [:]
        return ended
    }

    // MARK: - Steps

    /// A waiting request goes as far as the connection lets it.
    private mutating func proceed(_ number: UInt64, at moment: Moment) -> Action {
        guard let entry = entries[number] else { return .wait }
        switch link {
        case .open:
            sent(number)
            return .send
        case .absent: return .wait
        case .unreachable(let why):
            // What may have been applied waits: its caller wants the answer, not an unknown outcome.
            guard !entry.terms.waitsForBroker, !entry.mayBeApplied else { return .wait }
            entries[number]?.attempts += 1
            return failed(number, .unreachable(why), moment)
        }
    }

    private mutating func sent(_ number: UInt64) {
        entries[number]?.state = .sent
        entries[number]?.attempts += 1
    }

    /// It did not reach a worker: it is tried again, or ends.
    private mutating func failed(_ number: UInt64, _ ending: BusEnding, _ moment: Moment) -> Action {
        if rests(number, after: .unavailable, delay: nil, moment) { return .wait }
        // An earlier attempt was lost on its way: that this one did not arrive does not say that nothing was applied.
        let isUnknown = entries[number]?.mayBeApplied ?? false
        return end(number, isUnknown ? .interrupted("sent again, it was not taken either") : ending)
    }

    private mutating func rests(
        _ number: UInt64, after code: StatusCode, delay: Duration?, _ moment: Moment
    ) -> Bool {
        guard let entry = entries[number] else { return false }
        let repeats = entry.terms.repeats
        guard repeats.codes.contains(code), entry.attempts < repeats.maximumAttempts else { return false }
        let rest = delay ?? repeats.delay(afterAttempts: entry.attempts, chance: moment.chance)
        // Nobody would be there any more for what came back.
        guard moment.now + rest < entry.terms.deadline else { return false }
        entries[number]?.state = .resting(until: moment.now + rest)
        isDue(moment.now + rest)
        return true
    }

    private mutating func isDue(_ time: ContinuousClock.Instant) { soonest = min(soonest ?? time, time) }

    /// Takes up a request that was lost with its connection, if its rules allow it once more.
    private mutating func resumes(_ number: UInt64) -> Bool {
        guard let entry = entries[number], entry.resends < entry.terms.repeats.maximumResends else { return false }
        entries[number]?.state = .waiting
        entries[number]?.resends += 1
        // A loss is nobody's refusal: it does not count against the attempts.
        entries[number]?.attempts -= 1
        entries[number]?.mayBeApplied = true
        return true
    }

    /// The caller is gone; what the publisher still holds stays counted until the broker has spoken.
    private mutating func leave(_ number: UInt64) {
        if entries[number]?.state == .sent {
            entries[number]?.state = .abandoned
        } else {
            entries[number] = nil
        }
    }

    private mutating func end(_ number: UInt64, _ ending: BusEnding) -> Action {
        entries[number] = nil
        return .end(ending)
    }
}
