internal import AMQP
internal import Journal
internal import Tracker
internal import Worker

/// The phases of a run: faults, then calm, then the questions of those who got no answer.
extension Simulation {
    /// Most steps that a calm phase may take; a pipeline that goes round in circles is found by it.
    private static let mostCalmSteps = 60_000
    /// How long after the faults messages may still wait: replies are offered to a full queue for a minute.
    private static let mostCalmSeconds: Int64 = 300

    /// Runs everything and looks at what is left.
    func run() {
        trace.note("seed \(seed): \(swarm)")
        for _ in 0..<swarm.steps where problems.isEmpty { stepInChaos() }
        comeToRest()
        askForOutcomes()
        comeToRest()
        if sabotage == .unseeded { trace.note("\(UInt64.random(in: 0 ... .max))") }
        if watch.leaseEndsAcknowledged > watch.leaseEndsRecorded { coverage.note(.leaseEndedInVain) }
        // What has not come to rest breaks every property.
        guard problems.isEmpty else { return }
        for check in Check.all {
            for problem in check.problems(self) { note(problem: "\(check.name): \(problem)") }
        }
    }

    private func stepInChaos() {
        clock.advance(byNanoseconds: Int64(random.number(0...swarm.paceMilliseconds)) * 1_000_000)
        if injectFault() { return }
        let steps = possibleSteps()
        if steps.isEmpty { passTime() } else { take(random.pick(steps)) }
    }

    /// Lets time pass until something is due.
    ///
    /// - Returns: false if nothing ever is.
    @discardableResult
    private func passTime() -> Bool {
        var due = workers.compactMap(\.alarm.dueNanoseconds)
        if !workers.contains(where: { store.owns($0.opening) }), startNanoseconds < .max {
            due.append(startNanoseconds)
        }
        guard let next = due.min() else { return false }
        clock.advance(toElapsedNanoseconds: next)
        return true
    }

    /// No more faults: everything that is under way must come to an end.
    private func comeToRest() {
        isCalm = true
        recover()
        let start = clock.elapsedNanoseconds
        for _ in 0..<Self.mostCalmSteps where problems.isEmpty {
            let steps = possibleSteps()
            if !steps.isEmpty {
                take(random.pick(steps))
                continue
            }
            let wasQuiet = isQuiet
            guard passTime() else { return }
            let seconds = (clock.elapsedNanoseconds - start) / 1_000_000_000
            if !wasQuiet, seconds > Self.mostCalmSeconds {
                return note(problem: "messages wait \(seconds) s after the faults")
            }
        }
        if problems.isEmpty { note(problem: "nothing comes to rest in \(Self.mostCalmSteps) steps") }
    }

    /// Whether no message waits for anybody.
    private var isQuiet: Bool {
        broker.requests.isEmpty
            && workers.allSatisfy { $0.pipeline.outboxCount == 0 && $0.commit == nil && $0.marks.isEmpty }
    }

    /// Everybody whose call was not answered asks what became of it.
    private func askForOutcomes() {
        let answered = Set(broker.replies.compactMap { Intent.number(of: $0.properties.correlationID ?? "") })
        let silent = callers.intents.filter { intent in
            intent.isCall && !answered.contains(intent.number)
                && (intent.key != nil || intent.wish == .look) && intent.wish != .nonsense
        }
        for intent in silent {
            do {
                let inquiry = try callers.inquiry(about: intent.number)
                trace.note("  \(inquiry.number) asks about \(intent.number)")
                watch.inquiries.append((inquiry.number, intent.number))
                coverage.note(.outcomeAsked)
                send(inquiry)
            } catch {
                note(problem: "a question cannot be made: \(error)")
            }
        }
    }

    /// Looks at the state in memory; cheap enough for every commit, since the states here are small.
    func checkInvariants(_ index: Int) {
        let broken = violations(of: workers[index].pipeline.state)
        if let first = broken.first {
            note(problem: "the state breaks \(broken.count) invariants: \(first.kind.rawValue) \(first.message)")
        }
    }
}
