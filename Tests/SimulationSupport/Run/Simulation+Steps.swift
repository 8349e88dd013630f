internal import AMQP
internal import Journal
internal import Worker

/// What can happen next, and how it happens.
extension Simulation {
    /// Everything that can happen now.
    func possibleSteps() -> [Step] {
        var steps: [Step] = []
        if !isCalm {
            if callers.intents.count < swarm.requests { steps += [.send, .send] }
            if !callers.intents.isEmpty { steps.append(.replay) }
        }
        let isOwned = workers.contains { store.owns($0.opening) }
        if !isOwned, clock.elapsedNanoseconds >= startNanoseconds { steps.append(.startWorker) }
        if isDisturbed { steps.append(.recover) }
        for index in workers.indices { appendSteps(of: index, to: &steps) }
        return steps
    }

    private var isDisturbed: Bool {
        broker.isBlocked || broker.isEventQueueFull || broker.isDeadQueueFull || broker.isRequestQueueFull
            || !broker.fullReplyQueues.isEmpty
    }

    private func appendSteps(of index: Int, to steps: inout [Step]) {
        let worker = workers[index]
        if worker.isFinished { return steps.append(.close(index)) }
        if !store.owns(worker.opening) { steps.append(.noticeFence(index)) }
        if worker.requests.isConsuming {
            let isFree = broker.requests.out.count < swarm.prefetch
            if isFree, !broker.requests.ready.isEmpty, broker.requests.isActive(worker.number) {
                steps.append(.deliver(index))
            }
            if !worker.requests.incoming.isEmpty { steps.append(.receive(index)) }
            if !worker.requests.outgoing.isEmpty { steps.append(.acknowledge(index)) }
        } else if worker.takes, !worker.isStopping {
            steps.append(.consume(index))
        }
        if worker.isRenewing { steps.append(.renew(index)) }
        if let mark = worker.marks.first { steps.append(mark.isDurable ? .tellMarked(index) : .setMark(index)) }
        if !worker.lookUps.isEmpty { steps.append(.readKeys(index)) }
        if !worker.answers.isEmpty { steps.append(.answerLookUp(index)) }
        if let commit = worker.commit { steps.append(commit.isDurable ? .tellCommitted(index) : .makeDurable(index)) }
        for lane in Lane.allCases { appendSteps(of: worker[lane], lane, index, to: &steps) }
        if let due = worker.alarm.dueNanoseconds, due <= clock.elapsedNanoseconds { steps.append(.wake(index)) }
    }

    private func appendSteps(of channel: PublishChannel, _ lane: Lane, _ index: Int, to steps: inout [Step]) {
        if !channel.isOpen { steps.append(.reopen(index, lane)) }
        if channel.isOpen, !broker.isBlocked, !channel.unsent.isEmpty { steps.append(.route(index, lane)) }
        if !channel.routed.isEmpty { steps.append(.confirm(index, lane)) }
        if !channel.outcomes.isEmpty { steps.append(.tellOutcomes(index, lane)) }
    }

    func take(_ step: Step) {
        trace.note("\(clock.elapsedNanoseconds) \(step)")
        switch step {
        case .send: sendNext()
        case .replay: replayDeadLetter()
        case .deliver(let index): deliver(index)
        case .receive(let index): receive(index)
        case .readKeys(let index): readKeys(index)
        case .answerLookUp(let index): answerLookUp(index)
        case .makeDurable(let index): makeDurable(index)
        case .tellCommitted(let index): tellCommitted(index)
        case .setMark(let index): setMark(index)
        case .tellMarked(let index):
            workers[index].marks.removeFirst()
            tell(index) { $0.marked(nowNanoseconds: $1) }
        case .route(let index, let lane): route(index, lane, most: random.number(1...4))
        case .confirm(let index, let lane): workers[index][lane].confirm(at: 0)
        case .tellOutcomes(let index, let lane): tellOutcomes(index, lane)
        case .reopen(let index, let lane): workers[index][lane].reopen()
        case .acknowledge(let index): acknowledge(index, most: random.number(1...4))
        case .wake(let index): wake(index)
        case .consume(let index): consume(index)
        case .renew(let index): reload(index, Death())
        case .close(let index): close(index)
        case .noticeFence(let index): fence(index)
        case .startWorker: startWorker()
        case .recover: recover()
        }
    }

    // What others do.

