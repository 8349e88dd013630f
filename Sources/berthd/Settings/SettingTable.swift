import AMQP
import Journal
import Logging
import Tracker
import Wire
import Worker

/// All settings, in the order of the sample file.
enum SettingTable {
    static let all: [Setting] = connection + service + capacity + devices + held + keeping + output + names

    private static let connection: [Setting] = [
        Setting(
            "broker.url", nil, "amqp://user:password@host:port/vhost or amqps://; several hosts with commas",
            isSecret: true
        ) {
            $0.brokerURL = try BrokerURL($1)
        },
        Setting("broker.tls.ca", nil, "certificate authority of the broker; the system's if absent") {
            $0.tls.caFile = $1
        },
        Setting("broker.tls.certificate", nil, "client certificate, with broker.tls.key") {
            $0.tls.certificateFile = $1
        },
        Setting("broker.tls.key", nil, "key of the client certificate") { $0.tls.keyFile = $1 },
        Setting("broker.tls.verify-hostname", "true", "whether the certificate must name the host that is dialled") {
            $0.tls.verifyHostname = try SettingParsing.boolean($1)
        },
    ]

    private static let service: [Setting] = [
        Setting("data-dir", nil, "folder of the store; one worker at a time") { $0.dataDirectory = $1 },
        Setting("shard", "main", "the shard that this worker serves") { $0.worker.shard = try SettingParsing.name($1) },
        Setting("hosts", nil, "hosts whose requests this shard takes, with commas; all if absent") {
            $0.worker.hosts = try SettingParsing.hosts($1)
        },
        Setting("prefetch", "512", "requests in hand at once, 1 to 10000") {
            $0.worker.prefetch = UInt16(try SettingParsing.integer($1, 1...10_000))
        },
        Setting("declare", "true", "whether exchanges and queues are declared; false: they must exist") {
            $0.worker.declares = try SettingParsing.boolean($1)
        },
        Setting("give-back-after", "10m", "stalled requests are given back after this, before the broker does it") {
            $0.worker.giveBackNanoseconds = nanoseconds(
                try SettingParsing.duration($1, .seconds(10) ... .seconds(7 * 86_400)))
        },
        Setting("limits.body-bytes", "1048576", "largest request body") {
            $0.worker.limits.requestBytes = Int(try SettingParsing.integer($1, 1_024...(16 << 20)))
        },
    ]

    private static let capacity: [Setting] = [
        Setting("admission", "enforce", "what an absent limit means: enforce or trust-limits") {
            $0.worker.policy.admission = try SettingParsing.choice($1, AdmissionPolicy.self)
        },
        Setting("ratios.cpu", "0", "overcommit where a report has none; 0: the stored one stays") {
            $0.worker.policy.configuredRatios.cpu = try SettingParsing.ratio($1)
        },
        Setting("ratios.ram", "0", "the same for memory") {
            $0.worker.policy.configuredRatios.ram = try SettingParsing.ratio($1)
        },
        Setting("ratios.disk", "0", "the same for disk") {
            $0.worker.policy.configuredRatios.disk = try SettingParsing.ratio($1)
        },
        Setting("initial-ratios.cpu", "4.0", "overcommit of a new node when nothing else says") {
            $0.worker.policy.initialRatios.cpu = try positive($1)
        },
        Setting("initial-ratios.ram", "1.0", "the same for memory") {
            $0.worker.policy.initialRatios.ram = try positive($1)
        },
        Setting("initial-ratios.disk", "1.0", "the same for disk") {
            $0.worker.policy.initialRatios.disk = try positive($1)
        },
        Setting("reserved.vcpus", "0", "kept back for the host, for a new node whose report does not say") {
            $0.worker.policy.defaultReserved.vcpus = try SettingParsing.integer($1, 0...1_000_000)
        },
        Setting("reserved.memory-mb", "512", "the same for memory, in MiB") {
            $0.worker.policy.defaultReserved.memoryMebibytes = try SettingParsing.integer($1, 0...(1 << 40))
        },
        Setting("reserved.disk-mb", "0", "the same for disk, in MiB") {
            $0.worker.policy.defaultReserved.diskMebibytes = try SettingParsing.integer($1, 0...(1 << 40))
        },
        Setting("build-failure-threshold", "10", "0: failed builds are not counted") {
            $0.worker.policy.buildFailureThreshold = try SettingParsing.integer($1, 0...1_000_000)
        },
        Setting("audit.grace", "10m", "how long an audit leaves a claim that the database does not have yet") {
            $0.worker.policy.auditGraceNanoseconds = nanoseconds(
                try SettingParsing.duration($1, .zero ... .seconds(86_400)))
        },
        Setting("audit.hold-orphans", "false", "true: guests that nobody claimed hold their memory") {
            $0.worker.policy.holdsOrphanMemory = try SettingParsing.boolean($1)
        },
        Setting("numa.pack-host-cells", "false", "true: guests with cells go to the fuller cells of a host first") {
            $0.worker.policy.packsHostCells = try SettingParsing.boolean($1)
        },
    ]

