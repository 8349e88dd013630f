import Wire

extension MachineReport {
    /// The report as the tracker takes it: all CPUs serve shared and dedicated guest CPUs alike.
    func inventory() -> Berth_Tracker_V1_Inventory {
        var inventory = Berth_Tracker_V1_Inventory()
        inventory.vcpus = Int64(cpus.count)
        inventory.memoryMb = memoryMebibytes
        inventory.localGb = disk.totalGibibytes
        inventory.diskAvailableLeast = disk.availableGibibytes
        inventory.cpuInfo = String(cpuModel.prefix(255))
        if let numa { inventory.numaTopology.cells = numa.cells.map(Self.message) }
        inventory.pciDevices = devices.map(Self.message)
        return inventory
    }

    private static func message(_ cell: MachineNUMA.Cell) -> Berth_Tracker_V1_NumaCell {
        var message = Berth_Tracker_V1_NumaCell()
        message.id = cell.id
        message.cpuset = cell.cpus
        message.pcpuset = cell.cpus
        message.memoryMb = cell.memoryMebibytes
        message.siblings = cell.cores.map { core in
            var set = Berth_Tracker_V1_CpuSet()
            set.cpus = core
            return set
        }
        message.pages = cell.pages.map { pages in
            var pool = Berth_Tracker_V1_PagePool()
            pool.sizeKb = pages.sizeKibibytes
            pool.total = pages.total
            return pool
        }
        if let socket = cell.socket { message.socket = socket }
        return message
    }

    private static func message(_ device: MachinePCI.Device) -> Berth_Tracker_V1_PciDevice {
        var message = Berth_Tracker_V1_PciDevice()
        message.address = device.address
        message.vendorID = device.vendorID
        message.productID = device.productID
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
