/// The cells of a host; their order counts.
public struct NUMATopology: Hashable, Sendable {
    /// Host cells in report order.
    public var cells: [NUMACell]

    /// Makes one from its parts.
    public init(cells: [NUMACell]) {
        self.cells = cells
    }
}

/// One cell of a host.
public struct NUMACell: Hashable, Sendable {
    /// Number of the cell, not negative.
    public var id: Int32
    /// CPUs for shared guest CPUs, ascending.
    public var cpuset: [Int32]
    /// CPUs for dedicated guest CPUs, ascending.
    public var pcpuset: [Int32]
    /// Memory in MiB.
    public var memoryMebibytes: Int64
    /// Hardware threads of each core; the order of cores counts.
    public var siblings: [[Int32]]
    /// Memory by page size.
    public var pages: [PagePool]
    /// Socket the cell is on.
    public var socket: Int32?
    /// Networks near the cell; absent: unknown.
    public var network: NetworkMetadata?

    /// Makes one from its parts.
    public init(
        id: Int32,
        cpuset: [Int32] = [],
        pcpuset: [Int32] = [],
        memoryMebibytes: Int64 = 0,
        siblings: [[Int32]] = [],
        pages: [PagePool] = [],
        socket: Int32? = nil,
        network: NetworkMetadata? = nil
    ) {
        self.id = id
        self.cpuset = cpuset
        self.pcpuset = pcpuset
        self.memoryMebibytes = memoryMebibytes
        self.siblings = siblings
        self.pages = pages
        self.socket = socket
        self.network = network
    }
}

/// Memory pages of one size.
public struct PagePool: Hashable, Sendable {
    /// Page size in KiB.
    public var sizeKibibytes: Int64
    /// Pages.
    public var total: Int64
    /// Pages in use.
    public var used: Int64
    /// Pages kept back.
    public var reserved: Int64

    /// Makes one from its parts.
    public init(sizeKibibytes: Int64, total: Int64 = 0, used: Int64 = 0, reserved: Int64 = 0) {
        self.sizeKibibytes = sizeKibibytes
        self.total = total
        self.used = used
        self.reserved = reserved
    }
}

/// Networks that are near a cell.
public struct NetworkMetadata: Hashable, Sendable {
    /// Names, ascending.
    public var physicalNetworks: [String]
    /// Near the tunnelled networks too.
    public var isTunneled: Bool

    /// Makes one from its parts.
    public init(physicalNetworks: [String] = [], isTunneled: Bool = false) {
        self.physicalNetworks = physicalNetworks
        self.isTunneled = isTunneled
    }
}

/// What is held of one host cell.
public struct NUMACellUsage: Hashable, Sendable {
    /// Number of the cell.
    public var id: Int32
    /// Guest CPUs.
    public var cpuUsage: Int64
    /// Memory in MiB.
    public var memoryMebibytesUsage: Int64
    /// Pinned host CPUs, ascending.
    public var pinnedCPUs: [Int32]
    /// Pages by size.
    public var pages: [PagePool]

    /// Makes one from its parts.
    public init(
        id: Int32,
        cpuUsage: Int64 = 0,
        memoryMebibytesUsage: Int64 = 0,
        pinnedCPUs: [Int32] = [],
        pages: [PagePool] = []
    ) {
        self.id = id
        self.cpuUsage = cpuUsage
        self.memoryMebibytesUsage = memoryMebibytesUsage
        self.pinnedCPUs = pinnedCPUs
        self.pages = pages
    }
}
