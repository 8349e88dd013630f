internal import CRabbitMQ
internal import Logging

/// The life of the connection: does what the state machine says.
extension Owner {
    func perform(_ action: ConnectionStateMachine.Action) {
        switch action {
        case .nothing: break
        case .connect: connect()
        case .reportOpened: reportOpened()
        case .restore(let epoch): restore(epoch)
        case .failOpening(let error): finish(error, event: nil)
        case .recover(let error, let delay):
            void(error)
            status.events.send(.lost(error))
            connectAt = clock.now + delay
        case .retry(let delay): connectAt = clock.now + delay
        case .giveUp(let error):
            logger.error(LogMessage.gaveUp, metadata: ["error": "\(error)"])
            finish(error, event: .lost(error))
        case .reportBlocked(let reason):
            logger.warning(LogMessage.blocked, metadata: ["reason": "\(reason)"])
            status.events.send(.blocked(reason: reason))
        case .reportUnblocked:
            logger.info(LogMessage.unblocked)
            status.events.send(.unblocked)
        case .sendClose: sendClose()
        case .finish: finish(AMQPError(.closed, "the connection was closed by this side"), event: nil)
        }
    }

    /// The connection is gone.
    func lose(_ error: AMQPError) {
        guard session != nil else { return }
        session = nil
        logger.warning(LogMessage.lost, metadata: ["error": "\(error)"])
        perform(machine.lost(error, using: &generator))
    }

    /// Tries all hosts once: first in the order of the address, later in any order, to spread clients over a cluster.
    private func connect() {
        var endpoints = configuration.url.endpoints
        if machine.epoch > 0 { endpoints.shuffle(using: &generator) }
        var failure: AMQPError?
        for endpoint in endpoints {
            do throws(AMQPError) {
                let session = try Session.open(endpoint, configuration)
                adopt(session)
                return
            } catch {
                logger.info(LogMessage.attemptFailed, metadata: ["endpoint": "\(endpoint)", "error": "\(error)"])
                // A refused password says more than a host that is down.
                if failure == nil || failure?.code == .connectionRefused { failure = error }
            }
        }
        let error = failure ?? AMQPError(.connectionRefused, "the address lists no host")
        perform(machine.connectFailed(error, using: &generator))
    }

    private func adopt(_ session: Session) {
        self.session = session
        lastRead = clock.now
        lastWrite = lastRead
        status.set(session.brokerProperties)
        logger.info(
            LogMessage.connected,
            metadata: ["endpoint": "\(session.endpoint)", "version": "\(session.brokerProperties.version)"])
        perform(machine.connected())
    }

    private func reportOpened() {
        opener?(.success(()))
        opener = nil
    }

    private func restore(_ epoch: UInt64) {
        recovering = epoch
        for id in channelOrder {
            guard let channel = channels[id] else { continue }
            channel.pausedUntil = nil
            channel.backoff.reset()
            open(channel)
        }
    }

    /// Tells that the connection has recovered, once every channel stands or waits for its next attempt.
    func reportRecovery() {
        guard let epoch = recovering, machine.isOpen else { return }
        let isDone = channelOrder.allSatisfy { id in
            channels[id].map { $0.isRestored || $0.pausedUntil != nil } ?? true
        }
        guard isDone else { return }
        recovering = nil
        status.events.send(.recovered(epoch: epoch))
    }

    /// Voids all that belonged to the lost connection.
    private func void(_ error: AMQPError) {
        session = nil
        recovering = nil
        for id in channelOrder {
            guard let channel = channels[id] else { continue }
            let wasClosing = channel.phase == .closing
            channel.void(error)
            // Before anyone hears of the loss, or a message sent on hearing it would count as sent before.
            channel.handOver()
            channel.needsTopology = true
            channel.pausedUntil = nil
            requeueInFlight(on: channel, error)
            if wasClosing { remove(channel) }
        }
    }

    /// A request without an answer is sent again if that does no harm.
    private func requeueInFlight(on channel: ChannelState, _ error: AMQPError) {
        guard let (request, isSetup) = channel.inFlight else { return }
        channel.inFlight = nil
        guard !isSetup else { return }
        switch request.request {
        case .cancel(let tag):
            channel.consumers[tag]?.record.mailbox.close()
            channel.remove(consumer: tag)
            request.completion?(.success(.done))
        case .closeChannel: request.completion?(.success(.done))
        case .consume(let record):
            channel.remove(consumer: record.tag)
            channel.waiting.insert(request, at: 0)
        default:
            if request.request.isRepeatable {
                channel.waiting.insert(request, at: 0)
            } else {
                request.completion?(.failure(error))
            }
        }
    }

    private func sendClose() {
        closeDeadline = clock.now + min(configuration.rpcTimeout, .seconds(5))
        attempt { () throws(AMQPError) in
            guard let session else { return }
            var close = amqp_connection_close_t()
            close.reply_code = 200
            close.reply_text = session.arena.text("closed by the client")
            defer { session.arena.reset() }
            try session.send(Method.connectionClose, on: 0, close)
            try session.flush()
        }
    }

    /// Releases everything.
    ///
    /// Nothing is called or sent after this.
    private func finish(_ error: AMQPError, event: ConnectionEvent?) {
        session = nil
        connectAt = nil
        closeDeadline = nil
        for command in inbox.close() { command.refuse(error, closers: &closers) }
        for id in channelOrder { channels[id]?.finish(error) }
        channels = [:]
        channelOrder = []
        numbers = [:]
        if let event { status.events.send(event) }
        logger.info(LogMessage.closed)
        status.events.finish()
        opener?(.failure(error))
        opener = nil
        closers.forEach { $0() }
        closers = []
    }
}
