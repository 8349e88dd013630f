/// Which side of an instance's life a grant is.
public enum GrantSide: String, CaseIterable, Hashable, Sendable {
    case instance
    case moveNew = "move_new"
    case moveOld = "move_old"
}

/// What was granted: the exact places.
///
/// Released as recorded, never recomputed.
public struct Grant: Hashable, Sendable {
    /// Whose.
    public var instanceUUID: String
    /// Where.
    public var node: NodeIdentifier
    /// VCPU.
    public var vcpus: Int64
    /// Memory in MiB.
    public var memoryMebibytes: Int64
    /// Root, ephemeral and swap, in MiB; rounded to GiB only in the sum of a node.
    public var diskMebibytes: Int64
    /// Placed cells.
    public var numaTopology: InstanceTopology?
    /// Devices.
    public var pciDevices: [PCIDevice]
    /// Named units.
    public var resources: [ResourcePool]
    /// Of a move's new or old side.
    public var migrationUUID: String
    /// Which side.
    public var side: GrantSide
    /// That the devices answer.
    public var pciRequests: [PCIRequest]
    /// Owner.
    public var projectID: String
    /// Idempotency key of the request that made it.
    public var claimRequestID: String
    /// When.
    public var createTime: Instant
    /// Absent: no lease.
    public var leaseEndTime: Instant?
    /// Flavor it was computed from.
    public var flavorID: String

    /// Makes one from its parts.
    public init(
        instanceUUID: String,
        node: NodeIdentifier,
        vcpus: Int64 = 0,
        memoryMebibytes: Int64 = 0,
        diskMebibytes: Int64 = 0,
        numaTopology: InstanceTopology? = nil,
        pciDevices: [PCIDevice] = [],
        resources: [ResourcePool] = [],
        migrationUUID: String = "",
        side: GrantSide = .instance,
        pciRequests: [PCIRequest] = [],
        projectID: String = "",
        claimRequestID: String = "",
        createTime: Instant = Instant(nanoseconds: 0),
        leaseEndTime: Instant? = nil,
        flavorID: String = ""
    ) {
        self.instanceUUID = instanceUUID
        self.node = node
        self.vcpus = vcpus
        self.memoryMebibytes = memoryMebibytes
        self.diskMebibytes = diskMebibytes
        self.numaTopology = numaTopology
        self.pciDevices = pciDevices
        self.resources = resources
        self.migrationUUID = migrationUUID
        self.side = side
        self.pciRequests = pciRequests
        self.projectID = projectID
        self.claimRequestID = claimRequestID
        self.createTime = createTime
        self.leaseEndTime = leaseEndTime
        self.flavorID = flavorID
    }
}
