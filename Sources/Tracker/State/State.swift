import HashTreeCollections

/// All that the tracker of one shard knows: what `evolve` made of the facts so far.
///
/// Copying is cheap and copies share structure: a rehearsal evolves a copy, and a batch is taken back by keeping the
/// copy from before. Sums, counters and indexes are kept up to date with every change, so that a question costs the
/// same however much is held.
public struct State: Sendable {
    /// What each node is.
    var nodeRecords: TreeDictionary<NodeIdentifier, Shared<NodeRecord>> = [:]
    /// What changes with every claim; the same keys.
    var ledgers: TreeDictionary<NodeIdentifier, NodeLedger> = [:]
    /// The nodes in order.
    var nodeOrder = SortedSet<NodeIdentifier>()
    /// Which node has a UUID.
    var nodesByUUID: TreeDictionary<String, NodeIdentifier> = [:]
    /// The records of each instance by its UUID, in order of their hosts; none is empty, nearly all have one.
    var recordsByInstance: TreeDictionary<String, [InstanceRecord]> = [:]
    /// The records of each migration by its UUID, by host and side; none is empty, none has more than a few.
    var recordsByMigration: TreeDictionary<String, [MigrationRecord]> = [:]
    /// Which records each instance's moves have, in order; none is empty.
    var movesByInstance: TreeDictionary<String, [MigrationIdentifier]> = [:]
    /// Records of moves that are over, in the order in which they ended.
    var endedMoves = SortedSet<EndedMove>()
    /// How many records of instances there are, over all hosts.
    public internal(set) var instanceCount = 0
    /// Named units in use, with the number of hands each is in: 1, unless an invariant broke.
    var assignedUnits: TreeDictionary<AssignedUnit, Int64> = [:]
    /// Leases in the order in which they end.
    var leases = SortedSet<Lease>()

    /// Device specs that count for what was reported before they did; absent: reports stay as they were filtered.
    let deviceSpecs: [DeviceSpec]?

    /// Makes the state of a shard that knows nothing yet.
    public init() { deviceSpecs = nil }

    /// Makes the state of a shard that knows nothing yet, for reports that were filtered by other device specs.
    init(deviceSpecs: [DeviceSpec]?) { self.deviceSpecs = deviceSpecs }
}
