/// Overcommit as a report or the configuration states it; absent or 0 says nothing.
public struct AllocationRatiosReport: Hashable, Sendable {
    /// VCPU per host CPU.
    public var cpu: Double?
    /// Of memory.
    public var ram: Double?
    /// Of local disk.
    public var disk: Double?

    /// Makes one from its parts.
    public init(cpu: Double? = nil, ram: Double? = nil, disk: Double? = nil) {
        self.cpu = cpu
        self.ram = ram
        self.disk = disk
    }
}

/// Overcommit in force; every ratio is finite and above 0.
public struct AllocationRatios: Hashable, Sendable {
    /// VCPU per host CPU.
    public var cpu: Double
    /// Of memory.
    public var ram: Double
    /// Of local disk.
    public var disk: Double

    /// Makes one from its parts.
    public init(cpu: Double = 4, ram: Double = 1, disk: Double = 1) {
        self.cpu = cpu
        self.ram = ram
        self.disk = disk
    }
}
