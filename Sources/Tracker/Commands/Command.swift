/// What a caller asks of the core; field rules have been checked before (see the worker's mapping).
///
/// Indirect, because a command is handed on more often than it is read.
public indirect enum Command: Hashable, Sendable {
    /// A hypervisor's report creates or updates a node.
    case reportInventory(ReportInventory)
    /// Opens or closes a node for claims.
    case setNodeEnabled(SetNodeEnabled)
    /// Forgets a node.
    case removeNode(RemoveNode)
    /// Reads a node with all that is held on it.
    case getNode(NodeIdentifier)
    /// Lists nodes, in order of host and name.
    case listNodes(ListNodes)
    /// Holds resources for an instance.
    case claimInstance(ClaimInstance)
    /// Releases an instance's claim.
    case abortInstanceClaim(AbortInstanceClaim)
    /// Takes over an instance's new state.
    case updateInstance(UpdateInstance)
    /// Reads a host's record of an instance.
    case getInstance(InstanceIdentifier)
    /// Asks whether an instance would fit.
    case checkFit(CheckFit)
    /// Counts build failures in a row.
    case reportBuildResult(ReportBuildResult)
    /// Ends a lease that has run out; without effect when it was renewed, cleared or released.
    case endLease(EndLease)
    /// Holds the destination of a move.
    case claimMove(ClaimMove)
    /// Gives up what a side holds for a move.
    case abortMove(AbortMove)
    /// The instance runs at the destination.
    case finishMove(FinishMove)
    /// The source lets go.
    case confirmMove(ConfirmMove)
    /// The destination lets go.
    case revertMove(RevertMove)
    /// A status, reported or told.
    case updateMigration(UpdateMigration)
    /// Reads a host's record of a move.
    case getMigration(GetMigration)
    /// What a host measured.
    case reportMetrics(ReportMetrics)
    /// Compares what is held on a node with what the cloud's database says.
    case auditNode(AuditNode)
    /// Takes devices for a grant outside its claim.
    case claimDevices(ClaimDevices)
    /// The devices taken for an instance are in use.
    case allocateDevices(AllocateDevices)
    /// Lets go of devices of an instance.
    case freeDevices(FreeDevices)
}

/// A hypervisor's report.
public struct ReportInventory: Hashable, Sendable {
    /// Which node.
    public var node: NodeIdentifier
    /// Stable identity; lower-case UUID.
    public var nodeUUID: String
    /// What it has.
    public var inventory: Inventory
    /// The compute service that owns it; empty: unchanged.
    public var serviceID: String

    /// Makes one from its parts.
    public init(node: NodeIdentifier, nodeUUID: String, inventory: Inventory, serviceID: String = "") {
        self.node = node
        self.nodeUUID = nodeUUID
        self.inventory = inventory
        self.serviceID = serviceID
    }
}

/// Opens or closes a node for claims.
public struct SetNodeEnabled: Hashable, Sendable {
    /// Which node.
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

/// Forgets a node; refused while anything is held on it, unless forced.
public struct RemoveNode: Hashable, Sendable {
    /// Which node.
    public var node: NodeIdentifier
    /// Release what is held.
    public var isForced: Bool

    /// Makes one from its parts.
    public init(node: NodeIdentifier, isForced: Bool = false) {
        self.node = node
        self.isForced = isForced
    }
}

/// A page of nodes.
public struct ListNodes: Hashable, Sendable {
    /// At most this many, 1 or more.
    public var pageSize: Int
    /// Start behind this node.
    public var after: NodeIdentifier?

    /// Makes one from its parts.
    public init(pageSize: Int, after: NodeIdentifier? = nil) {
        self.pageSize = pageSize
        self.after = after
    }
}

/// Holds resources for an instance (claims and moves, 3).
public struct ClaimInstance: Hashable, Sendable {
    /// Where.
    public var node: NodeIdentifier
    /// For what.
    public var instance: Instance
    /// A scheduler's capacity limits.
    public var limits: Limits
    /// Placement allocations, for named units.
    public var allocations: [Allocation]
    /// Released by itself after this long unless reported active; above 0.
    public var leaseNanoseconds: Int64?

