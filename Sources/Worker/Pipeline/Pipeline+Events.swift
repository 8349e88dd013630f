package import AMQP
internal import DequeModule
package import Journal
internal import Logging

/// What can happen to the pipeline. Every method returns what is to be done.
extension Pipeline {
    /// Takes the outbox of a loaded store: what was committed and never confirmed.
    package mutating func resume(_ rows: [OutboxRow]) throws(WorkerError) -> [PipelineAction] {
        var outbound: [OutboundRow] = []
        for row in rows {
            let (properties, mandatory) = try EnvelopeCodec.decode(row.envelope)
            let message = OutgoingMessage(
                id: MessageNumber(row.lane.messageLane, row.id).value, exchange: row.exchange,
                routingKey: row.routingKey, properties: properties, body: row.body, mandatory: mandatory)
            outbound.append(OutboundRow(message: message, outboxID: row.id))
        }
        dispatch(outbound)
        hasResumed = true
        if crashGuard.isActive { log(.warning, .singleSteps) }
        if isMarkStale { actions.append(.mark(nil)) }
        return takeActions()
    }

    /// Deliveries have arrived.
    package mutating func delivered(_ deliveries: [Delivery], nowNanoseconds: Int64) -> [PipelineAction] {
        guard stopNanoseconds == nil, taking == .taking else { return takeActions() }
        for delivery in deliveries { ledger.add(delivery.token, nowNanoseconds: nowNanoseconds) }
        if crashGuard.isActive {
            crashGuard.add(deliveries)
        } else {
            enqueue(deliveries, nowNanoseconds)
        }
        return advance(nowNanoseconds)
    }

    /// Reads deliveries and asks for what the store says of their keys.
    mutating func enqueue(_ deliveries: [Delivery], _ now: Int64) {
        var unknown: Set<String> = []
        for delivery in deliveries {
            probe.reached?(.decode, delivery.properties.messageID ?? "")
            let arrival = intake.read(delivery, nowNanoseconds: now)
            probe.reached?(.decoded, delivery.properties.messageID ?? "")
            unknown.formUnion(append(arrival))
        }
        lookUp(unknown)
    }

    /// Lets one arrival wait for its turn.
    mutating func wait(for arrival: Arrival) {
        lookUp(append(arrival))
    }

    private mutating func append(_ arrival: Arrival) -> Set<String> {
        let keys = Set(keysNeeded(by: arrival).filter(mayKnow))
        waiting.append(Waiting(arrival: arrival, records: keys.isEmpty ? [:] : nil, lookUp: lookUpsAsked + 1))
        return keys
    }

    private mutating func lookUp(_ keys: Set<String>) {
        guard !keys.isEmpty else { return }
        lookUpsAsked += 1
        actions.append(.lookUp(keys.sorted()))
    }

    /// The store has answered the oldest look-up that it has not answered before.
    ///
    /// Each answer is for the deliveries that asked. For a request that comes again after an interruption an older
    /// answer would be stale: its key may have become durable in between.
    package mutating func lookedUp(
        _ records: [String: KeyRecord], nowNanoseconds: Int64
    ) -> [PipelineAction] {
        precondition(lookUpsAnswered < lookUpsAsked, "an answer must belong to a look-up")
        lookUpsAnswered += 1
        for index in waiting.indices where waiting[index].records == nil {
            if waiting[index].lookUp == lookUpsAnswered { waiting[index].records = records }
        }
        return advance(nowNanoseconds)
    }

    /// The batch that was handed over is durable.
    package mutating func committed(nowNanoseconds: Int64) -> [PipelineAction] {
        guard let batch = committing else { return takeActions() }
        committing = nil
        probe.reached?(.committed, "")
        durable = batch.sealed ?? durable
        settle(keys: batch.records)
        release(batch)
        return advance(nowNanoseconds)
    }

    /// The broker has said what became of messages.
    package mutating func published(_ results: [PublishResult], nowNanoseconds: Int64) -> [PipelineAction] {
        probe.reached?(.confirmed, "")
        for result in results {
            switch MessageNumber.lane(of: result.id) {
            case .reply, .volatileReply: handle(replies.settle(result, nowNanoseconds: nowNanoseconds), .reply)
            case .event: handle(eventLane.settle(result, nowNanoseconds: nowNanoseconds), .event)
            case .deadLetter: handle(deadLetterLane.settle(result, nowNanoseconds: nowNanoseconds), .deadLetter)
            // An end that was lost is announced again.
            case .leaseEnd, nil: break
            }
        }
        return advance(nowNanoseconds)
    }

    /// The connection or channel of the deliveries is gone: all that is not acknowledged comes again.
    package mutating func interrupted(nowNanoseconds: Int64) -> [PipelineAction] {
        waiting.removeAll()
        crashGuard.interrupt()
        ledger.reset()
        return advance(nowNanoseconds)
    }

    /// The time asked for by `wakeUpNanoseconds` has come.
    package mutating func woken(nowNanoseconds: Int64) -> [PipelineAction] {
        handle(replies.wake(nowNanoseconds: nowNanoseconds), .reply)
        handle(eventLane.wake(nowNanoseconds: nowNanoseconds), .event)
        handle(deadLetterLane.wake(nowNanoseconds: nowNanoseconds), .deadLetter)
        announceLeaseEnds(nowNanoseconds)
        tryDueHeld(nowNanoseconds)
        return advance(nowNanoseconds)
    }

    /// The worker is to stop: finish what was decided, publish, acknowledge; what was not decided comes again
    /// elsewhere.
    package mutating func stop(nowNanoseconds: Int64) -> [PipelineAction] {
        guard stopNanoseconds == nil else { return takeActions() }
        stopNanoseconds = nowNanoseconds
        waiting.removeAll()
        crashGuard.interrupt()
        log(.info, .stopping, ["outbox": String(outboxCount)])
        return advance(nowNanoseconds)
    }
}

extension OutboxLane {
    /// The lane of the messages that stand behind rows of this lane.
    var messageLane: MessageNumber.Lane {
        switch self {
        case .reply: .reply
        case .event: .event
        case .deadLetter: .deadLetter
        }
    }
}
