/// Something that happened, with every choice made.
///
/// State is what `evolve` makes of facts; deciding code may change between versions, facts replay the same for ever.
public struct Fact: Hashable, Sendable {
    /// When it was decided.
    public var time: Instant
    /// What happened.
    public var body: Body

    /// Makes a fact.
    public init(time: Instant, body: Body) {
        self.time = time
        self.body = body
    }

    /// What can happen; indirect, because facts are copied more often than they are read.
    public indirect enum Body: Hashable, Sendable {
        /// A hypervisor reported; the node was created or updated.
        case nodeReported(NodeReported)
        /// A node was opened or closed for claims.
        case nodeEnabledChanged(NodeEnabledChanged)
        /// A node was forgotten; what was held on it was released by facts before this one.
        case nodeRemoved(NodeRemoved)
        /// Resources are held for an instance.
        case instanceClaimed(InstanceClaimed)
        /// What an instance held was released.
        case claimReleased(ClaimReleased)
        /// An instance's state changed.
        case instanceUpdated(InstanceUpdated)
        /// A lease now ends later.
        case leaseRenewed(LeaseRenewed)
        /// A lease no longer applies: the instance was reported active.
        case leaseCleared(LeaseCleared)
        /// A build's end was counted.
        case buildResultReported(BuildResultReported)
        /// One side of a move took a step.
        case migrationChanged(MigrationChanged)
        /// One side's record of a move was dropped.
        case migrationForgotten(MigrationForgotten)
        /// An audit found differences.
        case driftFound(DriftFound)
        /// A host reported what it measured.
        case metricsReported(MetricsReported)
        /// The memory held for unknown guests changed.
        case orphanMemoryChanged(OrphanMemoryChanged)
        /// A grant has got devices, they are in use now, or it has let go of some.
        case devicesChanged(DevicesChanged)
    }
}

/// A node as reported, with the values in force.
public struct NodeReported: Hashable, Sendable {
    /// Which.
    public var node: NodeIdentifier
    /// Stable identity.
    public var uuid: String
    /// The report.
    public var inventory: Inventory
    /// Devices that no spec matches on a card of which one is tracked, as reported: specs ask for them too.
    public var untrackedRelatives: [PCIDevice]
    /// In force.
    public var reserved: Reserved
    /// In force.
    public var ratios: AllocationRatios
    /// The compute service that owns it.
    public var serviceID: String
    /// Whether the node was new.
    public var isCreated: Bool

    /// Makes one from its parts.
    public init(
        node: NodeIdentifier,
        uuid: String,
        inventory: Inventory,
        untrackedRelatives: [PCIDevice] = [],
        reserved: Reserved,
        ratios: AllocationRatios,
        serviceID: String = "",
        isCreated: Bool
    ) {
        self.node = node
        self.uuid = uuid
        self.inventory = inventory
        self.untrackedRelatives = untrackedRelatives
        self.reserved = reserved
        self.ratios = ratios
        self.serviceID = serviceID
        self.isCreated = isCreated
    }
}

/// A node was opened or closed for claims.
public struct NodeEnabledChanged: Hashable, Sendable {
    /// Which.
    public var node: NodeIdentifier
    /// Whether claims are accepted.
    public var isEnabled: Bool
    /// Why.
    public var reason: String

    /// Makes one from its parts.
    public init(node: NodeIdentifier, isEnabled: Bool, reason: String = "") {
        self.node = node
        self.isEnabled = isEnabled
        self.reason = reason
    }
}

/// A node was forgotten.
public struct NodeRemoved: Hashable, Sendable {
    /// Which.
    public var node: NodeIdentifier
    /// Whether something was held.
    public var isForced: Bool

    /// Makes one from its parts.
    public init(node: NodeIdentifier, isForced: Bool) {
        self.node = node
        self.isForced = isForced
    }
}

/// Resources are held for an instance.
public struct InstanceClaimed: Hashable, Sendable {
    /// As claimed: host and node set, topology placed.
    public var instance: Instance
    /// What is held.
    public var grant: Grant
    /// Length of its lease; absent: none.
    public var leaseNanoseconds: Int64?

    /// Makes one from its parts.
    public init(instance: Instance, grant: Grant, leaseNanoseconds: Int64? = nil) {
        self.instance = instance
        self.grant = grant
        self.leaseNanoseconds = leaseNanoseconds
    }
}

/// Why a claim was released; the raw value is the event's `cause`.
public enum ReleaseCause: String, CaseIterable, Hashable, Sendable {
    case aborted
    case deleted
    case shelvedOffloaded = "shelved_offloaded"
    case audited
    case leaseEnded = "lease_ended"
    case nodeRemoved = "node_removed"
    case moved
    case confirmed
    case reverted
    case failed
    case cancelled
}

/// What an instance held was released.
public struct ClaimReleased: Hashable, Sendable {
    /// Whose.
    public var instance: InstanceIdentifier
    /// What was held, as recorded.
    public var grant: Grant
    /// Why.
    public var cause: ReleaseCause
    /// The instance as it is afterwards, for the event; its record is forgotten with its last grant.
    public var after: Instance?

    /// Makes one from its parts.
    public init(instance: InstanceIdentifier, grant: Grant, cause: ReleaseCause, after: Instance? = nil) {
        self.instance = instance
        self.grant = grant
        self.cause = cause
        self.after = after
    }
}

/// An instance's state changed.
public struct InstanceUpdated: Hashable, Sendable {
    /// The host whose record it is.
    public var host: String
    /// As it is now, whole.
    public var instance: Instance

    /// Makes one from its parts.
    public init(host: String, instance: Instance) {
        self.host = host
        self.instance = instance
    }
}

/// A lease now ends later.
public struct LeaseRenewed: Hashable, Sendable {
    /// Whose.
    public var instance: InstanceIdentifier
    /// Name of the node it is held on.
    public var node: String
    /// The move whose claim it is; empty: the instance's own claim.
    public var migrationUUID: String
    /// Its new end.
    public var leaseEndTime: Instant

    /// Makes one from its parts.
    public init(instance: InstanceIdentifier, node: String = "", migrationUUID: String = "", leaseEndTime: Instant) {
        self.instance = instance
        self.node = node
        self.migrationUUID = migrationUUID
        self.leaseEndTime = leaseEndTime
    }
}

/// A lease no longer applies.
public struct LeaseCleared: Hashable, Sendable {
    /// Whose.
    public var instance: InstanceIdentifier
    /// Name of the node it is held on.
    public var node: String
    /// The move whose claim it is; empty: the instance's own claim.
    public var migrationUUID: String

    /// Makes one from its parts.
    public init(instance: InstanceIdentifier, node: String = "", migrationUUID: String = "") {
        self.instance = instance
        self.node = node
        self.migrationUUID = migrationUUID
    }
}

/// A build's end was counted.
public struct BuildResultReported: Hashable, Sendable {
    /// Where.
    public var node: NodeIdentifier
    /// Failures in a row, afterwards.
    public var failedBuilds: Int64

    /// Makes one from its parts.
    public init(node: NodeIdentifier, failedBuilds: Int64) {
        self.node = node
        self.failedBuilds = failedBuilds
    }
}