    /// Makes one from its parts.
    public init(
        node: NodeIdentifier,
        instance: Instance,
        limits: Limits = Limits(),
        allocations: [Allocation] = [],
        leaseNanoseconds: Int64? = nil
    ) {
        self.node = node
        self.instance = instance
        self.limits = limits
        self.allocations = allocations
        self.leaseNanoseconds = leaseNanoseconds
    }
}

/// Releases exactly the recorded grant (claims and moves, 4).
public struct AbortInstanceClaim: Hashable, Sendable {
    /// Where.
    public var node: NodeIdentifier
    /// Whose.
    public var instanceUUID: String
    /// Only the claim made by this request; empty: whichever is held.
    public var claimRequestID: String

    /// Makes one from its parts.
    public init(node: NodeIdentifier, instanceUUID: String, claimRequestID: String = "") {
        self.node = node
        self.instanceUUID = instanceUUID
        self.claimRequestID = claimRequestID
    }
}

/// An instance's new state; releases what it holds when the state says so (claims and moves, 5).
public struct UpdateInstance: Hashable, Sendable {
    /// Where.
    public var node: NodeIdentifier
    /// As it is now.
    public var instance: Instance
    /// Whether the update carries a flavor; without one it stays.
    public var hasFlavor: Bool

    /// Makes one from its parts.
    public init(node: NodeIdentifier, instance: Instance, hasFlavor: Bool = true) {
        self.node = node
        self.instance = instance
        self.hasFlavor = hasFlavor
    }
}

/// Asks whether an instance would fit; holds nothing.
public struct CheckFit: Hashable, Sendable {
    /// Which host.
    public var host: String
    /// Which of its nodes; empty: all.
    public var nodes: [String]
    /// For what.
    public var instance: Instance
    /// A scheduler's capacity limits.
    public var limits: Limits
    /// Placement allocations, for named units.
    public var allocations: [Allocation]

    /// Makes one from its parts.
    public init(
        host: String,
        nodes: [String] = [],
        instance: Instance,
        limits: Limits = Limits(),
        allocations: [Allocation] = []
    ) {
        self.host = host
        self.nodes = nodes
        self.instance = instance
        self.limits = limits
        self.allocations = allocations
    }
}

/// How a build ended.
public struct ReportBuildResult: Hashable, Sendable {
    /// Where.
    public var node: NodeIdentifier
    /// Whose.
    public var instanceUUID: String
    /// Whether it succeeded.
    public var isSuccess: Bool

    /// Makes one from its parts.
    public init(node: NodeIdentifier, instanceUUID: String = "", isSuccess: Bool) {
        self.node = node
        self.instanceUUID = instanceUUID
        self.isSuccess = isSuccess
    }
}

/// Ends a lease that has run out.
public struct EndLease: Hashable, Sendable {
    /// Whose.
    public var instance: InstanceIdentifier
    /// The claim whose lease it is.
    public var claimRequestID: String
    /// The end it had when this was sent.
    public var leaseEndTime: Instant

    /// Makes one from its parts.
    public init(instance: InstanceIdentifier, claimRequestID: String, leaseEndTime: Instant) {
        self.instance = instance
        self.claimRequestID = claimRequestID
        self.leaseEndTime = leaseEndTime
    }
}

/// What comes with every command.
public struct CommandContext: Hashable, Sendable {
    /// Idempotency key of the request; empty: the tracker itself.
    public var requestKey: String
    /// The time of the decision.
    public var now: Instant

    /// Makes one from its parts.
    public init(requestKey: String, now: Instant) {
        self.requestKey = requestKey
        self.now = now
    }
}
