/// Messages to the broker.
extension Owner {
    /// Sends messages as long as the session has room; reading goes on between.
    func sendMessages(on channel: ChannelState, _ session: Session) throws(AMQPError) {
        guard machine.mayPublish, channel.mayPublish else { return }
        while channel.hasUnsent, session.hasRoom {
            let publication = channel.takeUnsent()
            do throws(AMQPError) {
                try session.publish(publication.message, on: channel.number)
                channel.tracker.published(publication)
            } catch  where error.isAboutOneFrame {
                channel.settle(publication, .lost(error))
            }
        }
    }
}

extension ChannelState {
    /// Whether the channel is in confirm mode again after what may have happened.
    var mayPublish: Bool { isRestored && hasConfirms }

    fileprivate func takeUnsent() -> Publication {
        let publication = unsent[unsentHead]
        unsentHead += 1
        if unsentHead == unsent.count {
            unsent.removeAll(keepingCapacity: true)
            unsentHead = 0
        }
        return publication
    }

    /// The broker has settled one message or all up to the number.
    func settle(tag: UInt64, multiple: Bool, positive: Bool) {
        // The report needs the channel while its tracker is being changed.
        var done: [(Publication, PublishOutcome)] = []
        tracker.settled(tag: tag, multiple: multiple, positive: positive) { publication, outcome in
            switch outcome {
            case .confirmed: done.append((publication, .confirmed))
            case .negative: done.append((publication, .negative))
            case .returned(let code, let text): done.append((publication, .returned(code: code, text: text)))
            }
        }
        for (publication, outcome) in done { settle(publication, outcome) }
    }
}
