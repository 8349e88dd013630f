internal import AMQP
internal import Wire

/// The bus at work: a connection after the other, and what comes in on each.
extension Bus {
    /// Serves connections until the bus is stopped, or the connection is lost and shall not be opened again.
    func serve(from first: BusLink?) async {
        var backoff = Backoff(configuration.recovery)
        var random = SystemRandomNumberGenerator()
        var link = first
        while !isStopped {
            if let open = link {
                link = nil
                backoff.reset()
                await serve(open)
            } else {
                do throws(AMQPError) {
                    link = try await BusLink.open(configuration.connection)
                    continue
                } catch {
                    unreachable(error)
                }
            }
            guard !isStopped, let delay = backoff.next(using: &random) else { break }
            await pause(delay)
        }
        if let link { await link.connection.close() }
        change { state in
            state.phase = .stopped
            endAll(&state)
        }
    }

    private var isStopped: Bool { change { $0.phase == .stopped } }

    private func unreachable(_ error: AMQPError) {
        let moment = moment
        change { perform($0.table.unreachable(error.description, at: moment), &$0) }
    }

    /// Works on one connection until it is gone.
    private func serve(_ link: BusLink) async {
        let (stop, continuation) = AsyncStream<Void>.makeStream()
        change { state in
            state.interruption = continuation
            if state.phase == .stopped { continuation.finish() }
            state.publisher = link.publisher
            publish(state.table.connected(), &state)
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in stop {}
                await link.connection.close()
            }
            group.addTask { await self.readReplies(link.replies) }
            group.addTask { await self.readOutcomes(link.publisher) }
            // Whatever ends first ends the others: a connection without one of them is of no use.
            await group.next()
            continuation.finish()
        }
        change { state in
            state.publisher = nil
            perform(state.table.disconnected("the connection was closed"), &state)
        }
    }

    private func readReplies(_ replies: Consumer) async {
        while true {
            switch await replies.next(max: 512) {
            case .deliveries(let deliveries): take(deliveries)
            // The channel would come back by itself, but with another reply address: requests that are out there
            // would be answered to nobody. A new connection tells them apart.
            case .interrupted(let error, _): return interrupt(error.description)
            case .cancelled(let reason): return interrupt("the broker ended the reply consumer: \(reason)")
            case .closed: return
            }
        }
    }

    private func interrupt(_ why: String) {
        change { state in
            state.publisher = nil
            perform(state.table.interrupted(why), &state)
        }
    }

    private func take(_ deliveries: [Delivery]) {
        let answers = deliveries.compactMap(Self.answer)
        let moment = moment
        change { state in
            for (number, answer, result) in answers {
                switch state.table.replied(number, answer, at: moment) {
                case .drop, .keep: break
                case .deliver: state.finish(number, result, at: moment.now)
                }
            }
            setAlarm(&state)
        }
    }

    private static func answer(_ delivery: Delivery) -> (UInt64, CallTable.Answer, BusResult)? {
        // A reply without a number of ours is nobody's: the address dies with the channel, so it can only be a stray.
        guard let number = delivery.properties.correlationID.flatMap({ UInt64($0) }) else { return nil }
        do throws(BusError) {
            let reply = try BusReply(delivery)
            let answer = CallTable.Answer(
                code: reply.code, retryDelay: reply.details?.retryDelay, isRecorded: reply.isReplayed)
            return (number, answer, .answered(reply))
        } catch {
            return (number, CallTable.Answer(code: .internal), .unreadable(error))
        }
    }

    private func readOutcomes(_ publisher: Publisher) async {
        while true {
            let results = await publisher.nextOutcomes()
            guard !results.isEmpty else { return }
            let moment = moment
            change { state in
                var step = CallTable.Step()
                for result in results {
                    step.add(
                        state.table.published(result.id, Self.news(result.outcome), at: moment), of: result.id)
                }
                perform(step, &state)
            }
        }
    }

    private static func news(_ outcome: PublishOutcome) -> CallTable.PublishNews {
        switch outcome {
        case .confirmed: .confirmed
        case .returned: .returned
        case .negative: .negative
        case .lost(let error) where error.code == .notFound: .returned
        case .lost(let error) where [.frameTooLarge, .invalidArgument, .accessRefused].contains(error.code):
            .unsendable(error.description)
        case .lost(let error): .lost(error.description)
        }
    }
}
