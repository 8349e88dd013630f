internal import AMQP
internal import DequeModule
internal import Journal
internal import Logging
internal import Tracker

/// Moves everything on as far as it can go.
extension Pipeline {
    mutating func advance(_ now: Int64) -> [PipelineAction] {
        wallNanoseconds = now
        repeat {
            decideWaiting(now)
            startCommit(now)
        } while step(now)
        watchIntake(now)
        finishIfDone(now)
        return takeActions()
    }

    /// Decides what waits, in queue order, up to the first whose keys are still being looked up.
    private mutating func decideWaiting(_ now: Int64) {
        watchOutbox()
        while !isPaused, let first = waiting.first, let records = first.records {
            waiting.removeFirst()
            let time = numbers.advance(to: now)
            decide(first.arrival, records: records, now: time)
            tryCured(now: time)
        }
        // Nobody is left who asked the store before these became durable.
        if waiting.isEmpty { settled.removeAll(keepingCapacity: true) }
    }

    /// Keeps what has just become durable for those who may have asked the store before: only the keys that they need.
    mutating func settle(keys records: [String: KeyRecord]) {
        guard !waiting.isEmpty else { return }
        var needed: Set<String> = []
        for item in waiting { needed.formUnion(keysNeeded(by: item.arrival)) }
        settled = settled.filter { needed.contains($0.key) }
        for key in needed {
            if let record = records[key] { settled[key] = record }
        }
    }

    /// Stops taking requests while too much waits for the broker, and starts again at half of it.
    private mutating func watchOutbox() {
        let count = outboxCount
        if !isPaused, count >= settings.outboxLimit {
            isPaused = true
            actions.append(.ready(false))
            log(.error, .outboxFull, ["rows": String(count)])
        } else if isPaused, count <= settings.outboxLimit / 2 {
            isPaused = false
            actions.append(.ready(true))
            log(.notice, .outboxDrained, ["rows": String(count)])
        }
    }

    private mutating func startCommit(_ now: Int64) {
        guard committing == nil else { return }
        let isDue = usageIsDue(now) || marksAreDue(now)
        guard !open.isEmpty || isDue else { return }
        guard open.isDurable || isDue else {
            let batch = open
            open = Batch()
            release(batch)
            return
        }
        seal(now)
    }

    private func usageIsDue(_ now: Int64) -> Bool {
        guard !usage.isEmpty else { return false }
        return stopNanoseconds != nil || usage.nextDueNanoseconds().map { $0 <= now } ?? false
    }

    private func marksAreDue(_ now: Int64) -> Bool {
        guard let at = markNanoseconds else { return false }
        if at <= now { return true }
        guard let stop = stopNanoseconds else { return false }
        return outboxCount == 0 || now >= stop &+ settings.shutdownGraceNanoseconds
    }

    /// Closes the open batch and hands it to the store.
    private mutating func seal(_ now: Int64) {
        let time = numbers.advance(to: now)
        let (publish, note, unnote) = usage.take(nowNanoseconds: now, all: stopNanoseconds != nil)
        for change in publish { appendUsage(change, time) }
        var batch = open
        open = Batch()
        var changes = batch.touched.map { StoredEntity.change(of: $0, in: core) }
        changes += note.map { .put(PendingUsage.key(of: $0), PendingUsage.value) }
        changes += unnote.map { .delete(PendingUsage.key(of: $0)) }
        batch.acknowledged.sort { $0.tag < $1.tag }
        let journal = JournalBatch(
            timeNanoseconds: time, entries: batch.entries, keys: batch.keys, entities: changes, outbox: batch.outbox,
            published: published, held: batch.held, deadLetters: batch.deadLetters, mark: markChange)
        probe.reached?(.commit, "")
        published.removeAll(keepingCapacity: true)
        markNanoseconds = nil
        batch.sealed = numbers
        committing = batch
        actions.append(.commit(journal))
    }

    /// The mark goes in the transaction of the step that it stands for.
    private var markChange: MarkChange {
        mutating get {
            guard crashGuard.isApplying, waiting.isEmpty else { return .unchanged }
            return crashGuard.markAfterStep().map(MarkChange.set) ?? .clear
        }
    }

    /// Sends and acknowledges what has become durable.
    mutating func release(_ batch: Batch) {
        dispatch(batch.rows)
        if !batch.volatile.isEmpty { handle(replies.enqueue(batch.volatile), .reply) }
        settle(ledger.finish(batch.acknowledged))
        for token in batch.rejected { settle(ledger.reject(token)) }
    }

    /// Gives committed messages to their lanes.
    mutating func dispatch(_ rows: [OutboundRow]) {
        var byLane: [MessageNumber.Lane: [OutboundRow]] = [:]
        for row in rows {
            guard let lane = MessageNumber.lane(of: row.id) else { continue }
            byLane[lane, default: []].append(row)
        }
        if let rows = byLane[.reply] { handle(replies.enqueue(rows), .reply) }
        if let rows = byLane[.event] { handle(eventLane.enqueue(rows), .event) }
        if let rows = byLane[.deadLetter] { handle(deadLetterLane.enqueue(rows), .deadLetter) }
    }

    /// Does what a lane asks for.
    mutating func handle(_ result: LaneResult, _ lane: MessageNumber.Lane) {
        if !result.send.isEmpty {
            probe.reached?(.publish, "")
            actions.append(lane == .reply ? .publishReplies(result.send) : .publishEvents(result.send))
        }
        if let reason = result.stalled {
            let message: LogMessage = lane == .deadLetter ? .deadLettersStalled : .eventsStalled
            log(.warning, message, ["reason": reason, "rows": String(outboxCount)])
        }
        for (row, reason) in result.setAside {
            let number = String(row.outboxID ?? 0)
            log(.error, .messageSetAside, ["reason": reason, "row": number, "type": row.message.properties.type ?? ""])
        }
        for (row, reason) in result.dropped {
            log(.warning, .replyDropped, ["reason": reason, "method": row.message.properties.type ?? ""])
        }
        if !result.released.isEmpty { settle(ledger.finish(result.released)) }
        for row in result.finished {
            if let id = row.outboxID { published.append(id) }
            if let token = row.delivery { settle(ledger.finish([token])) }
        }
        if !published.isEmpty, markNanoseconds == nil {
            // By the time of day: recorded times can be ahead of it for long.
            markNanoseconds = wallNanoseconds &+ Self.markDelayNanoseconds
        }
    }

    private mutating func settle(_ acknowledgements: [Acknowledgement]) {
        guard !acknowledgements.isEmpty else { return }
        probe.reached?(.settle, "")
        actions.append(.settle(acknowledgements))
    }

    private mutating func finishIfDone(_ now: Int64) {
        guard let stop = stopNanoseconds, !isFinished, committing == nil else { return }
        let isQuiet = outboxCount == 0 || now >= stop &+ settings.shutdownGraceNanoseconds
        guard isQuiet, open.isEmpty, published.isEmpty else { return }
        isFinished = true
        actions.append(.finished)
    }
}
