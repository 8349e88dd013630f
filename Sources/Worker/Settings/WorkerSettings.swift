package import Journal
package import Logging
package import Tracker
package import Wire

/// Everything that a worker of one shard can be told; the executable fills it from file, environment and flags.
package struct WorkerSettings: Sendable {
    /// Name of the shard.
    package var shard = "main"
    /// The hosts whose requests the shard takes; empty: all, as the only shard does.
    package var hosts: [String] = []
    /// Names of the broker objects.
    package var names = BrokerNames()
    /// Settings that decisions depend on.
    package var policy = Policy()
    /// How long what is stored is kept.
    package var retention = Retention()
    /// How many bases are kept, 1 or more.
    package var bases = 2
    /// Deliveries that may be out at once; also the largest batch.
    package var prefetch: UInt16 = 512
    /// Least time between two `usage.updated` events of one node, in nanoseconds.
    package var usageIntervalNanoseconds: Int64 = 100_000_000
    /// Limits on held requests.
    package var held = HeldLimits()
    /// How long a delivery may wait before all are given back, in nanoseconds; well below the broker's consumer
    /// time-out, which is 30 minutes by default.
    package var giveBackNanoseconds: Int64 = 600_000_000_000
    /// The form of event bodies.
    package var eventForm = ContentType.protobuf
    /// Limits on request bodies.
    package var limits = CodecLimits()
    /// Most rows that may wait in the outbox before the worker stops taking requests.
    package var outboxLimit = 200_000
    /// Whether the worker declares the broker objects that it needs.
    package var declares = true
    /// Whether the worker takes the shard over from the store that the owner ticket names.
    package var adopts = false
    /// Whether a store that was not closed is opened although its write-ahead log is missing.
    package var acceptsMissingLog = false
    /// This worker for people: program, version, host and process.
    package var workerName = "berthd"
    /// The least level that is logged; lines below it are not even made.
    package var logLevel = Logger.Level.info
    /// How long a shutdown may wait for the broker's confirms, in nanoseconds.
    package var shutdownGraceNanoseconds: Int64 = 15_000_000_000

    /// Makes the default settings.
    package init() {}
}
