internal import AMQP
internal import Journal
internal import Logging
internal import Tracker
internal import Wire

/// Makes outbox rows: replies, events and dead letters that leave once their batch is durable.
extension Pipeline {
    /// Event rows with their messages, numbered from the next sequence on; nothing is noted yet.
    func eventRows(
        _ drafts: [EventDraft], _ request: Request, position: JournalPosition, now: Int64
    ) throws(WorkerError) -> [(row: OutboxRow, message: OutgoingMessage)] {
        var result: [(row: OutboxRow, message: OutgoingMessage)] = []
        for draft in drafts {
            let offset = Int64(result.count) + 1
            let place = EventBuilder.Place(
                sequence: numbers.sequence + offset, position: position.value, timeNanoseconds: now,
                requestKey: request.head.key, caller: request.head.caller)
            result.append(try eventRow(draft, place, outboxID: numbers.outbox + offset))
        }
        return result
    }

    /// Notes event rows made for the next numbers.
    mutating func append(_ messages: [(row: OutboxRow, message: OutgoingMessage)]) {
        for (row, message) in messages {
            precondition(row.id == numbers.outbox + 1, "event rows must be appended as they were numbered")
            numbers.outbox += 1
            numbers.sequence += 1
            open.outbox.append(row)
            open.rows.append(OutboundRow(message: message, outboxID: row.id))
        }
    }

    /// Notes the latest usage of a node; of a node that is gone there is nothing to say.
    mutating func appendUsage(_ change: UsageThrottle.Change, _ now: Int64) {
        guard let draft = EventMapping.usageUpdated(of: change.node, in: core) else { return }
        let place = EventBuilder.Place(
            sequence: numbers.sequence + 1, position: change.position, timeNanoseconds: now, requestKey: "",
            caller: Caller())
        do {
            append([try eventRow(draft, place, outboxID: numbers.outbox + 1)])
        } catch {
            log(.error, .requestDefective, ["node": change.node.name, "error": "\(error)"])
        }
    }

    /// Notes the reply of a request.
    mutating func appendReply(
        _ reply: Berth_Journal_V1_RecordedReply, to address: ReplyAddress, caller: Caller, position: JournalPosition
    ) {
        let id = numbers.outbox + 1
        let message = ReplyBuilder.message(
            id: MessageNumber(.reply, id).value, reply: reply, to: address, caller: caller)
        appendRow(message, .reply, position: position)
    }

    /// Notes a reply that is not stored; its delivery, if any, is acknowledged when the reply has left.
    mutating func appendVolatileReply(
        _ reply: Berth_Journal_V1_RecordedReply, to address: ReplyAddress, caller: Caller, marks: ReplyMarks,
        delivery: DeliveryToken?
    ) {
        numbers.volatile += 1
        let message = ReplyBuilder.message(
            id: MessageNumber(.volatileReply, numbers.volatile).value, reply: reply, to: address, caller: caller,
            marks: marks)
        open.volatile.append(OutboundRow(message: message, delivery: delivery))
    }

    /// Notes a dead letter.
    mutating func appendDeadLetter(_ original: Delivery, _ verdict: DeadLetterBuilder.Verdict, now: Int64) {
        let message = DeadLetterBuilder.message(
            id: MessageNumber(.deadLetter, numbers.outbox + 1).value, original: original, verdict: verdict,
            timeNanoseconds: now, settings: settings)
        appendRow(message, .deadLetter, position: .none)
    }

    private mutating func appendRow(_ message: OutgoingMessage, _ lane: OutboxLane, position: JournalPosition) {
        do {
            let row = try row(message, lane, id: numbers.outbox + 1, position: position, sequence: .none)
            numbers.outbox += 1
            open.outbox.append(row)
            open.rows.append(OutboundRow(message: message, outboxID: row.id))
        } catch {
            // The outcome is recorded and can be asked for; only its message cannot be stored.
            log(.error, .replyDropped, ["reason": "\(error)", "method": message.properties.type ?? ""])
        }
    }

    private func eventRow(
        _ draft: EventDraft, _ place: EventBuilder.Place, outboxID: Int64
    ) throws(WorkerError) -> (row: OutboxRow, message: OutgoingMessage) {
        let message = try events.message(
            number: MessageNumber(.event, outboxID).value, draft: draft, place: place)
        let row = try row(
            message, .event, id: outboxID, position: JournalPosition(place.position),
            sequence: EventSequence(place.sequence))
        return (row, message)
    }

    private func row(
        _ message: OutgoingMessage, _ lane: OutboxLane, id: Int64, position: JournalPosition, sequence: EventSequence
    ) throws(WorkerError) -> OutboxRow {
        OutboxRow(
            id: id, lane: lane, position: position, sequence: sequence, exchange: message.exchange,
            routingKey: message.routingKey,
            envelope: try EnvelopeCodec.encode(message.properties, mandatory: message.mandatory), body: message.body)
    }
}
