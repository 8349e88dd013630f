internal import AMQP
internal import Journal
internal import Logging
internal import ServiceLifecycle
internal import Tracker
internal import Wire

/// One life of a shard: load, connect, take the shard, serve, end.
struct ShardRun: Sendable {
    enum End: Sendable {
        /// Everything that was decided is published and acknowledged.
        case stopped
        /// The broker ended the consumer; the shard is to be set up again.
        case interrupted
    }

    let settings: WorkerSettings
    let configuration: ConnectionConfiguration
    let store: SQLiteStore
    let clock: WallClock
    let logger: Logger
    let onReady: @Sendable (Bool) -> Void
    /// Whether a message may be to blame for how the shard ended last.
    let suspicion: Suspicion
    /// Told where the pipeline stands.
    var probe = PipelineProbe.none
    /// Whether the store has to show first that it takes writes again.
    var proves = false

    func run() async throws -> End {
        let shard = try await LoadedShard.load(from: store, deviceSpecs: settings.policy.devices.specs)
        if proves { try await proveWritable(keeping: shard.journal.mark) }
        log(shard)
        let channels = try await ShardChannels.open(configuration, shard: settings.shard)
        do {
            let end = try await run(shard, channels)
            await channels.close()
            return end
        } catch {
            await channels.close()
            throw error
        }
    }

    private func run(_ shard: LoadedShard, _ channels: ShardChannels) async throws -> End {
        await logBroker(channels)
        try await prepareObjects(channels)
        let keeper = OwnerTicketKeeper(
            channel: channels.tickets, publisher: channels.ticketPublisher,
            queue: settings.names.ownerQueue(settings.shard), shard: settings.shard, storeID: shard.journal.storeID,
            incarnation: shard.journal.incarnation, workerName: settings.workerName)
        let adopted = try await keeper.take(
            lastSequence: shard.journal.lastSequence.value, adopts: settings.adopts,
            nowNanoseconds: clock.nowNanoseconds())
        if let adopted { logger.log(.warning, .adopted, ["store": adopted.storeID, "worker": adopted.worker]) }
        let store = store
        let pipeline = try Pipeline(
            settings: settings, state: shard.state, numbers: shard.numbers, storeID: shard.journal.storeID,
            behind: shard.behind, held: shard.held, crashGuard: crashGuard(of: shard),
            jitterSeed: UInt64.random(in: 0 ... .max), mayKnow: { store.mayKnow($0) }, probe: probe)
        let suspicion = suspicion
        let watch = ClockWatch()
        let session = ShardSession(
            pipeline: pipeline, channels: channels, clock: watch.watching(clock), logger: logger, onReady: onReady,
            onFullSpeed: { suspicion.clear() })
        do {
            let end = try await serve(session, shard, channels, keeper, watch)
            await session.end()
            if end == .stopped { try await leave(session, keeper) }
            return end
        } catch {
            await session.end()
            throw error
        }
    }

    /// Declares the broker objects, or checks them.
    ///
    /// On a channel that is closed afterwards: what is declared on one that stays is declared again whenever its
    /// connection recovers. A request queue that was deleted would come back behind the consumer's back then, and
    /// RabbitMQ 3.10 tells a consumer nothing when the queue's name is there again: nobody would consume.
    private func prepareObjects(_ channels: ShardChannels) async throws {
        let objects = BrokerObjects(names: settings.names, shard: settings.shard, hosts: settings.hosts)
        let channel = try await channels.openPassing()
        do {
            if settings.declares {
                try await objects.declare(on: channel)
            } else {
                try await objects.check(on: channel)
            }
        } catch {
            await channel.close()
            throw error
        }
        await channel.close()
    }

    /// What is known of the last stop: of the process before this one at the first run, of the run before at others.
    private func crashGuard(of shard: LoadedShard) -> CrashGuard {
        CrashGuard(mark: shard.journal.mark, lastEnd: suspicion.begin(stoppedCleanly: shard.journal.stoppedCleanly))
    }

    /// Runs the loops until one of them ends the session.
    private func serve(
        _ session: ShardSession, _ shard: LoadedShard, _ channels: ShardChannels, _ keeper: OwnerTicketKeeper,
        _ watch: ClockWatch
    ) async throws -> End {
        try await session.resume(shard.outbox)
        let loops = ShardLoops(
            session: session, store: store, settings: settings, keeper: keeper, clock: clock, logger: logger)
        return try await withThrowingTaskGroup(of: End?.self) { group in
            group.addTask { try await loops.commit() }
            group.addTask { try await loops.lookUp() }
            group.addTask { await loops.settle(channels.replies, ofReplies: true) }
            group.addTask { await loops.settle(channels.events, ofReplies: false) }
            group.addTask { try await loops.mark() }
            group.addTask { await loops.take(channels.requests) }
            group.addTask { try await loops.consumeWhenAsked(channels.requests, onReady: onReady) }
            group.addTask { try await loops.maintain() }
            group.addTask { await loops.awaitShutdown() }
            group.addTask { await loops.awaitFinish() }
            group.addTask { await loops.awaitStepBack(watch) }
            for connection in channels.connections { group.addTask { await loops.watch(connection) } }
            defer { group.cancelAll() }
            for try await end in group {
                if let end { return end }
            }
            return .interrupted
        }
    }

    /// The last words of an orderly stop.
    private func leave(_ session: ShardSession, _ keeper: OwnerTicketKeeper) async throws {
        onReady(false)
        try await store.acknowledgeCleanShutdown()
        do {
            try await keeper.renew(
                lastSequence: await session.lastSequence, nowNanoseconds: clock.nowNanoseconds())
        } catch {
            // The ticket only lags behind; the store is whole.
            logger.log(.warning, .ticketFailed, ["error": WorkerFailure.text(error)])
        }
    }

    /// Writes about as much as a batch and takes it back: requests are taken only by a store that can keep them, since
    /// every delivery that is given back counts towards the broker's limit.
    private func proveWritable(keeping mark: [UInt8]?) async throws(JournalError) {
        try await store.setMark([UInt8](repeating: 0, count: 256 << 10))
        try await store.setMark(mark)
    }

    private func log(_ shard: LoadedShard) {
        if shard.journal.lastTimeNanoseconds > clock.nowNanoseconds() + 5_000_000_000 {
            logger.log(
                .error, .clockBehind,
                ["store": RFC3339.format(nanosecondsSince1970: shard.journal.lastTimeNanoseconds)])
        }
        let journal = shard.journal
        let shared = shard.open.prefix(5).map { "\($0.subject): \($0.message)" }.joined(separator: "; ")
        logger.log(
            shard.open.isEmpty ? .info : .warning, .stateLoaded,
            [
                "store": journal.storeID, "incarnation": String(journal.incarnation),
                "position": String(journal.lastPosition.value), "sequence": String(journal.lastSequence.value),
                "nodes": String(shard.state.nodeCount), "instances": String(shard.state.instanceCount),
                "outbox": String(shard.outbox.count), "held": String(shard.held.count),
                "nodes_with_other_device_specs": String(shard.trackedAnew.count),
                "stopped_cleanly": String(journal.stoppedCleanly), "devices_held_twice": shared,
            ])
    }

    private func logBroker(_ channels: ShardChannels) async {
        guard let connection = channels.connections.first else { return }
        let broker = await connection.brokerProperties
        logger.log(
            .info, .brokerConnected,
            ["product": broker.product, "version": broker.version, "cluster": broker.clusterName])
        for sentence in BrokerAdvice.sentences(version: broker.versionNumbers) {
            logger.log(.warning, .brokerAdvice, ["advice": sentence, "version": broker.version])
        }
    }
}
