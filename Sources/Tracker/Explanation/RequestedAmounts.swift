/// The plain amounts that a refused claim asked for, as its refusal keeps them.
public struct RequestedAmounts: Hashable, Sendable {
    /// VCPU.
    public var vcpus: Int64
    /// MiB.
    public var memoryMebibytes: Int64
    /// MiB.
    public var diskMebibytes: Int64

    /// Makes them from their parts.
    public init(vcpus: Int64, memoryMebibytes: Int64, diskMebibytes: Int64) {
        self.vcpus = vcpus
        self.memoryMebibytes = memoryMebibytes
        self.diskMebibytes = diskMebibytes
    }

    init(_ amounts: Amounts) {
        self.init(
            vcpus: amounts.vcpus, memoryMebibytes: amounts.memoryMebibytes, diskMebibytes: amounts.diskMebibytes)
    }

    /// Reads them from a refusal's details; absent: they are not there.
    public init?(metadata: [String: String]) {
        guard let vcpus = metadata["vcpus"].flatMap({ Int64($0) }),
            let memory = metadata["memory_mb"].flatMap({ Int64($0) }),
            let disk = metadata["disk_mb"].flatMap({ Int64($0) })
        else { return nil }
        self.init(vcpus: vcpus, memoryMebibytes: memory, diskMebibytes: disk)
    }

    /// As they stand in a refusal's details.
    var metadata: [String: String] {
        ["vcpus": "\(vcpus)", "memory_mb": "\(memoryMebibytes)", "disk_mb": "\(diskMebibytes)"]
    }
}
