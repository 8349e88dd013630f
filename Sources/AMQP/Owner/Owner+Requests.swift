internal import CRabbitMQ
internal import Logging

/// Opening channels, and requests with their answers: one at a time on each channel, so that an error has one culprit.
extension Owner {
    /// Opens the channel on the wire if the connection stands.
    func open(_ channel: ChannelState) {
        guard machine.isOpen, let session, channel.phase == .down, channel.pausedUntil == nil else { return }
        attempt { () throws(AMQPError) in
            try session.send(Method.channelOpen, on: channel.number, amqp_channel_open_t())
            channel.phase = .opening
        }
    }

    /// The broker has opened the channel.
    func opened(_ channel: ChannelState) {
        lastEpoch += 1
        channel.epoch = lastEpoch
        channel.phase = .ready
        channel.planSetup()
        channel.opener?.completion(.success(.done))
        channel.opener = nil
    }

    /// Sends the next request if none is in flight: what restores the channel first.
    func sendRequests(on channel: ChannelState, _ session: Session) throws(AMQPError) {
        while channel.phase == .ready, channel.inFlight == nil {
            let isSetup = !channel.setup.isEmpty
            let pending: PendingRequest
            if isSetup {
                let request = channel.setup.removeFirst()
                pending = PendingRequest(
                    request: request, deadline: clock.now + configuration.rpcTimeout, completion: nil)
            } else if !channel.waiting.isEmpty {
                pending = channel.waiting.removeFirst()
            } else {
                return
            }
            do throws(AMQPError) {
                prepare(pending.request, on: channel)
                try session.send(pending.request, on: channel.number)
                channel.inFlight = (pending, isSetup)
            } catch  where error.isAboutOneFrame {
                unprepare(pending.request, on: channel)
                pending.completion?(.failure(error))
            }
        }
    }

    /// Deliveries can follow the answer at once, so the consumer must be known before.
    private func prepare(_ request: Request, on channel: ChannelState) {
        switch request {
        case .consume(let record):
            if channel.consumers[record.tag] == nil { channel.consumerOrder.append(record.tag) }
            channel.consumers[record.tag] = ChannelState.Reading(record)
        case .closeChannel: channel.phase = .closing
        default: break
        }
    }

    private func unprepare(_ request: Request, on channel: ChannelState) {
        if case .consume(let record) = request { channel.remove(consumer: record.tag) }
    }

    /// The broker has answered the request in flight.
    func answer(_ reply: Reply, on channel: ChannelState) {
        guard let (pending, isSetup) = channel.inFlight else { return }
        channel.inFlight = nil
        switch pending.request {
        case .selectConfirms: channel.hasConfirms = true
        case .consume(let record): channel.consumers[record.tag]?.isActive = true
        case .cancel(let tag):
            channel.handOver()
            channel.consumers[tag]?.record.mailbox.close()
            channel.remove(consumer: tag)
        case .closeChannel:
            remove(channel)
        default: if !isSetup { channel.topology.record(pending.request) }
        }
        if channel.isRestored {
            channel.needsTopology = false
            channel.backoff.reset()
        }
        pending.completion?(.success(reply))
    }

    /// The broker has closed the channel because of the method.
    ///
    /// The channel opens again by itself.
    func closedByBroker(_ channel: ChannelState, _ error: AMQPError, method: UInt32) {
        logger.warning(
            LogMessage.channelClosed, metadata: ["error": "\(error)", "channel": "\(channel.number)"])
        let inFlight = channel.inFlight
        channel.inFlight = nil
        channel.void(error)
        guard let (pending, isSetup) = inFlight else { return pause(channel) }
        if case .closeChannel = pending.request {
            remove(channel)
            pending.completion?(.success(.done))
            return
        }
        if !pending.request.causes(method) {
            // Something without an answer has failed, a publish for instance: the request has not been looked at.
            if !isSetup { requeue(pending, on: channel) }
            return pause(channel)
        }
        if isSetup {
            setupFailed(pending.request, on: channel, error)
        } else {
            unprepare(pending.request, on: channel)
            pending.completion?(.failure(error))
            open(channel)
        }
    }

    private func requeue(_ pending: PendingRequest, on channel: ChannelState) {
        unprepare(pending.request, on: channel)
        channel.waiting.insert(pending, at: 0)
    }

    /// Waits before the channel is opened again, or one bad publish after the other would spin.
    private func pause(_ channel: ChannelState) {
        let delay = channel.backoff.next(using: &generator) ?? .zero
        channel.pausedUntil = clock.now + delay
    }

    /// Restoring has failed at one step: gives it up if that cannot mend, else tries again later.
    private func setupFailed(_ request: Request, on channel: ChannelState, _ error: AMQPError) {
        // 403 and 405 can pass: a permission comes back, the broker notices that the old connection is dead.
        let canMend = error.code == .accessRefused || error.code == .resourceLocked
        switch request {
        case .consume(let record) where !canMend:
            logger.warning(LogMessage.consumerCancelled, metadata: ["error": "\(error)", "queue": "\(record.queue)"])
            record.mailbox.cancel(reason: error.message)
            channel.remove(consumer: record.tag)
        case .consume, .selectConfirms: break
        default:
            guard !canMend else { break }
            logger.warning(LogMessage.declarationDropped, metadata: ["error": "\(error)"])
            channel.topology.forget(request)
        }
        pause(channel)
    }
}

extension Request {
    /// Whether a channel error that names this method is this request's.
    func causes(_ method: UInt32) -> Bool {
        if case .consume = self { return method == Method.basicConsume || method == Method.basicQoS }
        // RabbitMQ 3.10 leaves the method out (0) in some errors.
        return method == self.method || method == 0
    }
}

extension AMQPError {
    /// Whether only one frame could not be made and the connection is as it was.
    var isAboutOneFrame: Bool { code == .frameTooLarge || code == .invalidArgument }
}
