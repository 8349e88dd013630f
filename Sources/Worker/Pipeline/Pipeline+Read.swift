internal import AMQP
internal import Journal
internal import Logging
internal import SwiftProtobuf
internal import Tracker
internal import Wire

/// Requests that change nothing: reads, rehearsals and repeated requests.
///
/// Their answers leave after the commit of everything they have seen.
extension Pipeline {
    mutating func read(_ request: Request, records: [String: KeyRecord], now: Int64) {
        guard request.head.replyAddress != nil else {
            return fail(request, .refusal, ReadStatus.needsReply, now: now)
        }
        if let late = lateness(of: request) { return answer(request, late) }
        if let asked = request.message as? Berth_Tracker_V1_GetOutcomeRequest {
            return answerOutcome(request, asked, records)
        }
        if request.head.method.isAboutHeld { return answerHeldRequest(request, now: now) }
        let command: Command
        do {
            command = try self.command(of: request)
        } catch {
            return request.head.isRehearsal
                ? answer(request, rehearsal: Rehearsals.refused(error.refusal, of: nil))
                : answer(request, error.refusal, of: nil)
        }
        let context = CommandContext(requestKey: request.head.key, now: Instant(nanoseconds: now))
        let decision = Tracker.decide(core, command, context, policy: settings.policy)
        if request.head.isRehearsal {
            return answer(request, rehearsal: Rehearsals.rehearse(decision, of: command, in: core))
        }
        switch decision {
        case .accepted(_, let pending): answer(request, ReplyMapping.reply(for: pending.complete(in: core)))
        case .refused(let refusal): answer(request, refusal, of: command)
        }
    }

    /// Sends the recorded answer again, to the address in this delivery.
    mutating func repeatAnswer(_ request: Request, _ record: KeyRecord) {
        log(.info, .requestRepeated, metadata(of: request, position: record.position.value))
        guard let address = request.head.replyAddress else {
            open.acknowledged.append(request.delivery.token)
            return
        }
        do {
            send(
                request, try RecordedReplies.decode(record.reply), to: address, marks: ReplyMarks(isReplayed: true))
        } catch {
            log(.error, .requestDefective, metadata(of: request).merging(["error": "\(error)"]) { $1 })
            answer(request, KeyStatus.defect)
        }
    }

    /// A request whose key is held: a cast is acknowledged, a call is told so.
    mutating func answerHeld(_ request: Request, _ record: KeyRecord) {
        guard request.head.replyAddress != nil else {
            open.acknowledged.append(request.delivery.token)
            return
        }
        answer(request, KeyStatus.held)
    }

    private mutating func answerOutcome(
        _ request: Request, _ asked: Berth_Tracker_V1_GetOutcomeRequest, _ records: [String: KeyRecord]
    ) {
        do {
            let checked = try RequestMapping.outcomeKey(asked, routingKey: request.delivery.routingKey)
            var response = try Outcomes.response(for: record(of: checked, records))
            if let item = held.item(key: checked) { response.add(item, behind: held.predecessor(of: item)) }
            answer(request, response)
        } catch let failure as ValidationFailure {
            answer(request, failure.refusal, of: nil)
        } catch {
            log(.error, .requestDefective, metadata(of: request).merging(["error": "\(error)"]) { $1 })
            answer(request, KeyStatus.defect)
        }
    }

    mutating func answer(_ request: Request, _ refusal: Refusal, of command: Command?) {
        answer(request, StatusMapping.status(for: refusal, of: command))
    }

    mutating func answer(_ request: Request, rehearsal: Berth_Tracker_V1_Rehearsal) {
        answer(request, rehearsal, marks: ReplyMarks(isRehearsal: true))
    }

    mutating func answer(_ request: Request, _ details: StatusDetails) {
        guard let address = request.head.replyAddress else {
            open.acknowledged.append(request.delivery.token)
            return
        }
        let reply = RecordedReplies.refusal(
            details, form: request.head.form, method: request.head.method.path, position: 0)
        send(request, reply, to: address, marks: ReplyMarks())
    }

    mutating func answer(
        _ request: Request, _ message: any SwiftProtobuf.Message, marks: ReplyMarks = ReplyMarks()
    ) {
        guard let address = request.head.replyAddress else {
            open.acknowledged.append(request.delivery.token)
            return
        }
        do {
            let reply = try recordedReply(request, message, position: numbers.position)
            log(.debug, marks.isRehearsal ? .requestRehearsed : .requestRead, metadata(of: request))
            send(request, reply, to: address, marks: marks)
        } catch {
            log(.error, .requestDefective, metadata(of: request).merging(["error": "\(error)"]) { $1 })
            answer(request, KeyStatus.defect)
        }
    }

    private mutating func send(
        _ request: Request, _ reply: Berth_Journal_V1_RecordedReply, to address: ReplyAddress, marks: ReplyMarks
    ) {
        appendVolatileReply(
            reply, to: address, caller: request.head.caller, marks: marks, delivery: request.delivery.token)
    }
}

/// Statuses of reads.
enum ReadStatus {
    static let needsReply = StatusDetails(
        .invalidArgument, reason: "READ_WITHOUT_REPLY",
        message: "a read without a reply_to has no effect at all; send it as a call")
}
