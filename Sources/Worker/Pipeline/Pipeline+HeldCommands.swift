internal import AMQP
internal import Journal
internal import Logging
internal import SwiftProtobuf
internal import Tracker
internal import Wire

/// What operators ask about held requests.
extension Pipeline {
    /// Answers a read, or a rehearsal of what would change.
    mutating func answerHeldRequest(_ request: Request, now: Int64) {
        do throws(ValidationFailure) {
            if let asked = request.message as? Berth_Tracker_V1_ListHeldRequestsRequest {
                return answer(request, list(try HeldMapping.page(asked)))
            }
            let key = try HeldMapping.key(request.message, routingKey: request.delivery.routingKey)
            guard let item = heldItem(key, of: request) else { return answer(request, KeyStatus.notHeld(key)) }
            switch request.message {
            case is Berth_Tracker_V1_GetHeldRequestRequest: answer(request, show(item, now: now))
            case is Berth_Tracker_V1_DropHeldRequestRequest: answer(request, rehearsal: rehearseDrop(item))
            default: answer(request, rehearsal: rehearseRelease(item, now: now))
            }
        } catch {
            if request.head.isRehearsal {
                answer(request, rehearsal: Rehearsals.refused(error.refusal, of: nil))
            } else {
                answer(request, error.refusal, of: nil)
            }
        }
    }

    /// Tries a held request now, or gives it up; the journal says who asked for it.
    mutating func changeHeld(_ request: Request, now: Int64) {
        let key: String
        do throws(ValidationFailure) {
            key = try HeldMapping.key(request.message, routingKey: request.delivery.routingKey)
        } catch {
            return refuse(request, error.refusal, of: nil, now: now)
        }
        guard let item = heldItem(key, of: request) else {
            return fail(request, .refusal, KeyStatus.notHeld(key), now: now)
        }
        let isDrop = request.message is Berth_Tracker_V1_DropHeldRequestRequest
        log(.notice, isDrop ? .heldDropped : .heldReleased, metadata(of: request).merging(["held": key]) { $1 })
        let answer: any SwiftProtobuf.Message = isDrop ? drop(item, now: now) : release(item, now: now)
        let position = JournalPosition(numbers.position + 1)
        do {
            let reply = try recordedReply(request, answer, position: position.value)
            numbers.position = position.value
            open.entries.append(entry(request, facts: [], position: position, now: now))
            close(request, reply, ending: .applied, position: position, now: now)
        } catch {
            failDefective(request, error, now: now)
        }
    }

    private func heldItem(_ key: String, of request: Request) -> HeldItem? {
        held.item(key: key).flatMap { $0.delivery.routingKey == request.delivery.routingKey ? $0 : nil }
    }

    private func list(_ page: HeldMapping.Page) -> Berth_Tracker_V1_ListHeldRequestsResponse {
        var response = Berth_Tracker_V1_ListHeldRequestsResponse()
        let items = held.list(after: page.after, most: page.size + 1)
        response.requests = items.prefix(page.size).map { .init($0, behind: held.predecessor(of: $0)) }
        if items.count > page.size { response.nextPageToken = PageToken.token(afterHeld: items[page.size - 1].id) }
        return response
    }

    private func show(_ item: HeldItem, now: Int64) -> Berth_Tracker_V1_GetHeldRequestResponse {
        var response = Berth_Tracker_V1_GetHeldRequestResponse()
        response.request = .init(item, behind: held.predecessor(of: item))
        if case .request(let request) = intake.read(item.delivery, nowNanoseconds: now),
            let message = try? AnyMessage.pack(request.message)
        {
            response.request.request = message
        }
        return response
    }

    private mutating func drop(_ item: HeldItem, now: Int64) -> Berth_Tracker_V1_DropHeldRequestResponse {
        var response = Berth_Tracker_V1_DropHeldRequestResponse()
        response.request = .init(item, behind: held.predecessor(of: item))
        giveUp(item, .dropped, KeyStatus.dropped, now: now)
        return response
    }

    private mutating func release(_ item: HeldItem, now: Int64) -> Berth_Tracker_V1_ReleaseHeldRequestResponse {
        tryHeld(item.id, now: now)
        var response = Berth_Tracker_V1_ReleaseHeldRequestResponse()
        if let still = held.item(item.id) {
            response.state = .held
            (response.status, response.message) = (still.status.rawValue, still.message)
            response.request = .init(still, behind: held.predecessor(of: still))
        } else if let record = open.records[item.key] {
            response.state = record.ending == .applied ? .applied : .dead
            response.status = record.status
            response.message = (try? RecordedReplies.decode(record.reply))?.message ?? ""
        }
        return response
    }

    private func rehearseRelease(_ item: HeldItem, now: Int64) -> Berth_Tracker_V1_Rehearsal {
        guard case .request(let request) = intake.read(item.delivery, nowNanoseconds: now) else {
            return rehearseDrop(item)
        }
        do throws(ValidationFailure) {
            let command = try command(of: request)
            let context = CommandContext(requestKey: item.key, now: Instant(nanoseconds: now))
            let decision = Tracker.decide(core, command, context, policy: settings.policy)
            return Rehearsals.rehearse(decision, of: command, in: core)
        } catch {
            return Rehearsals.refused(error.refusal, of: nil)
        }
    }

    private func rehearseDrop(_ item: HeldItem) -> Berth_Tracker_V1_Rehearsal {
        var rehearsal = Berth_Tracker_V1_Rehearsal()
        rehearsal.facts = ["held request \(item.key) becomes a dead letter (\(DeadReason.dropped.rawValue))"]
        return rehearsal
    }
}
