internal import Logging
internal import Worker

/// What a seed has drawn before its run: which faults happen how often, and in which circumstances.
///
/// Each seed switches some kinds off altogether, so that rare ones are not always cut short by frequent ones.
package struct Swarm: Sendable, CustomStringConvertible {
    /// How often one kind happens among all faults; 0: never.
    private(set) var weights: [Int]
    /// How many of a thousand steps are faults.
    let faultsPerMille: Int
    /// How many requests are sent.
    let requests: Int
    /// How many steps the faults last.
    let steps: Int
    /// How often a worker that is gone may be delivered a message; beyond it the broker parks the message.
    let deliveryLimit: Int
    /// Deliveries that may be out at once.
    let prefetch: Int
    /// Messages that may wait in the outbox.
    let outboxLimit: Int
    /// Most time between two steps, in milliseconds.
    let paceMilliseconds: Int
    /// How many of a thousand requests do harm to the worker.
    let harmPerMille: Int
    /// How long a delivery may wait before all are given back, in seconds.
    let giveBackSeconds: Int
    /// How often, and how long in seconds, a request may be held.
    let heldAttempts: Int
    let heldSeconds: Int
    /// How many requests may be held for one subject.
    let heldPerSubject: Int

    /// Draws from the random numbers of a seed.
    init(_ random: inout SimulationRandom) {
        // Half of the seeds have a few kinds only, which so meet each other more often.
        let share = random.once(in: 2) ? 2 : 8
        weights = FaultKind.allCases.map { _ in random.once(in: share) ? random.pick([1, 2, 5, 10]) : 0 }
        faultsPerMille = random.pick([0, 10, 40, 100, 200])
        requests = random.number(20...60)
        steps = random.number(200...500)
        deliveryLimit = random.once(in: 8) ? 3 : 100
        prefetch = random.pick([1, 3, 10, 64])
        outboxLimit = random.pick([6, 15, 60, 200])
        paceMilliseconds = random.pick([1, 20, 200, 3_000])
        let isHarmful = weights[FaultKind.poison.index] > 0 && faultsPerMille > 0
        harmPerMille = isHarmful ? random.pick([10, 30, 60]) : 0
        giveBackSeconds = random.pick([1, 30, 600])
        heldAttempts = random.pick([2, 4, 100])
        heldSeconds = random.pick([1, 20, 120])
        heldPerSubject = random.pick([1, 3, 64])
    }

    /// The weight of one kind.
    func weight(_ kind: FaultKind) -> Int { weights[kind.index] }

    /// The same with one kind at a weight of its own, for a test that aims at it.
    func with(_ kind: FaultKind, weight: Int) -> Swarm {
        var copy = self
        copy.weights[kind.index] = weight
        return copy
    }

    /// One line with everything that was drawn.
    package var description: String {
        let drawn = zip(FaultKind.allCases, weights).filter { $0.1 > 0 }.map { "\($0.0.rawValue)=\($0.1)" }
        return "faults in a thousand steps: \(faultsPerMille); requests \(requests), steps \(steps), "
            + "delivery limit \(deliveryLimit), prefetch \(prefetch), outbox limit \(outboxLimit), "
            + "pace \(paceMilliseconds) ms, harm \(harmPerMille) in a thousand, give back after \(giveBackSeconds) s, "
            + "held \(heldAttempts) times, \(heldSeconds) s, \(heldPerSubject) for a subject; weights: "
            + drawn.joined(separator: " ")
    }

    /// The settings of the workers.
    var settings: WorkerSettings {
        var settings = WorkerSettings()
        settings.prefetch = UInt16(prefetch)
        settings.outboxLimit = outboxLimit
        settings.logLevel = .debug
        settings.giveBackNanoseconds = Int64(giveBackSeconds) * 1_000_000_000
        settings.held.mostAttempts = heldAttempts
        settings.held.longestNanoseconds = Int64(heldSeconds) * 1_000_000_000
        settings.held.mostPerSubject = heldPerSubject
        settings.held.leastWaitNanoseconds = 100_000_000
        settings.held.mostWaitNanoseconds = 10_000_000_000
        return settings
    }
}

extension FaultKind {
    /// The place among all kinds.
    var index: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
