import Wire

extension MachineReport {
    /// The report as the tracker takes it.
    ///
    /// The host's VCPUs are all CPUs that serve guests: those of pinned guest CPUs are granted from them too.
    ///
    /// - Parameter shape: what the host's configuration says.
    func inventory(_ shape: HostShape) -> Berth_Tracker_V1_Inventory {
        var inventory = Berth_Tracker_V1_Inventory()
        inventory.vcpus = Int64(shape.cpus.all.count)
        inventory.memoryMb = memoryMebibytes
        inventory.localGb = disk.totalGibibytes
        inventory.diskAvailableLeast = disk.availableGibibytes
        if let reserved = shape.reservedCPUs { inventory.reserved.vcpus = reserved }
        inventory.cpuInfo = String(cpuModel.prefix(255))
        if let numa { inventory.numaTopology.cells = numa.cells.map { Self.message($0, shape) } }
        inventory.pciDevices = devices.map(Self.message)
        return inventory
    }

    /// A cell with the CPUs that serve guests; cores without such a CPU are left out.
    private static func message(_ cell: MachineNUMA.Cell, _ shape: HostShape) -> Berth_Tracker_V1_NumaCell {
        var message = Berth_Tracker_V1_NumaCell()
        message.id = cell.id
        message.cpuset = cell.cpus.filter(shape.cpus.shared.contains)
        message.pcpuset = cell.cpus.filter(shape.cpus.dedicated.contains)
        message.memoryMb = cell.memoryMebibytes
        message.siblings = cores(of: cell, shape.cpus.all).map { core in
            var set = Berth_Tracker_V1_CpuSet()
            set.cpus = core
            return set
        }
        message.pages = cell.pages.map { pages in
            var pool = Berth_Tracker_V1_PagePool()
            pool.sizeKb = pages.sizeKibibytes
            pool.total = pages.total
            pool.reserved = shape.reservedPages[cell.id]?[pages.sizeKibibytes] ?? 0
            return pool
        }
        if let socket = cell.socket { message.socket = socket }
        if let network = shape.networks?.cells[cell.id] {
            message.network.physnets = network.physicalNetworks.sorted()
            message.network.tunneled = network.isTunnelled
        }
        return message
    }

    /// The cores restricted to some CPUs, by ascending lowest CPU that is left: packing goes by that order.
    private static func cores(of cell: MachineNUMA.Cell, _ cpus: Set<Int32>) -> [[Int32]] {
        cell.cores.map { $0.filter(cpus.contains) }.filter { !$0.isEmpty }.sorted { $0[0] < $1[0] }
    }

    private static func message(_ device: MachinePCI.Device) -> Berth_Tracker_V1_PciDevice {
        var message = Berth_Tracker_V1_PciDevice()
        message.address = device.address
        message.vendorID = device.vendorID
        message.productID = device.productID
        message.extra = device.extra
        if let node = device.numaNode { message.numaNode = node }
        switch device.kind {
        case .standard: message.type = .standard
        case .physicalFunction: message.type = .physicalFunction
        case .vdpa(let parent):
            message.type = .vdpa
            message.parentAddress = parent
        case .virtualFunction(let parent):
            message.type = .virtualFunction
            message.parentAddress = parent
        }
        return message
    }
}
