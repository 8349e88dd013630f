/// What an accepted command is answered with.
public enum Answer: Hashable, Sendable {
    /// To `reportInventory`.
    case inventoryReported(Node, created: Bool)
    /// To `setNodeEnabled`.
    case nodeEnabledSet(Node)
    /// To `removeNode`: the node as it was.
    case nodeRemoved(Node)
    /// To `getNode`; `changed` are devices in use that the latest report has otherwise, as it has them.
    case node(Node, grants: [Grant], migrations: [Migration], changed: [PCIDevice])
    /// To `listNodes`; `next` is the last listed node when more follow.
    case nodes([Node], next: NodeIdentifier?)
    /// To `claimInstance`.
    case instanceClaimed(Grant, Usage)
    /// To `abortInstanceClaim`.
    case claimAborted(Usage?, released: Bool)
    /// To `updateInstance`.
    case instanceUpdated(tracked: Bool, released: Bool, Usage?)
    /// To `getInstance`.
    case instance(Instance, grants: [Grant], migrations: [Migration])
    /// To `checkFit`.
    case fits([NodeFit])
    /// To `reportBuildResult`.
    case buildResultReported(failedBuilds: Int64)
    /// To `endLease`.
    case leaseEnded(released: Bool)
    /// To `claimMove`.
    case moveClaimed(Migration, Grant, Usage)
    /// To `abortMove`, `finishMove`, `confirmMove` and `revertMove`; the migration is absent when the host knows none.
    case moveStepped(MoveMethod, Migration?, Usage?)
    /// To `updateMigration`.
    case migrationUpdated(Migration)
    /// To `getMigration`.
    case migration(Migration)
    /// To `auditNode`.
    case nodeAudited(Node, drifts: [Drift], verdicts: [AllocationVerdict])
    /// To `reportMetrics`.
    case metricsReported
    /// To `claimDevices`, `allocateDevices` and `freeDevices`: the devices that changed, as they are afterwards.
    case devices(DeviceMethod, [PCIDevice])
}

/// The requests about devices outside a claim.
public enum DeviceMethod: String, CaseIterable, Hashable, Sendable {
    /// Devices were taken.
    case claim
    /// Devices are in use now.
    case allocate
    /// Devices were let go of.
    case free
}

/// The requests that take one side of a move a step on.
public enum MoveMethod: String, CaseIterable, Hashable, Sendable {
    /// The side gives up what it holds.
    case abort
    /// The instance runs at the destination.
    case finish
    /// The source lets go.
    case confirm
    /// The destination lets go.
    case revert
}

/// Whether an instance would fit one node.
public struct NodeFit: Hashable, Sendable {
    /// Hypervisor name.
    public var node: String
    /// What it would get; absent when it does not fit.
    public var grant: Grant?
    /// Why it does not fit.
    public var refusal: Refusal?

    /// Makes one from its parts.
    public init(node: String, grant: Grant?, refusal: Refusal? = nil) {
        self.node = node
        self.grant = grant
        self.refusal = refusal
    }
}