    private static let held: [Setting] = [
        Setting("held.attempts", "100", "how often a held request is tried before it becomes a dead letter") {
            $0.worker.held.mostAttempts = Int(try SettingParsing.integer($1, 1...1_000_000))
        },
        Setting("held.longest", "1h", "how long a request is held at most; shorter than retention.keys") {
            $0.worker.held.longestNanoseconds = nanoseconds(
                try SettingParsing.duration($1, .seconds(1) ... .seconds(30 * 86_400)))
        },
        Setting("held.per-subject", "64", "how many requests are held for one node or instance") {
            $0.worker.held.mostPerSubject = Int(try SettingParsing.integer($1, 0...1_000_000))
        },
        Setting("held.per-shard", "10000", "how many requests are held in all") {
            $0.worker.held.mostPerShard = Int(try SettingParsing.integer($1, 0...10_000_000))
        },
    ]

    private static let keeping: [Setting] = [
        Setting("retention.keys", "3d", "how long keys and ended moves are known; older requests are refused") {
            let keys = try SettingParsing.duration($1, .seconds(3_600) ... .seconds(365 * 86_400))
            $0.worker.retention.keys = keys
            $0.worker.policy.endedMoveRetentionNanoseconds = nanoseconds(keys)
        },
        Setting("retention.journal", "30d", "how long decisions are kept, at least back to the oldest base") {
            $0.worker.retention.journal = try SettingParsing.duration($1, .seconds(3_600) ... .seconds(3_650 * 86_400))
        },
        Setting("retention.dead", "90d", "how long the key of a dead letter is known") {
            $0.worker.retention.deadLetters = try SettingParsing.duration(
                $1, .seconds(3_600) ... .seconds(3_650 * 86_400))
        },
        Setting("retention.bases", "2", "copies of the state from which the journal can be replayed") {
            $0.worker.bases = Int(try SettingParsing.integer($1, 1...100))
        },
    ]

    private static let output: [Setting] = [
        Setting("usage-interval", "100ms", "at most one usage.updated per node in this time") {
            $0.worker.usageIntervalNanoseconds = nanoseconds(
                try SettingParsing.duration($1, .zero ... .seconds(3_600)))
        },
        Setting("events.format", "protobuf", "bodies of events: protobuf or json") {
            switch $1 {
            case "protobuf": $0.worker.eventForm = .protobuf
            case "json": $0.worker.eventForm = .json
            default: throw SettingError("must be protobuf or json, not '\($1)'")
            }
        },
        Setting("log.level", "info", "trace, debug, info, notice, warning, error or critical") {
            $0.worker.logLevel = try SettingParsing.choice($1, Logger.Level.self)
        },
        Setting("log.format", "text", "json for machines, text for people") {
            $0.logFormat = try SettingParsing.choice($1, LogFormat.self)
        },
    ]

    private static let names: [Setting] = [
        Setting("names.requests-exchange", "berth.requests", "exchange that takes requests") {
            $0.worker.names.requestsExchange = try SettingParsing.name($1)
        },
        Setting("names.events-exchange", "berth.events", "exchange that carries events") {
            $0.worker.names.eventsExchange = try SettingParsing.name($1)
        },
        Setting("names.dead-exchange", "berth.dead", "exchange and queue of dead letters") {
            $0.worker.names.deadExchange = try SettingParsing.name($1)
        },
        Setting("names.requests-queue", "berth.requests", "start of the request queues' names; the shard follows") {
            $0.worker.names.requestsQueuePrefix = try SettingParsing.name($1)
        },
        Setting("names.owner-queue", "berth.owner", "start of the owner queues' names; the shard follows") {
            $0.worker.names.ownerQueuePrefix = try SettingParsing.name($1)
        },
    ]

    /// A duration that was checked, so that it does not overflow.
    private static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    private static func positive(_ text: String) throws -> Double {
        let ratio = try SettingParsing.ratio(text)
        guard ratio > 0 else { throw SettingError("must be above 0") }
        return ratio
    }
}
