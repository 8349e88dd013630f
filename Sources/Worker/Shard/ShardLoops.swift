internal import AMQP
internal import Journal
internal import Logging
internal import ServiceLifecycle

/// The loops of a session: each waits for one kind of event and hands it to the session.
struct ShardLoops: Sendable {
    let session: ShardSession
    let store: SQLiteStore
    let settings: WorkerSettings
    let keeper: OwnerTicketKeeper
    let clock: WallClock
    let logger: Logger

    /// How often old records are removed and the ticket is renewed.
    private static let maintenanceInterval = Duration.seconds(60)
    /// How many positions lie between two bases.
    private static let positionsPerBase: Int64 = 1_000_000

    /// Commits batches one after the other.
    ///
    /// - Throws: the store's error; memory is ahead of the disk then, and the session must end.
    func commit() async throws -> ShardRun.End? {
        for await batch in session.commits {
            do {
                try await store.commit(batch)
            } catch {
                logger.log(.error, .commitFailed, ["error": error.description])
                throw error
            }
            await session.committed()
        }
        return nil
    }

    /// Sets marks one after the other.
    func mark() async throws -> ShardRun.End? {
        for await mark in session.marks {
            try await store.setMark(mark)
            await session.marked()
        }
        return nil
    }

    /// Gives deliveries back, and ends the session, when the pipeline asks for it.
    func take(_ requests: Channel) async -> ShardRun.End? {
        for await taking in session.taking {
            switch taking {
            case .giveBack: await requests.close()
            case .renew: return .interrupted
            }
        }
        return nil
    }

    /// Hands deliveries on from the moment at which the pipeline takes them.
    func consumeWhenAsked(
        _ requests: Channel, onReady: @escaping @Sendable (Bool) -> Void
    ) async throws -> ShardRun.End? {
        for await _ in session.consumption {}
        guard await session.consumes else { return nil }
        let queue = settings.names.requestsQueue(settings.shard)
        let consumer = try await requests.consume(queue, prefetch: settings.prefetch)
        logger.log(.notice, .consuming, ["queue": queue])
        onReady(true)
        return try await consume(consumer)
    }

    /// Looks keys up, one look-up after the other: the session takes the answers in the order of the questions.
    func lookUp() async throws -> ShardRun.End? {
        for await keys in session.lookups {
            await session.lookedUp(try await store.keyRecords(keys))
        }
        return nil
    }

    /// Reports what became of published messages.
    func settle(_ publisher: Publisher, ofReplies: Bool) async -> ShardRun.End? {
        while true {
            let outcomes = await publisher.nextCountedOutcomes()
            guard !outcomes.results.isEmpty else { return nil }
            await session.published(outcomes, ofReplies: ofReplies)
        }
    }

    /// Hands deliveries on, in batches of whatever has arrived.
    private func consume(_ consumer: Consumer) async throws -> ShardRun.End? {
        while true {
            switch await consumer.next(max: Int(settings.prefetch)) {
            case .deliveries(let deliveries): await session.delivered(deliveries)
            case .interrupted(let error, _):
                // Another worker may have taken the shard meanwhile: it is taken anew, with a look at the owner ticket.
                logger.log(.warning, .consumerInterrupted, ["error": error.description])
                await session.interrupted()
                return .interrupted
            case .cancelled(let reason):
                logger.log(.error, .consumerCancelled, ["reason": reason])
                return .interrupted
            case .closed: return nil
            }
        }
    }

    /// Begins an orderly stop when the process is told to.
    func awaitShutdown() async -> ShardRun.End? {
        // Cancellation means that the session ends for another reason.
        guard (try? await gracefulShutdown()) != nil else { return nil }
        await session.stop()
        return nil
    }

    /// Ends the session when the pipeline has finished.
    func awaitFinish() async -> ShardRun.End? {
        for await _ in session.finished {}
        return .stopped
    }

    /// Ends the session when the clock goes back: what memory waits for would come too late.
    func awaitStepBack(_ watch: ClockWatch) async -> ShardRun.End? {
        for await back in watch.steps {
            logger.log(.error, .clockBehind, ["seconds": String(back / 1_000_000_000)])
            return .interrupted
        }
        return nil
    }

    /// Logs what happens to a connection.
    func watch(_ connection: Connection) async -> ShardRun.End? {
        for await event in connection.events() {
            switch event {
            case .blocked(let reason): logger.log(.warning, .brokerBlocked, ["reason": reason])
            case .unblocked: logger.log(.notice, .brokerUnblocked)
            case .lost(let error):
                logger.log(.warning, .brokerLost, ["error": error.description])
            case .recovered(let epoch):
                logger.log(.notice, .brokerRecovered, ["epoch": String(epoch)])
            case .closed: return nil
            }
        }
        return nil
    }

    /// Removes old records, makes bases and renews the owner ticket, as long as the session lives.
    ///
    /// - Throws: if another store owns the shard by now.
    func maintain() async throws -> ShardRun.End? {
        var lastSequence: Int64 = -1
        while !Task.isCancelled {
            do {
                try await removeOldRecords()
                let sequence = await session.lastSequence
                if sequence != lastSequence {
                    try await keeper.renew(lastSequence: sequence, nowNanoseconds: clock.nowNanoseconds())
                    lastSequence = sequence
                }
            } catch is CancellationError {
                return nil
            } catch let error as WorkerError where error.code == .shardOwned {
                throw error
            } catch {
                logger.log(.warning, .maintenanceFailed, ["error": WorkerFailure.text(error)])
            }
            guard (try? await clock.pass(Self.maintenanceInterval)) != nil else { return nil }
        }
        return nil
    }

    /// Whether the state is to be copied again: after so many positions, and often enough that what is older than the
    /// journal's retention can go, since the journal is kept back to the oldest base.
    private func isBaseDue(_ base: JournalBase?, last: Int64, now: Int64) -> Bool {
        guard let base else { return last > 0 }
        let new = last - base.position.value
        let share = settings.retention.journal / settings.bases
        return new >= Self.positionsPerBase || (new > 0 && .nanoseconds(now - base.timeNanoseconds) >= share)
    }

    private func removeOldRecords() async throws {
        let now = clock.nowNanoseconds()
        let last = await session.lastPosition
        if isBaseDue(try await store.bases().last, last: last, now: now) {
            _ = try await store.makeBase(nowNanoseconds: now)
        }
        let report = try await store.prune(nowNanoseconds: now, retention: settings.retention)
        if report != PruneReport() {
            logger.log(
                .info, .maintained,
                ["entries": String(report.entries), "key_days": String(report.droppedKeyDays.count)])
        }
    }
}
