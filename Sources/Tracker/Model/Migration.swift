/// The record of a move, as one side of it knows it (claims and moves, 1.5).
public struct Migration: Hashable, Sendable {
    /// Identity; lower-case UUID.
    public var uuid: String
    /// Which instance moves.
    public var instanceUUID: String
    /// What kind of move it is.
    public var type: MigrationType
    /// How far it is.
    public var status: MigrationStatus
    /// Where the instance comes from.
    public var source: NodeIdentifier
    /// Where it goes; absent: no destination has been claimed yet.
    public var destination: NodeIdentifier?
    /// Size at the source; absent: not known to this side.
    public var oldFlavor: Flavor?
    /// Size at the destination; absent: not known to this side.
    public var newFlavor: Flavor?
    /// When the record was made.
    public var createTime: Instant
    /// Of the last change; absent: `createTime` counts.
    public var updateTime: Instant?
    /// Address of the destination.
    public var destinationIP: String
    /// A live migration that never claims its destination.
    public var isClaimless: Bool
    /// An evacuation's source has removed the guest; stands beside the status.
    public var isSourceCleaned: Bool

    /// Makes one from its parts.
    public init(
        uuid: String,
        instanceUUID: String,
        type: MigrationType,
        status: MigrationStatus,
        source: NodeIdentifier,
        destination: NodeIdentifier? = nil,
        oldFlavor: Flavor? = nil,
        newFlavor: Flavor? = nil,
        createTime: Instant = Instant(nanoseconds: 0),
        updateTime: Instant? = nil,
        destinationIP: String = "",
        isClaimless: Bool = false,
        isSourceCleaned: Bool = false
    ) {
        self.uuid = uuid
        self.instanceUUID = instanceUUID
        self.type = type
        self.status = status
        self.source = source
        self.destination = destination
        self.oldFlavor = oldFlavor
        self.newFlavor = newFlavor
        self.createTime = createTime
        self.updateTime = updateTime
        self.destinationIP = destinationIP
        self.isClaimless = isClaimless
        self.isSourceCleaned = isSourceCleaned
    }

    /// When it last changed; a record that never did counts as of its creation (claims and moves, 9.4).
    public var recency: Instant { updateTime ?? createTime }
}

/// What kind of move it is; the raw value is the cloud's own name.
public enum MigrationType: String, CaseIterable, Hashable, Sendable {
    /// To another size.
    case resize
    /// Switched off, of the same size.
    case coldMigration = "migration"
    /// While it runs.
    case liveMigration = "live-migration"
    /// Rebuilt elsewhere, because its host is down.
    case evacuation
}

/// One of the two ends of a move; each keeps a record of its own.
public enum MoveSide: String, CaseIterable, Hashable, Sendable {
    /// Where the instance comes from.
    case source
    /// Where it goes.
    case destination

    /// The opposite end.
    public var other: MoveSide { self == .source ? .destination : .source }
}

/// Which side's record of which move, on which host.
public struct MigrationIdentifier: Hashable, Sendable, Comparable {
    /// The host whose record it is.
    public var host: String
    /// The migration.
    public var uuid: String
    /// Which end the host is.
    public var side: MoveSide

    /// Makes one from its parts.
    public init(host: String, uuid: String, side: MoveSide) {
        self.host = host
        self.uuid = uuid
        self.side = side
    }

    /// Orders by host, then by migration; the source before the destination.
    public static func < (left: Self, right: Self) -> Bool {
        if left.host != right.host { return left.host < right.host }
        if left.uuid != right.uuid { return left.uuid < right.uuid }
        return left.side == .source && right.side == .destination
    }
}

/// What a request says about a migration; what is absent it leaves to the side that keeps the record.
public struct MigrationReport: Hashable, Sendable {
    /// Identity; empty: a new one.
    public var uuid: String
    /// Which instance moves; empty: not said.
    public var instanceUUID: String
    /// What kind of move it is.
    public var type: MigrationType?
    /// How far it is.
    public var status: MigrationStatus?
    /// Where the instance comes from.
    public var source: NodeIdentifier?
    /// Where it goes.
    public var destination: NodeIdentifier?
    /// Size at the source.
    public var oldFlavor: Flavor?
    /// Size at the destination.
    public var newFlavor: Flavor?
    /// When the record was made.
    public var createTime: Instant?
    /// Of the last change.
    public var updateTime: Instant?
    /// Address of the destination.
    public var destinationIP: String
    /// A live migration that never claims its destination.
    public var isClaimless: Bool
    /// An evacuation's source has removed the guest.
    public var isSourceCleaned: Bool

    /// Makes one from its parts.
    public init(
        uuid: String = "",
        instanceUUID: String = "",
        type: MigrationType? = nil,
        status: MigrationStatus? = nil,
        source: NodeIdentifier? = nil,
        destination: NodeIdentifier? = nil,
        oldFlavor: Flavor? = nil,
        newFlavor: Flavor? = nil,
        createTime: Instant? = nil,
        updateTime: Instant? = nil,
        destinationIP: String = "",
        isClaimless: Bool = false,
        isSourceCleaned: Bool = false
    ) {
        self.uuid = uuid
        self.instanceUUID = instanceUUID
        self.type = type
        self.status = status
        self.source = source
        self.destination = destination
        self.oldFlavor = oldFlavor
        self.newFlavor = newFlavor
        self.createTime = createTime
        self.updateTime = updateTime
        self.destinationIP = destinationIP
        self.isClaimless = isClaimless
        self.isSourceCleaned = isSourceCleaned
    }
}
