/// What happens because time passes.
extension Owner {
    /// Does everything whose time has come.
    func expire(_ now: ContinuousClock.Instant) {
        if let due = connectAt, due <= now {
            connectAt = nil
            perform(machine.waitEnded())
        }
        if let due = closeDeadline, due <= now { perform(machine.closeCompleted()) }
        watchHeartbeat(now)
        for id in channelOrder {
            guard let channel = channels[id] else { continue }
            if let due = channel.pausedUntil, due <= now {
                channel.pausedUntil = nil
                open(channel)
            }
            expireRequests(on: channel, now)
            expireUnsent(on: channel, now)
        }
    }

    private func watchHeartbeat(_ now: ContinuousClock.Instant) {
        guard let session, session.heartbeatSeconds > 0 else { return }
        let interval = Duration.seconds(session.heartbeatSeconds)
        if lastRead + interval * 2 <= now {
            lose(AMQPError(.connectionLost, "\(session.endpoint) has been silent for two heartbeat intervals"))
        } else if lastWrite + interval / 2 <= now {
            lastWrite = now
            attempt { () throws(AMQPError) in
                try session.sendHeartbeat()
                try session.flush()
            }
        }
    }

    private func expireRequests(on channel: ChannelState, _ now: ContinuousClock.Instant) {
        let unanswered = AMQPError(.timeout, "the broker has not answered within \(configuration.rpcTimeout)")
        let unsent = AMQPError(
            .timeout, "no connection to the broker within \(configuration.rpcTimeout); the request was not sent")
        if let opener = channel.opener, opener.deadline <= now {
            channel.opener = nil
            opener.completion(.failure(unsent))
        }
        // Requests wait in the order of their deadlines.
        while let first = channel.waiting.first, first.deadline <= now {
            channel.waiting.removeFirst()
            first.completion?(.failure(unsent))
        }
        if let inFlight = channel.inFlight, inFlight.request.deadline <= now {
            channel.inFlight = nil
            inFlight.request.completion?(.failure(unanswered))
            // Answers come in the order of the requests: after a missing one none can be told apart.
            lose(unanswered)
        }
    }

    /// Single publishes wait for a connection no longer than requests; batches wait as long as their sender does.
    private func expireUnsent(on channel: ChannelState, _ now: ContinuousClock.Instant) {
        guard channel.hasUnsent, channel.nextUnsentDeadline.map({ $0 <= now }) ?? false else { return }
        let error = AMQPError(.timeout, "the broker takes no messages; this one was not sent")
        var kept: [Publication] = []
        for publication in channel.unsent[channel.unsentHead...] {
            if let deadline = publication.deadline, deadline <= now {
                channel.settle(publication, .lost(error))
            } else {
                kept.append(publication)
            }
        }
        channel.unsent = kept
        channel.unsentHead = 0
    }

    /// When `expire` must run next.
    func nextDeadline() -> ContinuousClock.Instant? {
        var deadlines = [connectAt, closeDeadline].compactMap { $0 }
        if let session, session.heartbeatSeconds > 0 {
            let interval = Duration.seconds(session.heartbeatSeconds)
            deadlines += [lastRead + interval * 2, lastWrite + interval / 2]
        }
        for id in channelOrder {
            guard let channel = channels[id] else { continue }
            let own = [
                channel.pausedUntil, channel.opener?.deadline, channel.waiting.first?.deadline,
                channel.inFlight?.request.deadline, channel.nextUnsentDeadline,
            ]
            deadlines += own.compactMap { $0 }
        }
        return deadlines.min()
    }
}

extension ChannelState {
    /// The earliest deadline of a message that waits to be sent.
    fileprivate var nextUnsentDeadline: ContinuousClock.Instant? {
        hasUnsent ? unsent[unsentHead...].lazy.compactMap(\.deadline).first : nil
    }
}