    private func sendNext() {
        do {
            let milliseconds = (SimulatedClock.startNanoseconds + clock.elapsedNanoseconds) / 1_000_000
            let intent = try callers.next(nowMilliseconds: milliseconds)
            trace.note("  \(intent.number) \(intent.wish) key \(intent.key ?? "-")")
            trace.note(content: intent.message.body)
            send(intent)
        } catch {
            note(problem: "a request cannot be made: \(error)")
        }
    }

    func send(_ intent: Intent) {
        callers.noteSending(intent.number)
        watch.intents[intent.message.digest] = intent.number
        noteHarm(of: intent)
        if intent.message.properties.replyTo?.hasPrefix("amq.rabbitmq.reply-to.forged") == true {
            coverage.note(.replyAddressForged)
        }
        broker.requests.append(intent.message)
    }

    private func noteHarm(of intent: Intent) {
        guard let key = intent.key else { return }
        switch intent.harm {
        case .diesWhenRead: harm.add(whenRead: key)
        case .diesWhenDecided: harm.add(whenDecided: key)
        case .diesWhenTriedAgain: watch.harmfulWhenHeld.insert(key)
        case .cannotBeStored: watch.unstorable.insert(key)
        case nil: break
        }
    }

    private func replayDeadLetter() {
        guard random.once(in: 8), !broker.deadLetters.isEmpty else { return }
        let letter = random.pick(broker.deadLetters)
        guard let number = Intent.number(of: letter.properties.appID ?? ""), !callers.intents[number].isReplayed else {
            return
        }
        callers.noteReplay(number)
        let replay = callers.intents[number].message.with {
            $0.properties.replyTo = nil
            $0.properties.correlationID = nil
            $0.properties.expiration = nil
            $0.properties.headers["grpc-timeout"] = nil
            $0.properties.headers["berth-replays"] = .int64(1)
        }
        watch.intents[replay.digest] = number
        broker.requests.append(replay)
    }

    func recover() {
        broker.isBlocked = false
        broker.isEventQueueFull = false
        broker.isDeadQueueFull = false
        broker.isRequestQueueFull = false
        broker.fullReplyQueues = []
    }

    // What reaches the pipeline.

    private func deliver(_ index: Int) {
        for _ in 0..<random.number(1...4) where broker.requests.out.count < swarm.prefetch {
            let token = workers[index].requests.nextToken()
            guard let delivery = broker.requests.deliver(token) else { return }
            workers[index].requests.incoming.append(delivery)
        }
    }

    func takeDeliveries(_ index: Int) -> [Delivery] {
        let count = min(workers[index].requests.incoming.count, random.number(1...6))
        let deliveries = Array(workers[index].requests.incoming.prefix(count))
        workers[index].requests.incoming.removeFirst(count)
        return deliveries
    }

    private func receive(_ index: Int) {
        let deliveries = takeDeliveries(index)
        if workers[index].commit != nil { coverage.note(.decidedDuringCommit) }
        if sabotage == .acknowledgesEarly, let last = deliveries.last {
            perform([.settle([Acknowledgement(token: last.token, kind: .upToHere)])], index)
        }
        tell(index) { $0.delivered(deliveries, nowNanoseconds: $1) }
    }

    private func readKeys(_ index: Int) {
        guard store.owns(workers[index].opening) else { return fence(index) }
        let keys = workers[index].lookUps.removeFirst()
        workers[index].answers.append(
            LookUpAnswer(keys: keys, records: sabotage == .forgetsKeys ? [:] : store.records(keys)))
    }

    private func answerLookUp(_ index: Int) {
        let answer = workers[index].answers.removeFirst()
        if answer.keys.contains(where: { store.keys[$0] != answer.records[$0] }) { coverage.note(.lookUpOvertaken) }
        tell(index) { $0.lookedUp(answer.records, nowNanoseconds: $1) }
    }

    private func tellCommitted(_ index: Int) {
        workers[index].commit = nil
        checkInvariants(index)
        tell(index) { $0.committed(nowNanoseconds: $1) }
    }

    private func tellOutcomes(_ index: Int, _ lane: Lane) {
        let outcomes = workers[index][lane].takeOutcomes()
        trace.note("  \(outcomes.map { "\($0.id) \($0.outcome)" })")
        tell(index) { $0.published(outcomes, nowNanoseconds: $1) }
    }

    private func wake(_ index: Int) {
        workers[index].alarm.fired()
        tell(index) { $0.woken(nowNanoseconds: $1) }
    }
}
