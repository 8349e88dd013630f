internal import AMQP
internal import Journal
internal import Logging
internal import Tracker
internal import Wire

/// What becomes of requests that are not applied; the choice is `FailurePolicy`'s.
extension Pipeline {
    mutating func fail(
        _ request: Request, _ failure: FailureClass, _ details: StatusDetails, position: JournalPosition = .none,
        now: Int64
    ) {
        let action = action(for: failure, request, reason: details.reason, now: now)
        finish(request, action, failure, details, position: position, now: now)
    }

    /// What is to be done with a request that failed.
    mutating func action(
        for failure: FailureClass, _ request: Request, reason: String, subject: HeldSubject? = nil, now: Int64
    ) -> FailureAction {
        var failed = FailedRequest(method: request.head.method, isCall: request.head.replyAddress != nil)
        failed.reason = reason
        failed.deadlineNanoseconds = request.head.deadlineNanoseconds
        failed.heldInShard = held.count
        failed.heldForSubject = subject.map { held.count(of: $0) } ?? 0
        if let item = request.heldID.flatMap(held.item) {
            failed.attempts = item.attempts + 1
            failed.heldSinceNanoseconds = item.sinceNanoseconds
            failed.deadlineNanoseconds = item.endNanoseconds
        }
        return failurePolicy.action(for: failure, of: failed, nowNanoseconds: now, jitter: jitter.next())
    }

    /// Does what was decided about a request that failed.
    mutating func finish(
        _ request: Request, _ action: FailureAction, _ failure: FailureClass, _ details: StatusDetails,
        position: JournalPosition, now: Int64
    ) {
        let head = request.head
        let reply = RecordedReplies.refusal(
            details, form: head.form, method: head.method.path, position: position.value)
        var ending: KeyRecord.Ending?
        switch action {
        case .reply(let named): ending = named
        case .deadLetter(let reason, let named):
            ending = named
            park(
                Parked(
                    delivery: request.delivery, key: head.key, method: head.method.path, caller: head.caller,
                    attempts: (request.heldID.flatMap(held.item)?.attempts ?? 0) + 1),
                reason, details, now)
        // What is held is a refused cast, taken care of before this; the other two are for whole shards.
        case .hold, .giveBack, .stop: preconditionFailure("a request that failed is answered or parked here")
        }
        // A read leaves no key, not even when it is refused: the key stays free for a request that changes something.
        if head.method.isReadOnly { ending = nil }
        close(request, reply, ending: ending, position: position, now: now)
        logFailure(request, failure, details, position)
    }

    /// A delivery that is not a readable request.
    mutating func turnAway(_ undecodable: Undecodable, record: KeyRecord?, now: Int64) {
        let delivery = undecodable.delivery
        let details = status(of: undecodable.problem)
        // Known again after a crash: parked and answered already.
        let isRepeated =
            delivery.redelivered && record?.ending == .turnedAway && record?.contentDigest == undecodable.digest
        let isTooLarge = undecodable.problem.reason == WireError.Code.bodyTooLarge.rawValue
        let action = failurePolicy.action(
            for: isTooLarge ? .tooLarge : .undecodable,
            of: FailedRequest(isCall: undecodable.replyAddress != nil), nowNanoseconds: now)
        let method = delivery.properties.type ?? ""
        let form = (try? ContentType(property: delivery.properties.contentType)) ?? .protobuf
        let reply = RecordedReplies.refusal(details, form: form, method: method, position: 0)
        if let address = undecodable.replyAddress {
            appendReply(reply, to: address, caller: undecodable.caller, position: .none)
        }
        log(
            .warning, .requestUndecodable,
            [
                "reason": undecodable.problem.reason, "key": undecodable.key ?? "", "method": method,
                "app": undecodable.caller.application,
            ])
        if undecodable.problem.isTooLargeToPark {
            open.rejected.append(delivery.token)
            log(.warning, .requestParkedByBroker, ["reason": undecodable.problem.reason])
            return
        }
        guard case .deadLetter(let reason, let ending) = action else {
            // The policy parks what is undecodable or too large, whatever else is known of it.
            preconditionFailure("what cannot be read is parked")
        }
        if !isRepeated {
            park(
                Parked(
                    delivery: delivery, key: undecodable.key ?? "", method: method, caller: undecodable.caller,
                    attempts: 1),
                reason, details, now)
        }
        // What a key says about a readable request is never lost to an unreadable one.
        if let ending, record == nil || record?.ending == .turnedAway {
            open.record(
                KeyRecord(
                    key: undecodable.recordKey, contentDigest: undecodable.digest, ending: ending, position: .none,
                    timeNanoseconds: now, method: method, reply: RecordedReplies.encode(reply), status: reply.status,
                    replays: undecodable.replays))
        }
        open.acknowledged.append(delivery.token)
    }

    /// Notes a dead letter, and the store's memory of it.
    mutating func park(_ parked: Parked, _ reason: DeadReason, _ details: StatusDetails, _ now: Int64) {
        let delivery = parked.delivery
        let replays = Int(clamping: delivery.properties.headers[HeaderName.replays]?.integer ?? 0)
        let verdict = DeadLetterBuilder.Verdict(
            reason: reason, status: details.code, message: details.message, attempts: parked.attempts,
            replays: max(0, replays))
        appendDeadLetter(delivery, verdict, now: now)
        open.deadLetters.append(
            DeadLetterRecord(
                requestKey: parked.key, timeNanoseconds: now, method: parked.method, caller: parked.caller.name,
                host: delivery.routingKey, reason: reason.rawValue, status: details.code.rawValue,
                message: details.message, attempts: parked.attempts, replays: verdict.replays))
        log(.warning, .deadLettered, ["reason": reason.rawValue, "key": parked.key, "method": parked.method])
    }

    func status(of problem: IntakeProblem) -> StatusDetails {
        var details = StatusDetails(problem.code, reason: problem.reason, message: problem.message)
        if let field = problem.field { details.addViolation(field: field, description: problem.message) }
        return details
    }

    private mutating func logFailure(
        _ request: Request, _ failure: FailureClass, _ details: StatusDetails, _ position: JournalPosition
    ) {
        let message: LogMessage = failure == .refusal ? .requestRefused : .requestTurnedAway
        let more = ["status": details.code.name, "reason": details.reason]
        log(.info, message, metadata(of: request, position: position.value).merging(more) { $1 })
    }

    /// What every log line about a request says: never its body, never a credential.
    func metadata(of request: Request, position: Int64 = 0) -> [String: String] {
        let head = request.head
        var result = [
            "key": head.key, "method": head.method.path, "host": request.delivery.routingKey, "user": head.caller.user,
            "app": head.caller.application,
        ]
        if position > 0 { result["position"] = String(position) }
        if !head.caller.traceParent.isEmpty { result["trace"] = head.caller.traceParent }
        return result
    }
}

/// What is parked, and what is remembered of it.
struct Parked {
    var delivery: Delivery
    var key: String
    var method: String
    var caller: Caller
    var attempts: Int
}
