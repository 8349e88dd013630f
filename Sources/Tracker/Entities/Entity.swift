/// What the store keeps one row of: the smallest set from which the state can be built again.
public enum EntityIdentifier: Hashable, Sendable {
    /// A node's inventory and settings.
    case node(NodeIdentifier)
    /// A node's counters; small, because every claim changes them.
    case nodeCounters(NodeIdentifier)
    /// One host's record of an instance, with its grants.
    case instance(InstanceIdentifier)
    /// One side's record of a move.
    case migration(MigrationIdentifier)
}

/// One stored entity.
public enum Entity: Hashable, Sendable {
    /// A node's inventory and settings.
    case node(NodeRecord)
    /// A node's counters.
    case nodeCounters(NodeCounters)
    /// One host's record of an instance.
    case instance(InstanceRecord)
    /// One side's record of a move.
    case migration(MigrationRecord)
}

/// What cannot be derived about a node and changes rarely.
public struct NodeRecord: Hashable, Sendable {
    /// Its address.
    public var identifier: NodeIdentifier
    /// Stable identity.
    public var uuid: String
    /// Last hypervisor report.
    public var inventory: Inventory
    /// Devices that no spec matches on a card of which one is tracked, as reported: specs ask for them too.
    public var untrackedRelatives: [PCIDevice]
    /// In force.
    public var reserved: Reserved
    /// In force.
    public var ratios: AllocationRatios
    /// False: claims are refused.
    public var isEnabled: Bool
    /// Why it is disabled.
    public var disableReason: String
    /// The compute service that owns it.
    public var serviceID: String
    /// When it was first reported.
    public var createTime: Instant

    /// Makes one from its parts.
    public init(
        identifier: NodeIdentifier,
        uuid: String,
        inventory: Inventory,
        untrackedRelatives: [PCIDevice] = [],
        reserved: Reserved,
        ratios: AllocationRatios,
        isEnabled: Bool = true,
        disableReason: String = "",
        serviceID: String = "",
        createTime: Instant = Instant(nanoseconds: 0)
    ) {
        self.identifier = identifier
        self.uuid = uuid
        self.inventory = inventory
        self.untrackedRelatives = untrackedRelatives
        self.reserved = reserved
        self.ratios = ratios
        self.isEnabled = isEnabled
        self.disableReason = disableReason
        self.serviceID = serviceID
        self.createTime = createTime
    }
}

/// What cannot be derived about a node and changes with every claim.
public struct NodeCounters: Hashable, Sendable {
    /// Its address.
    public var identifier: NodeIdentifier
    /// Increments with every change of the node.
    public var generation: Int64
    /// Consecutive failed builds (claims and moves, 10.4).
    public var failedBuilds: Int64
    /// Of the last change.
    public var updateTime: Instant
    /// Generation of the last change that released something; 0: nothing ever was.
    public var lastRelease: Int64
    /// MiB held for guests that the hypervisor runs and the tracker does not know.
    public var orphanMebibytes: Int64

    /// Makes one from its parts.
    public init(
        identifier: NodeIdentifier,
        generation: Int64 = 0,
        failedBuilds: Int64 = 0,
        updateTime: Instant = Instant(nanoseconds: 0),
        lastRelease: Int64 = 0,
        orphanMebibytes: Int64 = 0
    ) {
        self.identifier = identifier
        self.generation = generation
        self.failedBuilds = failedBuilds
        self.updateTime = updateTime
        self.lastRelease = lastRelease
        self.orphanMebibytes = orphanMebibytes
    }
}

/// One host's record of an instance: what it is and what it holds there.
public struct InstanceRecord: Hashable, Sendable {
    /// The host whose record it is.
    public var host: String
    /// As last described.
    public var instance: Instance
    /// What it holds on the host's nodes, in order of creation.
    public var grants: [Grant]
    /// Length of the lease of the instance's own claim, by which updates renew it; absent: none.
    public var leaseNanoseconds: Int64?
    /// Generation of the instance's own node when the record last changed; of moves see `MigrationRecord`.
    public var generation: Int64

    /// Makes one from its parts.
    public init(
        host: String, instance: Instance, grants: [Grant] = [], leaseNanoseconds: Int64? = nil, generation: Int64 = 0
    ) {
        self.host = host
        self.instance = instance
        self.grants = grants
        self.leaseNanoseconds = leaseNanoseconds
        self.generation = generation
    }
}

/// One side's record of a move.
public struct MigrationRecord: Hashable, Sendable {
    /// Which end of the move this is.
    public var side: MoveSide
    /// As this side knows it.
    public var migration: Migration
    /// The side's own node.
    public var node: NodeIdentifier
    /// Length of the lease of the move's claim, by which updates renew it; absent: none.
    public var leaseNanoseconds: Int64?
    /// The devices that the instance asks for before and after the move; absent: this side has claimed nothing.
    public var requests: MoveRequests?
    /// Generation of the side's node when the record, or what it holds, last changed.
    public var generation: Int64

    /// Makes one from its parts.
    public init(
        side: MoveSide, migration: Migration, node: NodeIdentifier, leaseNanoseconds: Int64? = nil,
        requests: MoveRequests? = nil, generation: Int64 = 0
    ) {
        self.side = side
        self.migration = migration
        self.node = node
        self.leaseNanoseconds = leaseNanoseconds
        self.requests = requests
        self.generation = generation
    }

    /// The host whose record it is.
    public var host: String { node.host }

    /// The record's address.
    public var identifier: MigrationIdentifier {
        MigrationIdentifier(host: node.host, uuid: migration.uuid, side: side)
    }
}
