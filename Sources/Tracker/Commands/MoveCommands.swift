/// Holds the destination of a move (claims and moves, 6).
public struct ClaimMove: Hashable, Sendable {
    /// The destination.
    public var node: NodeIdentifier
    /// The instance as it is at the source.
    public var instance: Instance
    /// Its size at the destination; absent: unchanged.
    public var newFlavor: Flavor?
    /// Its image at the destination; absent: unchanged.
    public var newImageProperties: [String: String]?
    /// The record: an existing one, or what is known of a new one.
    ///
    /// Its UUID is given.
    public var migration: MigrationReport
    /// A scheduler's capacity limits.
    public var limits: Limits
    /// Placement allocations, for named units.
    public var allocations: [Allocation]
    /// Devices that the new flavor asks for; those of ports are taken from the instance.
    public var pciRequests: [PCIRequest]
    /// Released by itself after this long unless finished; above 0.
    ///
    /// Every update of the migration renews it.
    public var leaseNanoseconds: Int64?

    /// Makes one from its parts.
    public init(
        node: NodeIdentifier,
        instance: Instance,
        newFlavor: Flavor? = nil,
        newImageProperties: [String: String]? = nil,
        migration: MigrationReport,
        limits: Limits = Limits(),
        allocations: [Allocation] = [],
        pciRequests: [PCIRequest] = [],
        leaseNanoseconds: Int64? = nil
    ) {
        self.node = node
        self.instance = instance
        self.newFlavor = newFlavor
        self.newImageProperties = newImageProperties
        self.migration = migration
        self.limits = limits
        self.allocations = allocations
        self.pciRequests = pciRequests
        self.leaseNanoseconds = leaseNanoseconds
    }
}

/// Gives up what a side holds for a move (claims and moves, 7).
public struct AbortMove: Hashable, Sendable {
    /// The side's node.
    public var node: NodeIdentifier
    /// Which move.
    public var migrationUUID: String
    /// The status afterwards: `failed`, `cancelled` or `error`; absent: as before, to claim another destination.
    public var status: MigrationStatus?

    /// Makes one from its parts.
    public init(node: NodeIdentifier, migrationUUID: String, status: MigrationStatus? = nil) {
        self.node = node
        self.migrationUUID = migrationUUID
        self.status = status
    }
}

/// The instance runs at the destination: what the move holds there becomes its own.
public struct FinishMove: Hashable, Sendable {
    /// The destination.
    public var node: NodeIdentifier
    /// Which move.
    public var migrationUUID: String
    /// The instance as it is now; absent: only its place and size change.
    public var instance: Instance?
    /// Whether the instance is given with a flavor.
    public var hasFlavor: Bool

    /// Makes one from its parts.
    public init(node: NodeIdentifier, migrationUUID: String, instance: Instance? = nil, hasFlavor: Bool = true) {
        self.node = node
        self.migrationUUID = migrationUUID
        self.instance = instance
        self.hasFlavor = hasFlavor
    }
}

/// The move is final: the source lets go of what it kept for a revert.
public struct ConfirmMove: Hashable, Sendable {
    /// The source.
    public var node: NodeIdentifier
    /// Which move.
    public var migrationUUID: String
    /// The record, for a side that has not seen it, or has not heard how far it is.
    public var migration: MigrationReport?

    /// Makes one from its parts.
    public init(node: NodeIdentifier, migrationUUID: String, migration: MigrationReport? = nil) {
        self.node = node
        self.migrationUUID = migrationUUID
        self.migration = migration
    }
}

/// The move is undone: the destination lets go.
public struct RevertMove: Hashable, Sendable {
    /// The destination.
    public var node: NodeIdentifier
    /// Which move.
    public var migrationUUID: String

    /// Makes one from its parts.
    public init(node: NodeIdentifier, migrationUUID: String) {
        self.node = node
        self.migrationUUID = migrationUUID
    }
}

/// A status, reported by the side that reached it, or told to the other.
public struct UpdateMigration: Hashable, Sendable {
    /// The host that is told.
    public var host: String
    /// Which move.
    public var migrationUUID: String
    /// How far it is.
    public var status: MigrationStatus
    /// The record, for a side that has not seen it, or has not heard how far it is.
    public var migration: MigrationReport?
    /// Where the instance is now, if it matters: on `failed` it decides which side keeps it.
    public var location: NodeIdentifier?

    /// Makes one from its parts.
    public init(
        host: String, migrationUUID: String, status: MigrationStatus, migration: MigrationReport? = nil,
        location: NodeIdentifier? = nil
    ) {
        self.host = host
        self.migrationUUID = migrationUUID
        self.status = status
        self.migration = migration
        self.location = location
    }
}

/// Reads a host's record of a move.
public struct GetMigration: Hashable, Sendable {
    /// The host.
    public var host: String
    /// Which move.
    public var migrationUUID: String

    /// Makes one from its parts.
    public init(host: String, migrationUUID: String) {
        self.host = host
        self.migrationUUID = migrationUUID
    }
}

/// What a host measured.
public struct ReportMetrics: Hashable, Sendable {
    /// Which node.
    public var node: NodeIdentifier
    /// Address of the host.
    public var hostIP: String
    /// The measurements.
    public var metrics: [Metric]

    /// Makes one from its parts.
    public init(node: NodeIdentifier, hostIP: String = "", metrics: [Metric]) {
        self.node = node
        self.hostIP = hostIP
        self.metrics = metrics
    }
}
