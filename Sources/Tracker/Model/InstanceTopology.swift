/// Guest cells in order; a placement has host cells and pins, a request has neither.
public struct InstanceTopology: Hashable, Sendable {
    /// Guest cells.
    public var cells: [InstanceCell]
    /// Where emulator threads run.
    public var emulatorThreads: EmulatorThreads?

    /// Makes one from its parts.
    public init(cells: [InstanceCell], emulatorThreads: EmulatorThreads? = nil) {
        self.cells = cells
        self.emulatorThreads = emulatorThreads
    }
}

/// Where emulator threads run.
public enum EmulatorThreads: String, CaseIterable, Hashable, Sendable {
    case share
    case isolate
}

/// How guest CPUs are placed.
public enum CPUPolicy: String, CaseIterable, Hashable, Sendable {
    case shared
    case dedicated
    case mixed
}

/// How hardware threads are used.
public enum ThreadPolicy: String, CaseIterable, Hashable, Sendable {
    case prefer
    case isolate
    case require
}

/// One guest cell.
public struct InstanceCell: Hashable, Sendable {
    /// Placed: the host cell.
    public var hostCell: Int32?
    /// Floating guest CPUs.
    public var cpuset: [Int32]
    /// Dedicated guest CPUs.
    public var pcpuset: [Int32]
    /// Memory in MiB.
    public var memoryMebibytes: Int64
    /// Asked: a size, −1 small, −2 large, −3 any; placed: the size.
    public var pageSizeKibibytes: Int64?
    /// How guest CPUs are placed.
    public var cpuPolicy: CPUPolicy?
    /// How hardware threads are used.
    public var threadPolicy: ThreadPolicy?
    /// Placed: one per CPU of `pcpuset`, ascending.
    public var cpuPinning: [CPUPin]
    /// Placed: host CPUs for emulator threads.
    public var reservedCPUs: [Int32]

    /// Makes one from its parts.
    public init(
        hostCell: Int32? = nil,
        cpuset: [Int32] = [],
        pcpuset: [Int32] = [],
        memoryMebibytes: Int64 = 0,
        pageSizeKibibytes: Int64? = nil,
        cpuPolicy: CPUPolicy? = nil,
        threadPolicy: ThreadPolicy? = nil,
        cpuPinning: [CPUPin] = [],
        reservedCPUs: [Int32] = []
    ) {
        self.hostCell = hostCell
        self.cpuset = cpuset
        self.pcpuset = pcpuset
        self.memoryMebibytes = memoryMebibytes
        self.pageSizeKibibytes = pageSizeKibibytes
        self.cpuPolicy = cpuPolicy
        self.threadPolicy = threadPolicy
        self.cpuPinning = cpuPinning
        self.reservedCPUs = reservedCPUs
    }
}

/// One dedicated guest CPU and its host CPU.
public struct CPUPin: Hashable, Sendable {
    /// Guest CPU.
    public var guestCPU: Int32
    /// Host CPU.
    public var hostCPU: Int32

    /// Makes one from its parts.
    public init(guestCPU: Int32, hostCPU: Int32) {
        self.guestCPU = guestCPU
        self.hostCPU = hostCPU
    }
}
