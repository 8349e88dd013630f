internal import AMQP
internal import Journal
internal import Worker

/// What goes wrong: one fault at a time, among those that can happen now.
extension Simulation {
    /// How many steps a fault that was drawn waits for a chance to happen.
    private static let mostWaitingSteps = 60

    /// Draws a fault, as often as the seed says, and lets it happen at the first step at which it can: so the rare
    /// moments are hit as often as the frequent ones.
    ///
    /// - Returns: whether one has happened.
    func injectFault() -> Bool {
        if armed == nil, random.chance(perMille: swarm.faultsPerMille), let place = random.pick(weights: swarm.weights)
        {
            armed = (FaultKind.allCases[place], Self.mostWaitingSteps)
        }
        guard let (kind, steps) = armed else { return false }
        let index = workers.isEmpty ? nil : random.number(0...workers.count - 1)
        guard canHappen(kind, index) else {
            armed = steps > 0 ? (kind, steps - 1) : nil
            return false
        }
        armed = nil
        trace.note("\(clock.elapsedNanoseconds) FAULT \(kind.rawValue)")
        coverage.note(kind)
        if let index { strike(kind, index) } else { strikeAround(kind) }
        return true
    }

    /// Whether a fault would really be one now.
    private func canHappen(_ kind: FaultKind, _ index: Int?) -> Bool {
        switch kind {
        case .requestRepeated: return !callers.intents.isEmpty
        case .clockForward, .clockBackward: return true
        case .eventQueueFull: return !broker.isEventQueueFull
        case .deadQueueFull: return !broker.isDeadQueueFull
        case .requestQueueFull: return !broker.isRequestQueueFull
        case .brokerBlocked: return !broker.isBlocked
        case .replyQueueFull: return broker.fullReplyQueues.isEmpty
        case .replyQueueGone: return broker.goneReplyQueues.isEmpty && callers.intents.count > 10
        // These come with the requests.
        case .replyAddressForged, .poison, .commitRefused: return false
        default:
            guard let index else { return false }
            return canHappen(kind, workers[index])
        }
    }

    private func canHappen(_ kind: FaultKind, _ worker: SimulatedWorker) -> Bool {
        let requests = worker.requests
        let lanes = [worker.replies, worker.events]
        let isPending = worker.commit.map { !$0.isDurable } ?? false
        switch kind {
        case .deliveryLost: return requests.isConsuming && !requests.incoming.isEmpty
        case .acknowledgementLost: return requests.isConsuming && !requests.outgoing.isEmpty
        case .requestReordered: return requests.isConsuming && broker.requests.out.count > 1
        case .consumerCancelled: return requests.isConsuming
        case .publishLost: return lanes.contains { $0.isOpen && !$0.unsent.isEmpty }
        case .confirmLost: return lanes.contains { $0.isOpen && !$0.routed.isEmpty }
        case .confirmLate, .confirmMultiple: return lanes.contains { $0.routed.count > 1 }
        case .channelClosed, .connectionLost, .brokerRestarted: return true
        case .commitFailed, .commitUnknownApplied, .commitUnknownLost: return isPending
        case .commitSlow: return isPending && worker.commit?.slowSteps == 0
        case .markFailed, .crashBeforeApplyMark, .crashAfterApplyMark: return worker.marks.first?.isDurable == false
        case .lookUpFailed: return !worker.lookUps.isEmpty
        case .rivalWorker: return workers.count == 1 && !worker.isStopping
        case .workerStopped: return !worker.isStopping
        case .crashBeforeDecide, .crashAfterDecide:
            return !requests.incoming.isEmpty || !worker.answers.isEmpty
        case .crashBeforeCommit, .crashAfterCommit: return isPending
        case .crashBeforePublish: return lanes.contains { !$0.unsent.isEmpty }
        case .crashAfterPublish: return !broker.isBlocked && lanes.contains { $0.isOpen && !$0.unsent.isEmpty }
        case .crashBeforeConfirm: return lanes.contains { !$0.routed.isEmpty }
        case .crashAfterConfirm: return lanes.contains { !$0.routed.isEmpty || !$0.outcomes.isEmpty }
        case .crashBeforeMark, .crashAfterMark: return isPending && worker.commit?.batch.published.isEmpty == false
        case .crashBeforeAcknowledge, .crashAfterAcknowledge: return !requests.outgoing.isEmpty
        default: return false
        }
    }

