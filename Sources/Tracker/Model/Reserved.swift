/// Reserved amounts as a report states them; an absent one keeps its stored or configured value.
public struct ReservedReport: Hashable, Sendable {
    /// Host CPUs.
    public var vcpus: Int64?
    /// Memory in MiB.
    public var memoryMebibytes: Int64?
    /// Disk in MiB.
    public var diskMebibytes: Int64?

    /// Makes one from its parts.
    public init(vcpus: Int64? = nil, memoryMebibytes: Int64? = nil, diskMebibytes: Int64? = nil) {
        self.vcpus = vcpus
        self.memoryMebibytes = memoryMebibytes
        self.diskMebibytes = diskMebibytes
    }
}

/// Amounts in force that are kept back for the host itself; they count as used.
public struct Reserved: Hashable, Sendable {
    /// Host CPUs.
    public var vcpus: Int64
    /// Memory in MiB.
    public var memoryMebibytes: Int64
    /// Disk in MiB.
    public var diskMebibytes: Int64

    /// Makes one from its parts.
    public init(vcpus: Int64 = 0, memoryMebibytes: Int64 = 512, diskMebibytes: Int64 = 0) {
        self.vcpus = vcpus
        self.memoryMebibytes = memoryMebibytes
        self.diskMebibytes = diskMebibytes
    }
}
