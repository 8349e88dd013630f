/// What a hypervisor reports; a report replaces the one before it as a whole.
public struct Inventory: Hashable, Sendable {
    /// Host CPUs.
    public var vcpus: Int64
    /// Memory in MiB.
    public var memoryMebibytes: Int64
    /// Local disk in GiB.
    public var localGibibytes: Int64
    /// Kept back for the host itself, as reported.
    public var reserved: ReservedReport
    /// Overcommit, as reported.
    public var ratios: AllocationRatiosReport
    /// Host cells; absent: the host has no NUMA information.
    public var numaTopology: NUMATopology?
    /// Every device the hypervisor sees.
    public var pciDevices: [PCIDevice]
    /// Countable named units.
    public var resourcePools: [ResourcePool]
    /// Type of the hypervisor.
    public var hypervisorType: String
    /// Version of the hypervisor.
    public var hypervisorVersion: String
    /// Free text about the CPUs.
    public var cpuInfo: String
    /// Free-form, passed through.
    public var stats: [String: String]
    /// Placement traits the driver supports.
    public var traits: [String]
    /// Address of the host.
    public var hostIP: String
    /// GiB, may be negative.
    public var diskAvailableLeastGibibytes: Int64?

    /// Makes one from its parts.
    public init(
        vcpus: Int64 = 0,
        memoryMebibytes: Int64 = 0,
        localGibibytes: Int64 = 0,
        reserved: ReservedReport = ReservedReport(),
        ratios: AllocationRatiosReport = AllocationRatiosReport(),
        numaTopology: NUMATopology? = nil,
        pciDevices: [PCIDevice] = [],
        resourcePools: [ResourcePool] = [],
        hypervisorType: String = "",
        hypervisorVersion: String = "",
        cpuInfo: String = "",
        stats: [String: String] = [:],
        traits: [String] = [],
        hostIP: String = "",
        diskAvailableLeastGibibytes: Int64? = nil
    ) {
        self.vcpus = vcpus
        self.memoryMebibytes = memoryMebibytes
        self.localGibibytes = localGibibytes
        self.reserved = reserved
        self.ratios = ratios
        self.numaTopology = numaTopology
        self.pciDevices = pciDevices
        self.resourcePools = resourcePools
        self.hypervisorType = hypervisorType
        self.hypervisorVersion = hypervisorVersion
        self.cpuInfo = cpuInfo
        self.stats = stats
        self.traits = traits
        self.hostIP = hostIP
        self.diskAvailableLeastGibibytes = diskAvailableLeastGibibytes
    }
}
