internal import CRabbitMQ

/// What the public types ask for.
extension Owner {
    func handle(_ command: Command) {
        switch command {
        case .openChannel(let id, let deadline, let completion): openChannel(id, deadline, completion)
        case .request(let id, let request): enqueue(request, on: id)
        case .registerPublisher(let id, let mailbox): registerPublisher(mailbox, on: id)
        case .publish(let id, let messages, let generation, let mailbox):
            publish(messages, on: id, generation, mailbox)
        case .publishOne(let id, let publication):
            guard let channel = channels[id] else {
                publication.completion?(.lost(Self.channelIsClosed))
                return
            }
            channel.unsent.append(publication)
        case .settle(let id, let settlement): settle(settlement, on: id)
        case .close(let completion):
            closers.append(completion)
            perform(machine.closeRequested())
        }
    }

    static var channelIsClosed: AMQPError { AMQPError(.closed, "the channel was closed by this side") }

    private func openChannel(_ id: ChannelID, _ deadline: ContinuousClock.Instant, _ completion: @escaping Completion) {
        let limit = session?.channelMax ?? 2047
        guard let number = (1...max(limit, 1)).first(where: { numbers[$0] == nil }) else {
            completion(.failure(AMQPError(.limitReached, "the connection has \(limit) channels; more are not allowed")))
            return
        }
        let channel = ChannelState(id: id, number: number, recovery: configuration.recovery)
        channel.opener = (completion, deadline)
        channels[id] = channel
        channelOrder.append(id)
        numbers[number] = id
        open(channel)
    }

    private func enqueue(_ request: PendingRequest, on id: ChannelID) {
        guard let channel = channels[id] else {
            request.completion?(.failure(Self.channelIsClosed))
            return
        }
        // What only undoes something is done already when there is no channel on the wire.
        if channel.phase == .down {
            if case .closeChannel = request.request {
                remove(channel)
                request.completion?(.success(.done))
                return
            }
            if case .cancel(let tag) = request.request {
                channel.consumers[tag]?.record.mailbox.close()
                channel.remove(consumer: tag)
                channel.planSetup()
                request.completion?(.success(.done))
                return
            }
        }
        channel.waiting.append(request)
    }

    private func registerPublisher(_ mailbox: OutcomeMailbox, on id: ChannelID) {
        guard let channel = channels[id] else {
            mailbox.close()
            return
        }
        channel.outcomes = mailbox
        if channel.phase == .ready { channel.setup.append(.selectConfirms) } else { channel.planSetup() }
    }

    private func publish(
        _ messages: [OutgoingMessage], on id: ChannelID, _ generation: UInt64, _ mailbox: OutcomeMailbox
    ) {
        guard let channel = channels[id] else {
            mailbox.refuse(messages, Self.channelIsClosed)
            return
        }
        guard generation >= channel.losses else {
            // Sent by someone who did not know of the loss: it must not overtake what has been lost.
            channel.losses += 1
            let error = AMQPError(
                .connectionLost, "an earlier message was lost; this one was not sent, to keep the order")
            channel.settled += messages.map { PublishResult(id: $0.id, outcome: .lost(error)) }
            return
        }
        channel.unsent += messages.map { Publication(message: $0) }
    }

    /// Answers a delivery, unless its incarnation of the channel is over: the number would name another delivery now.
    private func settle(_ settlement: Settlement, on id: ChannelID) {
        guard let session, machine.isOpen, let channel = channels[id], channel.phase == .ready,
            settlement.token.epoch == channel.epoch
        else { return }
        let tag = settlement.token.tag
        attempt { () throws(AMQPError) in
            switch settlement.kind {
            case .acknowledge(let multiple):
                let method = amqp_basic_ack_t(delivery_tag: tag, multiple: multiple ? 1 : 0)
                try session.send(Method.basicAck, on: channel.number, method)
            case .reject(let requeue):
                let method = amqp_basic_reject_t(delivery_tag: tag, requeue: requeue ? 1 : 0)
                try session.send(Method.basicReject, on: channel.number, method)
            case .negative(let multiple, let requeue):
                let method = amqp_basic_nack_t(
                    delivery_tag: tag, multiple: multiple ? 1 : 0, requeue: requeue ? 1 : 0)
                try session.send(Method.basicNack, on: channel.number, method)
            }
        }
    }

    /// Forgets a channel that is not on the wire any more, and ends what waits on it.
    func remove(_ channel: ChannelState) {
        channels[channel.id] = nil
        channelOrder.removeAll { $0 == channel.id }
        numbers[channel.number] = nil
        channel.finish(Self.channelIsClosed)
    }
}

extension Command {
    /// Ends a command that came after the connection was closed.
    func refuse(_ error: AMQPError, closers: inout [@Sendable () -> Void]) {
        switch self {
        case .openChannel(_, _, let completion): completion(.failure(error))
        case .request(_, let request): request.completion?(.failure(error))
        case .registerPublisher(_, let mailbox): mailbox.close()
        case .publish(_, let messages, _, let mailbox): mailbox.refuse(messages, error)
        case .settle: break
        case .publishOne(_, let publication): publication.completion?(.lost(error))
        case .close(let completion): closers.append(completion)
        }
    }
}
