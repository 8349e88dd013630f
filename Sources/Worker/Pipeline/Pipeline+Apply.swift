internal import AMQP
internal import Journal
internal import Logging
internal import SwiftProtobuf
internal import Tracker
internal import Wire

/// What follows from a decision.
extension Pipeline {
    /// Applies facts in memory and notes everything that is to become durable with them.
    mutating func apply(_ request: Request, _ facts: [Fact], _ pending: PendingAnswer, now: Int64) {
        open.start(from: core)
        do {
            for fact in facts { core.evolve(fact) }
            let position = JournalPosition(numbers.position + 1)
            let answer = ReplyMapping.reply(for: pending.complete(in: core))
            let reply = try recordedReply(request, answer, position: position.value)
            let drafts = facts.flatMap { EventMapping.events(for: $0, in: core) }
            let stored = StoredFacts.encode(facts)
            let messages = try eventRows(drafts, request, position: position, now: now)
            // Nothing below can fail: what was decided is noted as a whole or not at all.
            numbers.position = position.value
            open.keep(facts)
            append(messages)
            open.entries.append(entry(request, facts: stored, position: position, now: now))
            for fact in facts {
                open.touch(fact.touched)
                if fact.changesNode { usage.change(fact.node, position: position.value) }
            }
            close(request, reply, ending: .applied, position: position, now: now)
            noteCured(by: facts)
            if settings.logLevel <= .debug {
                log(.debug, .requestApplied, metadata(of: request, position: position.value))
            }
        } catch {
            takeBack()
            failDefective(request, error, now: now)
        }
    }

    /// Parks a request that failed in an unexpected way; all others go on.
    mutating func failDefective(_ request: Request, _ error: any Error, now: Int64) {
        log(.error, .requestDefective, metadata(of: request).merging(["error": "\(error)"]) { $1 })
        fail(request, .defect, KeyStatus.defect, now: now)
    }

    /// Takes back what a defective request did in memory: the state before the batch, and all facts that stay.
    private mutating func takeBack() {
        // Kept before the first fact is applied; going on without it would keep half of a defective request.
        guard let base = open.base else { preconditionFailure("a batch with facts must know where it started") }
        core = base
        for fact in open.facts { core.evolve(fact) }
    }

    /// Notes a refusal: it is journaled without facts, and a refused claim is published; or the request is held.
    mutating func refuse(_ request: Request, _ refusal: Refusal, of command: Command?, now: Int64) {
        let details = StatusMapping.status(for: refusal, of: command)
        let subject = heldSubject(of: request, refusal.reason, command)
        // Without a subject there is no fact to wait for.
        let reason = subject == nil ? "" : refusal.reason
        let action = action(for: .refusal, request, reason: reason, subject: subject, now: now)
        if case .hold(let until) = action, let subject {
            return hold(request, details, of: subject, untilNanoseconds: until, now: now)
        }
        let position = JournalPosition(numbers.position + 1)
        do {
            let drafts = command?.refused(refusal) ?? []
            let messages = try eventRows(drafts, request, position: position, now: now)
            numbers.position = position.value
            append(messages)
            open.entries.append(entry(request, facts: [], position: position, now: now))
            finish(request, action, .refusal, details, position: position, now: now)
        } catch {
            failDefective(request, error, now: now)
        }
    }

    /// What a later request has to change; nil: nothing that one could.
    private func heldSubject(of request: Request, _ reason: String, _ command: Command?) -> HeldSubject? {
        guard let command, let entry = CurableRefusals.entry(request.head.method, reason) else { return nil }
        return HeldSubject.of(command, entry.waitsFor)
    }

    /// Records how a request ended, and answers it if somebody waits.
    mutating func close(
        _ request: Request, _ reply: Berth_Journal_V1_RecordedReply, ending: KeyRecord.Ending?,
        position: JournalPosition, now: Int64
    ) {
        // Reads and rehearsals leave no key: it may be another request's.
        if let ending, !request.head.leavesNoKey {
            open.record(
                KeyRecord(
                    key: request.head.key, contentDigest: request.digest, ending: ending, position: position,
                    timeNanoseconds: now, method: request.head.method.path, reply: RecordedReplies.encode(reply),
                    status: reply.status, replays: request.head.replays))
        }
        if let address = request.head.replyAddress {
            appendReply(reply, to: address, caller: request.head.caller, position: position)
        }
        if let item = request.heldID.flatMap(held.item) {
            if ending != .held { release(item) }
        } else {
            open.acknowledged.append(request.delivery.token)
        }
    }

    /// The recorded form of an answer.
    func recordedReply(
        _ request: Request, _ answer: any SwiftProtobuf.Message, position: Int64
    ) throws(WireError) -> Berth_Journal_V1_RecordedReply {
        var reply = Berth_Journal_V1_RecordedReply()
        reply.contentType = request.head.form.rawValue
        reply.method = request.head.method.path
        reply.position = position
        reply.body = .init(try MessageCodec(request.head.form).encode(answer))
        return reply
    }

    func entry(
        _ request: Request, facts: [UInt8], position: JournalPosition, now: Int64
    ) -> JournalEntry {
        let caller = request.head.caller
        return JournalEntry(
            position: position, timeNanoseconds: now, requestKey: request.head.key, method: request.head.method.path,
            caller: caller.name, trace: caller.traceParent, facts: facts)
    }
}
