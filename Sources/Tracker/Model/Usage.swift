/// What is held on a node, reserved amounts included.
///
/// No value is clamped (claims and moves, 2.3).
public struct Usage: Hashable, Sendable {
    /// VCPU.
    public var vcpusUsed: Int64
    /// MiB.
    public var memoryMebibytesUsed: Int64
    /// MiB, exact.
    public var diskMebibytesUsed: Int64
    /// `diskMebibytesUsed` rounded down to GiB.
    public var localGibibytesUsed: Int64
    /// May be negative.
    public var freeMemoryMebibytes: Int64
    /// May be negative.
    public var freeDiskGibibytes: Int64
    /// Instances in the statistics.
    public var runningVMs: Int64
    /// Instances with a task in progress.
    public var currentWorkload: Int64
    /// Per host cell.
    public var numaCells: [NUMACellUsage]
    /// Free devices.
    public var pciPools: [PCIPool]

    /// Makes one from its parts.
    public init(
        vcpusUsed: Int64 = 0,
        memoryMebibytesUsed: Int64 = 0,
        diskMebibytesUsed: Int64 = 0,
        localGibibytesUsed: Int64 = 0,
        freeMemoryMebibytes: Int64 = 0,
        freeDiskGibibytes: Int64 = 0,
        runningVMs: Int64 = 0,
        currentWorkload: Int64 = 0,
        numaCells: [NUMACellUsage] = [],
        pciPools: [PCIPool] = []
    ) {
        self.vcpusUsed = vcpusUsed
        self.memoryMebibytesUsed = memoryMebibytesUsed
        self.diskMebibytesUsed = diskMebibytesUsed
        self.localGibibytesUsed = localGibibytesUsed
        self.freeMemoryMebibytes = freeMemoryMebibytes
        self.freeDiskGibibytes = freeDiskGibibytes
        self.runningVMs = runningVMs
        self.currentWorkload = currentWorkload
        self.numaCells = numaCells
        self.pciPools = pciPools
    }
}
