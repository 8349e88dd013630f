/// An instance as its owner describes it.
public struct Instance: Hashable, Sendable {
    /// UUID, lower case with hyphens.
    public var uuid: String
    /// The project that owns it.
    public var projectID: String
    /// The user that owns it.
    public var userID: String
    /// Its size.
    public var flavor: Flavor
    /// Properties of its image, by key.
    public var imageProperties: [String: String]
    /// Whether its root disk holds no local space; absent in a claim: false, in an update: unchanged.
    public var isVolumeBacked: Bool?
    /// State of the guest; absent counts as `None` in statistics.
    public var vmState: VMState?
    /// What is being done with it; absent: nothing.
    public var taskState: TaskState?
    /// Operating system type; empty counts as `None` in statistics.
    public var osType: String
    /// PCI devices it asks for.
    public var pciRequests: [PCIRequest]
    /// Where the cloud's database says it is; empty: nowhere yet.
    public var host: String
    /// The hypervisor the cloud's database names; empty: none.
    public var node: String
    /// Its topology, asked for or placed; absent: derived from flavor and image.
    public var numaTopology: InstanceTopology?
    /// Its record is deleted.
    public var isDeleted: Bool
    /// The losing copy of a move between cells.
    public var isHidden: Bool
    /// The cloud's own update time; older than the last seen is refused.
    public var updateTime: Instant?

    /// Makes one from its parts.
    public init(
        uuid: String,
        projectID: String = "",
        userID: String = "",
        flavor: Flavor = Flavor(),
        imageProperties: [String: String] = [:],
        isVolumeBacked: Bool? = nil,
        vmState: VMState? = nil,
        taskState: TaskState? = nil,
        osType: String = "",
        pciRequests: [PCIRequest] = [],
        host: String = "",
        node: String = "",
        numaTopology: InstanceTopology? = nil,
        isDeleted: Bool = false,
        isHidden: Bool = false,
        updateTime: Instant? = nil
    ) {
        self.uuid = uuid
        self.projectID = projectID
        self.userID = userID
        self.flavor = flavor
        self.imageProperties = imageProperties
        self.isVolumeBacked = isVolumeBacked
        self.vmState = vmState
        self.taskState = taskState
        self.osType = osType
        self.pciRequests = pciRequests
        self.host = host
        self.node = node
        self.numaTopology = numaTopology
        self.isDeleted = isDeleted
        self.isHidden = isHidden
        self.updateTime = updateTime
    }
}
