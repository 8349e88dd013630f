package import AMQP
internal import Journal
package import Logging
internal import ServiceLifecycle
internal import Synchronization
internal import Tracker

/// The worker of one shard: opens the store, takes the shard, serves it until it is told to stop.
///
/// When the store or the broker fails in a way that may pass, everything in memory is thrown away, what was not
/// acknowledged goes back to the queue, and the shard is loaded again from the store.
package struct ShardWorker: Service, CustomStringConvertible {
    private let settings: WorkerSettings
    private let configuration: ConnectionConfiguration
    private let dataDirectory: String
    private let clock: WallClock
    private let logger: Logger
    private let probe: PipelineProbe
    private let onReady: @Sendable (Bool) -> Void

    /// Makes a worker.
    ///
    /// - Parameters:
    ///   - dataDirectory: folder of the store; made if it does not exist.
    ///   - probe: told where the pipeline stands; for tests.
    ///   - onReady: told `true` when the worker consumes and `false` when it does not.
    package init(
        settings: WorkerSettings, configuration: ConnectionConfiguration, dataDirectory: String,
        clock: WallClock = .system, logger: Logger, probe: PipelineProbe = .none,
        onReady: @escaping @Sendable (Bool) -> Void = { _ in }
    ) {
        self.settings = settings
        self.configuration = configuration
        self.dataDirectory = dataDirectory
        self.clock = clock
        self.logger = logger
        self.probe = probe
        self.onReady = onReady
    }

    /// What the service group calls it in logs; never its settings.
    package var description: String { "shard \(settings.shard)" }

    /// Serves the shard until a graceful shutdown.
    ///
    /// - Throws: what cannot pass by itself: a store that is owned, damaged or newer, a shard owned by another store,
    ///   a broker that refuses the user or whose objects differ.
    package func run() async throws {
        let inForce = ["shard": settings.shard, "broker": configuration.url.redacted]
        logger.log(.notice, .starting, inForce.merging(settings.policy.devices.logMetadata) { first, _ in first })
        guard let store = try await openStore() else { return logger.log(.notice, .stopped) }
        do {
            try await serve(store)
            await store.close()
            logger.log(.notice, .stopped)
        } catch {
            await store.close()
            throw error
        }
    }

    private static let patience = Backoff(leastNanoseconds: 200_000_000, mostNanoseconds: 10_000_000_000)

    /// Opens the store, and waits for its disk as long as that is what is wrong.
    ///
    /// - Returns: nil if the worker is to stop before the disk is back.
    private func openStore() async throws -> SQLiteStore? {
        var options = SQLiteOptions()
        options.maximumBases = settings.bases
        options.program = settings.workerName
        options.acceptsMissingLog = settings.acceptsMissingLog
        var backoff = Self.patience
        while true {
            do {
                return try await SQLiteStore.open(directory: dataDirectory, shard: settings.shard, options: options)
            } catch {
                guard !Task.isCancelled, WorkerFailure.mayPass(error) else { throw error }
                logger.log(.error, .shardFailed, ["error": WorkerFailure.text(error)])
            }
            guard await pause(.nanoseconds(backoff.next())) else { return nil }
        }
    }

    private func serve(_ store: SQLiteStore) async throws {
        var backoff = Self.patience
        var settings = settings
        var proves = false
        let hasTaken = TakenMark()
        let suspicion = Suspicion()
        let onReady = onReady
        while true {
            do {
                let end = try await ShardRun(
                    settings: settings, configuration: configuration, store: store, clock: clock, logger: logger,
                    onReady: { isReady in
                        if isReady { hasTaken.set() }
                        onReady(isReady)
                    }, suspicion: suspicion, probe: probe, proves: proves
                ).run()
                onReady(false)
                guard end == .interrupted else { return }
                proves = false
                backoff.reset()
            } catch {
                onReady(false)
                let action = FailurePolicy.action(forShard: error, afterServing: hasTaken.isSet)
                guard !Task.isCancelled, action == .giveBack else { throw error }
                suspicion.fail(error)
                logger.log(.error, .shardFailed, ["error": WorkerFailure.text(error)])
                proves = proves || error is JournalError
            }
            // Whoever took the shard over meanwhile keeps it.
            settings.adopts = settings.adopts && !hasTaken.isSet
            guard await pause(.nanoseconds(backoff.next())) else { return }
        }
    }

    /// Waits before the next try.
    ///
    /// - Returns: false if the worker is to stop, which ends the wait at once.
    private func pause(_ duration: Duration) async -> Bool {
        let clock = clock
        do {
            try await cancelWhenGracefulShutdown { try await clock.pass(duration) }
            return true
        } catch {
            return false
        }
    }
}

/// Remembers that the shard has been served once.
private final class TakenMark: Sendable {
    private let mark = Atomic(false)

    var isSet: Bool { mark.load(ordering: .acquiring) }

    func set() { mark.store(true, ordering: .releasing) }
}
