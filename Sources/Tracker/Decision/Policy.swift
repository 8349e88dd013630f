/// How absent capacity limits count (claims and moves, 3.3).
public enum AdmissionPolicy: String, CaseIterable, Hashable, Sendable {
    /// An absent limit is derived from the node's totals, reserves and ratios.
    case enforce
    /// An absent limit is no limit.
    case trustLimits = "trust-limits"
}

/// Settings that decisions depend on; what they lead to is written into facts.
public struct Policy: Hashable, Sendable {
    /// How absent capacity limits count.
    public var admission: AdmissionPolicy
    /// Used when a report has none; absent or 0: the stored ones stay.
    public var configuredRatios: AllocationRatiosReport
    /// Of a new node when neither report nor configuration says.
    public var initialRatios: AllocationRatios
    /// Of a new node whose report has none.
    public var defaultReserved: Reserved
    /// 0: failed builds are not counted (claims and moves, 10.4).
    public var buildFailureThreshold: Int64
    /// How long the record of a move that is over is kept, in nanoseconds: a request that comes late is still answered.
    public var endedMoveRetentionNanoseconds: Int64
    /// How long an audit leaves a claim that the database does not have yet, in nanoseconds.
    ///
    /// Its caller may be about to write it.
    public var auditGraceNanoseconds: Int64
    /// Whether guests that the hypervisor runs and the tracker does not know hold their memory (claims and moves, 9.8).
    public var holdsOrphanMemory: Bool
    /// Whether a guest with cells is put on the fuller cells of a host first; false: on the emptier ones (NUMA, 3.2).
    public var packsHostCells: Bool
    /// Which devices are tracked, and the names under which flavors ask for them.
    public var devices: DeviceConfiguration

    /// Makes one from its parts.
    public init(
        admission: AdmissionPolicy = .enforce,
        configuredRatios: AllocationRatiosReport = AllocationRatiosReport(),
        initialRatios: AllocationRatios = AllocationRatios(),
        defaultReserved: Reserved = Reserved(),
        buildFailureThreshold: Int64 = 10,
        endedMoveRetentionNanoseconds: Int64 = 3 * 86_400_000_000_000,
        auditGraceNanoseconds: Int64 = 600_000_000_000,
        holdsOrphanMemory: Bool = false,
        packsHostCells: Bool = false,
        devices: DeviceConfiguration = DeviceConfiguration()
    ) {
        self.admission = admission
        self.configuredRatios = configuredRatios
        self.initialRatios = initialRatios
        self.defaultReserved = defaultReserved
        self.buildFailureThreshold = buildFailureThreshold
        self.endedMoveRetentionNanoseconds = endedMoveRetentionNanoseconds
        self.auditGraceNanoseconds = auditGraceNanoseconds
        self.holdsOrphanMemory = holdsOrphanMemory
        self.packsHostCells = packsHostCells
        self.devices = devices
    }
}
