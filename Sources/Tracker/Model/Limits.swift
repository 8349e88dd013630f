/// Capacity limits that a scheduler computed; the admission policy says what an absent one means.
public struct Limits: Hashable, Sendable {
    /// MiB, oversubscription included.
    public var memoryMebibytes: Int64?
    /// GiB, oversubscription included.
    public var diskGibibytes: Int64?
    /// VCPU, oversubscription included.
    public var vcpus: Int64?
    /// Of each host cell.
    public var numaCPURatio: Double?
    /// Of each host cell.
    public var numaRAMRatio: Double?
    /// Networks asked for.
    public var network: NetworkMetadata?

    /// Makes one from its parts.
    public init(
        memoryMebibytes: Int64? = nil,
        diskGibibytes: Int64? = nil,
        vcpus: Int64? = nil,
        numaCPURatio: Double? = nil,
        numaRAMRatio: Double? = nil,
        network: NetworkMetadata? = nil
    ) {
        self.memoryMebibytes = memoryMebibytes
        self.diskGibibytes = diskGibibytes
        self.vcpus = vcpus
        self.numaCPURatio = numaCPURatio
        self.numaRAMRatio = numaRAMRatio
        self.network = network
    }
}
