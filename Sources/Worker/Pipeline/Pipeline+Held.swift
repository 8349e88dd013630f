internal import AMQP
internal import DequeModule
internal import Journal
internal import Logging
internal import Tracker
internal import Wire

/// Casts that a later request may cure: kept in the store and tried again.
///
/// Nothing waits behind a held request on arrival, since the request that cures it comes later by definition. Each
/// fact about its subject tries the held requests of that subject, in order of arrival, up to the first that is still
/// refused; so does back-off.
extension Pipeline {
    /// Most held requests that one wake-up tries; the rest follow at once.
    private static let mostTries = 256

    /// Keeps a refused cast, or changes what is known of a held one.
    mutating func hold(
        _ request: Request, _ details: StatusDetails, of subject: HeldSubject, untilNanoseconds: Int64, now: Int64
    ) {
        let item = heldItem(request, details, subject, untilNanoseconds, now)
        let row: HeldRequest
        do {
            row = try item.row()
        } catch {
            return failDefective(request, error, now: now)
        }
        if request.heldID == nil { recordHold(request, details, now: now) }
        numbers.held = max(numbers.held, item.id)
        held.put(item)
        open.held.append(.put(row))
        log(
            .info, .requestHeld,
            metadata(of: request).merging([
                "reason": details.reason, "attempts": String(item.attempts),
            ]) { $1 })
    }

    private func heldItem(
        _ request: Request, _ details: StatusDetails, _ subject: HeldSubject, _ until: Int64, _ now: Int64
    ) -> HeldItem {
        let known = request.heldID.flatMap(held.item)
        return HeldItem(
            id: known?.id ?? numbers.held + 1, subject: known?.subject ?? subject, delivery: request.delivery,
            key: request.head.key, digest: request.digest, sinceNanoseconds: known?.sinceNanoseconds ?? now,
            endNanoseconds: known?.endNanoseconds
                ?? settings.held.endNanoseconds(since: now, deadlineNanoseconds: request.head.deadlineNanoseconds),
            attempts: (known?.attempts ?? 0) + 1, nextNanoseconds: until, status: details.code,
            reason: details.reason, message: details.message)
    }

    /// The journal and the key say once that a request is held.
    private mutating func recordHold(_ request: Request, _ details: StatusDetails, now: Int64) {
        let position = JournalPosition(numbers.position + 1)
        numbers.position = position.value
        open.entries.append(entry(request, facts: [], position: position, now: now))
        let reply = RecordedReplies.refusal(
            details, form: request.head.form, method: request.head.method.path, position: position.value)
        close(request, reply, ending: .held, position: position, now: now)
    }

    /// Notes subjects of facts, for after the request that they belong to.
    mutating func noteCured(by facts: [Fact]) {
        guard held.count > 0 else { return }
        for fact in facts {
            for subject in HeldSubject.all(of: fact) where held.count(of: subject) > 0 && !cured.contains(subject) {
                cured.append(subject)
            }
        }
    }

    /// Tries the held requests of the subjects that facts were about.
    ///
    /// Ends: every round takes a held request away, or leaves its subject.
    mutating func tryCured(now: Int64) {
        while let subject = cured.popFirst() { tryHeld(of: subject, now: now) }
    }

    /// Tries what is due, and gives up what has run out.
    mutating func tryDueHeld(_ now: Int64) {
        guard !isPaused, stopNanoseconds == nil else { return }
        let time = numbers.advance(to: now)
        for _ in 0..<Self.mostTries {
            guard let item = held.popDue(nowNanoseconds: now) else { return }
            if crashGuard.isActive {
                crashGuard.add(held: item.id)
            } else if tryHeld(item.id, now: time) {
                tryHeld(of: item.subject, now: time)
            }
            tryCured(now: time)
        }
    }

    /// Tries the held requests of a subject up to the first that stays held.
    private mutating func tryHeld(of subject: HeldSubject, now: Int64) {
        while let item = held.first(of: subject) {
            guard !crashGuard.isActive else { return crashGuard.add(held: item.id) }
            guard tryHeld(item.id, now: now) else { return }
        }
    }

    /// Decides a held request again.
    ///
    /// - Returns: whether it is held no longer.
    @discardableResult
    mutating func tryHeld(_ id: Int64, now: Int64) -> Bool {
        guard let item = held.item(id) else { return true }
        // Past its end it is not decided again: its sender has said, or the operator has, how long it may come.
        guard now < item.endNanoseconds else {
            giveUp(item, .refusal, item.details, now: now)
            return true
        }
        probe.reached?(.decode, item.key)
        switch intake.read(item.delivery, nowNanoseconds: now) {
        case .request(var request):
            probe.reached?(.decoded, item.key)
            request.heldID = id
            decideAnew(request, now: now)
        case .undecodable(let undecodable):
            giveUp(item, .undecodable, status(of: undecodable.problem), now: now)
        // A conviction comes from the crash guard, which held requests do not pass.
        case .convict: preconditionFailure("intake convicts nobody by itself")
        }
        return held.item(id) == nil
    }

    /// Parks a held request without deciding it again.
    mutating func giveUp(_ item: HeldItem, _ failure: FailureClass, _ details: StatusDetails, now: Int64) {
        var failed = FailedRequest(isCall: false)
        failed.method = item.delivery.properties.type.flatMap { try? Method(path: $0) }.map(RequestMethod.tracker)
        (failed.reason, failed.attempts) = (item.reason, item.attempts)
        failed.heldSinceNanoseconds = item.sinceNanoseconds
        failed.deadlineNanoseconds = item.endNanoseconds
        let action = failurePolicy.action(for: failure, of: failed, nowNanoseconds: now)
        guard case .deadLetter(let reason, _) = action else {
            // The policy parks crashes, what is dropped or undecodable, and a refused cast past its end.
            preconditionFailure("what is given up is parked")
        }
        let method = item.delivery.properties.type ?? ""
        let reader = HeadReader(properties: item.delivery.properties, names: settings.names, nowNanoseconds: now)
        park(
            Parked(
                delivery: item.delivery, key: item.key, method: method, caller: reader.caller,
                attempts: item.attempts),
            reason, details, now)
        let reply = RecordedReplies.refusal(details, form: .protobuf, method: method, position: 0)
        open.record(
            KeyRecord(
                key: item.key, contentDigest: item.digest, ending: .dead, position: .none, timeNanoseconds: now,
                method: method, reply: RecordedReplies.encode(reply), status: reply.status, replays: reader.replays))
        release(item)
    }

    /// Notes that a request is held no longer.
    mutating func release(_ item: HeldItem) {
        held.remove(item)
        open.held.append(.delete(item.id))
    }
}
