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
        let head = request.head
        let action = FailurePolicy.action(for: failure, isCall: head.replyAddress != nil)
        let reply = RecordedReplies.refusal(
            details, form: head.form, method: head.method.path, position: position.value)
        if let reason = action.deadReason {
            park(request.delivery, key: head.key, method: head.method.path, caller: head.caller, reason, details, now)
        }
        // A read leaves no key, not even when it is refused: the key stays free for a request that changes something.
        let ending = head.method.isReadOnly ? nil : action.ending
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
        let action = FailurePolicy.action(
            for: isTooLarge ? .tooLarge : .undecodable, isCall: undecodable.replyAddress != nil)
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
        if let reason = action.deadReason, !isRepeated {
            park(delivery, key: undecodable.key ?? "", method: method, caller: undecodable.caller, reason, details, now)
        }
        // What a key says about a readable request is never lost to an unreadable one.
        if let ending = action.ending, record == nil || record?.ending == .turnedAway {
            open.record(
                KeyRecord(
                    key: undecodable.recordKey, contentDigest: undecodable.digest, ending: ending, position: .none,
                    timeNanoseconds: now, method: method, reply: RecordedReplies.encode(reply), status: reply.status,
                    replays: undecodable.replays))
        }
        open.acknowledged.append(delivery.token)
    }

    private mutating func park(
        _ delivery: Delivery, key: String, method: String, caller: Caller, _ reason: DeadReason,
        _ details: StatusDetails, _ now: Int64
    ) {
        let replays = Int(clamping: delivery.properties.headers[HeaderName.replays]?.integer ?? 0)
        let verdict = DeadLetterBuilder.Verdict(
            reason: reason, status: details.code, message: details.message, attempts: 1, replays: max(0, replays))
        appendDeadLetter(delivery, verdict, now: now)
        open.deadLetters.append(
            DeadLetterRecord(
                requestKey: key, timeNanoseconds: now, method: method,
                caller: caller.name, host: delivery.routingKey,
                reason: reason.rawValue, status: details.code.rawValue, message: details.message, attempts: 1,
                replays: verdict.replays))
        log(.warning, .deadLettered, ["reason": reason.rawValue, "key": key, "method": method])
    }

    private func status(of problem: IntakeProblem) -> StatusDetails {
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
