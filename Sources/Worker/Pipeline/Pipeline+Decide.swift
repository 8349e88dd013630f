internal import AMQP
internal import Journal
internal import Tracker
internal import Wire

/// Decides one delivery after the other.
extension Pipeline {
    /// The keys whose records a delivery needs before it can be decided.
    func keysNeeded(by arrival: Arrival) -> [String] {
        switch arrival {
        case .request(let request):
            if let asked = request.message as? Berth_Tracker_V1_GetOutcomeRequest { return [asked.requestID] }
            return request.head.leavesNoKey ? [] : [request.head.key]
        case .undecodable(let undecodable): return [undecodable.recordKey]
        case .convict(let convict): return convict.key.map { [$0] } ?? []
        }
    }

    mutating func decide(_ arrival: Arrival, records: [String: KeyRecord], now: Int64) {
        switch arrival {
        case .convict(let convict):
            park(convict, record: convict.key.flatMap { record(of: $0, records) }, now: now)
        case .undecodable(let undecodable):
            turnAway(undecodable, record: record(of: undecodable.recordKey, records), now: now)
        case .request(let request):
            if request.head.changesNothing {
                read(request, records: records, now: now)
            } else {
                decide(request, record: record(of: request.head.key, records), now: now)
            }
        }
    }

    /// The latest record of a key: in memory while it is not yet durable, else what the store said.
    func record(of key: String, _ looked: [String: KeyRecord]) -> KeyRecord? {
        open.records[key] ?? committing?.records[key] ?? settled[key] ?? looked[key]
    }

    private mutating func decide(_ request: Request, record: KeyRecord?, now: Int64) {
        let head = request.head
        let verdict = record?.verdict(
            digest: request.digest, isRedelivered: request.delivery.redelivered, replays: head.replays)
        switch (verdict ?? .decide, record) {
        case (.decide, _), (_, nil): decideAnew(request, now: now)
        case (.replayAnswer, let record?): repeatAnswer(request, record)
        case (.reused, let record?): fail(request, .reusedKey, KeyStatus.reused(record), now: now)
        case (.held, let record?): answerHeld(request, record)
        }
    }

    mutating func decideAnew(_ request: Request, now: Int64) {
        // What is held has an end of its own.
        if request.heldID == nil, let late = lateness(of: request) { return fail(request, .tooLate, late, now: now) }
        if request.head.method.isAboutHeld { return changeHeld(request, now: now) }
        let command: Command
        do {
            command = try self.command(of: request)
        } catch {
            return refuse(request, error.refusal, of: nil, now: now)
        }
        probe.reached?(.decide, request.head.key)
        let context = CommandContext(requestKey: request.head.key, now: Instant(nanoseconds: now))
        switch Tracker.decide(core, command, context, policy: settings.policy) {
        case .accepted([], _) where request.head.method == .endLease && request.head.replyAddress == nil:
            // Renewed, cleared or released meanwhile: nothing to record.
            open.acknowledged.append(request.delivery.token)
        case .accepted(let facts, let pending):
            apply(request, facts, pending, now: now)
            noteDevices(of: command, facts, request)
        case .refused(let refusal): refuse(request, refusal, of: command, now: now)
        }
        probe.reached?(.decided, request.head.key)
    }

    /// The command of a request, once every field has been checked.
    func command(of request: Request) throws(ValidationFailure) -> Command {
        switch request.head.method {
        case .tracker(let method):
            return try RequestMapping.command(
                method: method, message: request.message, routingKey: request.delivery.routingKey
            ).identified(by: request.head.key)
        case .endLease:
            guard let message = request.message as? Berth_Journal_V1_EndLease else {
                // Both sides take the type from the same method; what a sender writes cannot change it.
                preconditionFailure("intake decodes the end of a lease as such")
            }
            return .endLease(try RequestMapping.endLease(message, routingKey: request.delivery.routingKey))
        }
    }

    /// Why a request comes too late, or from too far ahead; a replay has neither deadline nor age.
    ///
    /// Judged by the time of day: recorded times never go back, and a clock that was wrong once must not turn requests
    /// away until it has caught up. The end of a lease is the worker's own message, and a clock that was put back since
    /// must not make a dead letter of it.
    func lateness(of request: Request) -> StatusDetails? {
        let now = wallNanoseconds
        guard request.head.replays == 0, request.head.method != .endLease else { return nil }
        if let deadline = request.head.deadlineNanoseconds, now > deadline { return KeyStatus.deadlineExceeded }
        guard let sent = request.head.sentSeconds else { return nil }
        let nowSeconds = now / 1_000_000_000
        if sent < nowSeconds - settings.retention.keys.components.seconds { return KeyStatus.tooOld }
        if sent > nowSeconds + KeyStatus.mostAheadSeconds { return KeyStatus.fromTheFuture }
        return nil
    }
}

extension Command {
    /// The event of its refusal, if it is a claim.
    func refused(_ refusal: Refusal) -> [EventDraft] {
        switch self {
        case .claimInstance(let claim): [EventMapping.claimRefused(claim, refusal)]
        case .claimMove(let claim): [EventMapping.claimRefused(claim, refusal)]
        default: []
        }
    }

    /// A new move has a UUID made of the request's key, so that the same request has the same one.
    func identified(by key: String) -> Command {
        guard case .claimMove(var claim) = self, claim.migration.uuid.isEmpty else { return self }
        claim.migration.uuid = ContentDigest.uuid(of: key)
        return .claimMove(claim)
    }
}

extension Undecodable {
    /// The key under which it is remembered: its own, or one made of its content.
    var recordKey: String { key ?? "sha256:" + ContentDigest.hexadecimal(digest) }
}
