internal import AMQP
internal import Journal
internal import Worker

/// Does what the pipeline asks for, as the worker's driver does: everything is only put on its way.
extension Simulation {
    /// Tells the pipeline something, and does what it asks for, unless the process has died of it.
    func tell(_ worker: Int, _ event: (inout Pipeline, Int64) throws -> [PipelineAction]) rethrows {
        watchClock(worker)
        let actions = try event(&workers[worker].pipeline, clock.wallNanoseconds)
        guard let key = harm.takeDeadly() else { return perform(actions, worker) }
        trace.note("  the process dies of \(key)")
        coverage.note(.poison)
        noteDeath(of: key)
        crash(worker, Death(), isHarm: true)
    }

    /// A session ends when the time of day goes back: what memory waits for would come too late.
    private func watchClock(_ worker: Int) {
        guard workers[worker].clockSteps.observe(nowNanoseconds: clock.wallNanoseconds) != nil else { return }
        trace.note("  the clock has gone back")
        coverage.note(.renewedByClock)
        workers[worker].isRenewing = true
    }

    private func noteDeath(of key: String) {
        switch callers.intents.first(where: { $0.key == key })?.harm {
        case .diesWhenRead: coverage.note(.diedWhenRead)
        case .diesWhenDecided: coverage.note(.diedWhenDecided)
        case .diesWhenTriedAgain: coverage.note(.diedWhenTriedAgain)
        case .cannotBeStored, nil: note(problem: "the process died of \(key), which does no harm")
        }
    }

    func perform(_ actions: [PipelineAction], _ worker: Int) {
        for action in actions { perform(action, worker) }
        if sabotage != .sleeps {
            workers[worker].alarm.set(atNanoseconds: workers[worker].pipeline.wakeUpNanoseconds, clock)
        }
    }

    private func perform(_ action: PipelineAction, _ worker: Int) {
        switch action {
        case .lookUp(let keys):
            trace.note("  look up \(keys)")
            workers[worker].lookUps.append(keys)
        case .commit(let batch): commit(batch, worker)
        case .mark(let bytes): mark(bytes, worker)
        case .consume:
            trace.note("  consume")
            workers[worker].takes = true
        case .giveBack: giveBack(worker)
        case .renew:
            trace.note("  renew")
            workers[worker].isRenewing = true
        case .fullSpeed: workers[worker].suspicion.clear()
        case .publishReplies(let messages): publish(messages, .replies, worker)
        case .publishEvents(let messages): publish(messages, .events, worker)
        case .settle(let acknowledgements): settle(acknowledgements, worker)
        case .ready(let isReady): trace.note("  ready \(isReady)")
        case .log(let line): note(line)
        case .finished:
            trace.note("  finished")
            workers[worker].isFinished = true
        }
    }

    private func commit(_ batch: JournalBatch, _ worker: Int) {
        trace.note(batch)
        if workers[worker].commit != nil { note(problem: "a second batch is committed beside the first") }
        workers[worker].commit = PendingCommit(batch: batch)
        noteCoverage(of: batch)
    }

    private func mark(_ bytes: [UInt8]?, _ worker: Int) {
        trace.note("  mark")
        trace.note(content: bytes ?? [])
        workers[worker].marks.append(PendingMark(bytes: bytes))
        guard let mark = ApplyMark(bytes) else { return }
        if mark.hasEarlier { coverage.note(.earlierSuspect) }
        let key = mark.current.flatMap { watch.intents[$0] }.flatMap { callers.intents[$0].key }
        if store.held.values.contains(where: { $0.requestKey == key }) { coverage.note(.heldMarked) }
    }

    /// Closes the channel in good order: what was acknowledged before is settled.
    private func giveBack(_ worker: Int) {
        trace.note("  give back")
        workers[worker].takes = false
        guard workers[worker].requests.isConsuming else { return }
        acknowledge(worker, most: .max)
        leaveQueue(worker)
    }

    private func publish(_ messages: [OutgoingMessage], _ lane: Lane, _ worker: Int) {
        trace.note(published: messages, lane.rawValue)
        for message in messages { check(published: message) }
        var messages = messages
        if sabotage == .losesReplies, lane == .replies { messages = [] }
        if workers[worker][lane].send(messages) { coverage.note(.sentUnawareOfLoss) }
    }

    private func settle(_ acknowledgements: [Acknowledgement], _ worker: Int) {
        for acknowledgement in acknowledgements {
            trace.note("  settle \(acknowledgement.token.epoch).\(acknowledgement.token.tag) \(acknowledgement.kind)")
            check(acknowledged: acknowledgement, worker)
            if sabotage != .losesAcknowledgements { workers[worker].requests.settle([acknowledgement]) }
        }
    }

    private func note(_ line: LogLine) {
        trace.note(line)
        if let mark = Mark(rawValue: "\(line.message)") { coverage.note(mark) }
        if line.metadata["reason"] == "IDEMPOTENCY_KEY_REUSED" { coverage.note(.keyReused) }
        if line.message == .requestRepeated, watch.unknownCommits.contains(line.metadata["key"] ?? "") {
            coverage.note(.unknownCommitRepeated)
        }
        if line.message == .requestDefective { note(problem: "a request is called defective: \(line.metadata)") }
        if line.message == .messageSetAside { note(problem: "a message is set aside: \(line.metadata)") }
    }

    private func noteCoverage(of batch: JournalBatch) {
        if batch.entries.count > 1 { coverage.note(.batchOfMany) }
        if batch.entries.isEmpty, batch.keys.isEmpty, batch.outbox.isEmpty, !batch.published.isEmpty {
            coverage.note(.batchOfMarks)
        }
        if batch.mark == .clear { coverage.note(.innocentSpared) }
        for case .put(let key, _) in batch.entities where key.kind == "pending-usage" { coverage.note(.usageNoted) }
    }
}