    /// Faults that concern no worker.
    private func strikeAround(_ kind: FaultKind) {
        switch kind {
        case .requestRepeated: send(random.pick(callers.intents))
        case .clockForward: clock.jump(byNanoseconds: jump())
        case .clockBackward: clock.jump(byNanoseconds: -jump())
        case .eventQueueFull: broker.isEventQueueFull = true
        case .deadQueueFull: broker.isDeadQueueFull = true
        case .requestQueueFull: broker.isRequestQueueFull = true
        case .brokerBlocked: broker.isBlocked = true
        case .replyQueueFull: broker.fullReplyQueues = [random.pick(Callers.replyQueues)]
        case .replyQueueGone: broker.removeReplyQueue(random.pick(["caller-a", "caller-b"]))
        default: preconditionFailure("a fault must strike something")
        }
    }

    private func jump() -> Int64 { random.pick([1, 90, 3_600, 86_400]) * 1_000_000_000 }

    private func strike(_ kind: FaultKind, _ index: Int) {
        switch kind {
        case .deliveryLost: loseRequests(index, acknowledged: nil)
        case .acknowledgementLost: loseRequests(index, acknowledged: 0)
        case .requestReordered: loseRequests(index, acknowledged: nil, isReordered: true)
        case .consumerCancelled: reload(index, Death())
        case .publishLost: lose(index, routed: 0, connectionLost) { !$0.unsent.isEmpty }
        case .confirmLost: lose(index, routed: nil, connectionLost) { !$0.routed.isEmpty }
        case .confirmLate: confirmLate(index)
        case .confirmMultiple: confirmMany(index)
        case .channelClosed:
            lose(index, routed: nil, AMQPError(.channelClosed, "PRECONDITION_FAILED", brokerCode: 406)) { _ in true }
        case .connectionLost: loseConnection(index)
        case .brokerRestarted: restartBroker()
        case .commitFailed: reload(index, Death(commits: false))
        case .commitSlow: workers[index].commit?.slowSteps = random.number(5...60)
        case .commitUnknownApplied:
            if store.owns(workers[index].opening) { noteUnknownCommit(index) }
            reload(index, Death(commits: true))
        case .commitUnknownLost: reload(index, Death(commits: false))
        case .markFailed: reload(index, Death(marks: false))
        case .lookUpFailed: reload(index, Death())
        case .rivalWorker:
            noteBystander()
            startWorker()
        case .workerStopped:
            workers[index].isStopping = true
            tell(index) { $0.stop(nowNanoseconds: $1) }
        default: strikeProcess(kind, index)
        }
    }

    private func strikeProcess(_ kind: FaultKind, _ index: Int) {
        switch kind {
        case .crashBeforeDecide: crash(index, Death())
        case .crashAfterDecide:
            decideInVain(index)
            crash(index, Death())
        case .crashBeforeCommit: crash(index, Death(commits: false))
        case .crashAfterCommit: crash(index, Death(commits: true))
        case .crashBeforePublish: crash(index, Death(publications: 0))
        case .crashAfterPublish: crash(index, Death(publications: .max))
        case .crashBeforeConfirm: crash(index, Death())
        case .crashAfterConfirm:
            learnInVain(index)
            crash(index, Death())
        case .crashBeforeMark: crash(index, Death(commits: false))
        case .crashAfterMark: crash(index, Death(commits: true))
        case .crashBeforeApplyMark: crash(index, Death(marks: false))
        case .crashAfterApplyMark: crash(index, Death(marks: true))
        case .crashBeforeAcknowledge: crash(index, Death(acknowledgements: 0))
        case .crashAfterAcknowledge: crash(index, Death(acknowledgements: .max))
        default: strikeAround(kind)
        }
    }

