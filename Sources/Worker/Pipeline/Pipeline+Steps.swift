internal import AMQP
internal import Journal
internal import Logging
internal import Wire

/// Single steps after an unclean stop; the crash guard says what comes next.
extension Pipeline {
    /// Whether the shard still goes in single steps.
    package var isSingleStepping: Bool { crashGuard.isActive }

    /// The mark that was asked for last is durable.
    package mutating func marked(nowNanoseconds: Int64) -> [PipelineAction] {
        probe.reached?(.marked, "")
        isMarkStale = false
        switch crashGuard.marked() {
        case .delivery(let delivery): enqueue([delivery], nowNanoseconds)
        case .held(let item): _ = tryHeld(item.id, now: numbers.advance(to: nowNanoseconds))
        case nil: break
        }
        return advance(nowNanoseconds)
    }

    /// Begins the next step if the one before has ended.
    ///
    /// - Returns: whether there is something to decide or to commit now.
    mutating func step(_ now: Int64) -> Bool {
        guard crashGuard.isActive, isAtRest, !isPaused, stopNanoseconds == nil else { return false }
        if crashGuard.isApplying { crashGuard.finish() }
        guard !crashGuard.isStepping else { return false }
        switch crashGuard.next(held: held) {
        case .wait: return false
        case .mark(let mark):
            probe.reached?(.mark, "")
            actions.append(.mark(mark))
            return false
        case .convict(let suspect, let attempts):
            convict(suspect, attempts: attempts, now)
            return true
        case .fullSpeed(let deliveries, let clears):
            if clears { actions.append(.mark(nil)) }
            log(.notice, .fullSpeed)
            actions.append(.fullSpeed)
            enqueue(deliveries, now)
            return true
        }
    }

    /// Nothing is being decided or committed.
    private var isAtRest: Bool { waiting.isEmpty && open.isEmpty && committing == nil }

    private mutating func convict(_ suspect: CrashGuard.Suspect, attempts: Int, _ now: Int64) {
        switch suspect {
        case .delivery(let delivery):
            let convict = intake.convict(delivery, attempts: attempts, nowNanoseconds: now)
            wait(for: .convict(convict))
        case .held(let item):
            giveUp(item, .crash, guilt, now: numbers.advance(to: now))
        }
    }

    /// What is said of the guilty one.
    var guilt: StatusDetails { crashGuard.isAboutCommits ? KeyStatus.unstorable : KeyStatus.crashed }

    /// Parks a message that the worker died of, without reading it.
    ///
    /// What its key says of a request that was decided stays, and is what a caller is told: one that was told no must
    /// not hold a claim.
    mutating func park(_ convict: Convict, record: KeyRecord?, now: Int64) {
        let method = convict.delivery.properties.type ?? ""
        let details = guilt
        log(.error, .crashGuardParked, ["key": convict.key ?? "", "method": method, "app": convict.caller.application])
        park(
            Parked(
                delivery: convict.delivery, key: convict.key ?? "", method: method, caller: convict.caller,
                attempts: convict.attempts),
            crashGuard.isAboutCommits ? .defect : .crashedWorker, details, now)
        let reply = RecordedReplies.refusal(details, form: .protobuf, method: method, position: 0)
        let decided = record.flatMap { $0.isDecided ? try? RecordedReplies.decode($0.reply) : nil }
        if let address = convict.replyAddress {
            appendReply(decided ?? reply, to: address, caller: convict.caller, position: .none)
        }
        if let key = convict.key, decided == nil {
            open.record(
                KeyRecord(
                    key: key, contentDigest: [], ending: .dead, position: .none, timeNanoseconds: now,
                    method: method, reply: RecordedReplies.encode(reply), status: reply.status,
                    replays: convict.replays))
        }
        open.acknowledged.append(convict.delivery.token)
    }
}

extension KeyRecord {
    /// Whether the request has an outcome in the journal, or is held and will have one.
    fileprivate var isDecided: Bool {
        switch ending {
        case .applied, .refused, .held: true
        case .turnedAway, .dead: false
        }
    }
}