    private var connectionLost: AMQPError { AMQPError(.connectionLost, "the connection broke") }

    /// The channel of the requests goes; what is not acknowledged comes again, to a session that goes on or a new one.
    private func loseRequests(_ index: Int, acknowledged: Int?, isReordered: Bool = false) {
        acknowledge(index, most: acknowledged ?? random.number(0...4))
        leaveQueue(index, isReordered: isReordered)
        if random.once(in: 2) { return reload(index, Death()) }
        tell(index) { $0.interrupted(nowNanoseconds: $1) }
    }

    /// One of the publishing channels goes.
    private func lose(_ index: Int, routed: Int?, _ error: AMQPError, where isMeant: (PublishChannel) -> Bool) {
        let lanes = Lane.allCases.filter { workers[index][$0].isOpen && isMeant(workers[index][$0]) }
        guard !lanes.isEmpty else { return }
        let lane = random.pick(lanes)
        if !broker.isBlocked { route(index, lane, most: routed ?? random.number(0...8)) }
        workers[index][lane].lose(error)
    }

    private func loseConnection(_ index: Int) {
        if workers[index].requests.isConsuming, random.once(in: 3) { return loseRequests(index, acknowledged: nil) }
        lose(index, routed: nil, connectionLost) { _ in true }
    }

    private func restartBroker() {
        let error = AMQPError(.connectionLost, "CONNECTION_FORCED", brokerCode: 320)
        broker.isBlocked = false
        for index in workers.indices {
            for lane in Lane.allCases where workers[index][lane].isOpen { workers[index][lane].lose(error) }
        }
        // A fenced worker does not come back, so the places change.
        for number in workers.map(\.number) {
            guard let index = workers.firstIndex(where: { $0.number == number }) else { continue }
            if workers[index].requests.isConsuming { loseRequests(index, acknowledged: nil) }
        }
    }

    private func confirmLate(_ index: Int) {
        let lanes = Lane.allCases.filter { workers[index][$0].routed.count > 1 }
        guard !lanes.isEmpty else { return }
        let lane = random.pick(lanes)
        workers[index][lane].confirm(at: random.number(1...workers[index][lane].routed.count - 1))
    }

    private func confirmMany(_ index: Int) {
        let lanes = Lane.allCases.filter { workers[index][$0].routed.count > 1 }
        guard !lanes.isEmpty else { return }
        let lane = random.pick(lanes)
        while !workers[index][lane].routed.isEmpty { workers[index][lane].confirm(at: 0) }
    }

    private func noteUnknownCommit(_ index: Int) {
        for key in workers[index].commit?.batch.keys ?? [] { watch.unknownCommits.insert(key.key) }
    }

    /// The pipeline decides, and the process dies before anything of it has left.
    private func decideInVain(_ index: Int) {
        let now = clock.wallNanoseconds
        if workers[index].requests.incoming.isEmpty {
            _ = workers[index].pipeline.lookedUp(workers[index].answers.removeFirst().records, nowNanoseconds: now)
        } else {
            _ = workers[index].pipeline.delivered(takeDeliveries(index), nowNanoseconds: now)
        }
        _ = harm.takeDeadly()
    }

    /// The pipeline learns of confirms, and the process dies before the store does.
    private func learnInVain(_ index: Int) {
        for lane in Lane.allCases {
            while !workers[index][lane].routed.isEmpty { workers[index][lane].confirm(at: 0) }
            let outcomes = workers[index][lane].takeOutcomes()
            guard !outcomes.isEmpty else { continue }
            _ = workers[index].pipeline.published(outcomes, nowNanoseconds: clock.wallNanoseconds)
        }
        _ = harm.takeDeadly()
    }
}
