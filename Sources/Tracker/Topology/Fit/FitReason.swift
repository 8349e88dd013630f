/// Why a guest topology does not fit a host: the reasons of shortfalls, by their stable names.
public enum FitReason: String, CaseIterable, Hashable, Sendable {
    /// The summary: the guest cells cannot be placed on the host cells.
    case noFit = "NUMA_NO_FIT"
    /// The summary when devices are requested too.
    case noFitWithDevices = "NUMA_PCI_NO_FIT"
    /// Each guest cell fits some host cell, but these guest cells have fewer host cells than they are.
    case cellsCompete = "NUMA_CELLS_COMPETE"
    /// No placement of the guest cells is near a requested network.
    case network = "NUMA_NETWORK"
    /// No placement of the guest cells gives the requested devices.
    case devices = "NUMA_DEVICES"
    /// The search was given up: too many sets of host cells were tried. With 16 host cells or fewer only if requests
    /// that want some of each other's devices match thousands of them.
    case searchLimit = "NUMA_SEARCH_LIMIT"

    /// The host cell has no pages of the size asked for.
    case pageSizeMissing = "NUMA_PAGE_SIZE_MISSING"
    /// The guest cell's memory is no multiple of the page size asked for.
    case pageSizeIndivisible = "NUMA_PAGE_SIZE_INDIVISIBLE"
    /// Too few pages of the size asked for are free.
    case pagesShort = "NUMA_PAGES_SHORT"
    /// No page size was asked for, and the memory is no multiple of the host cell's smallest one.
    case memoryIndivisible = "NUMA_MEMORY_INDIVISIBLE"
    /// No page size was asked for, and the host cell has too little memory for the guest cell.
    case memoryShort = "NUMA_MEMORY_SHORT"
    /// The host cell has too few CPUs for dedicated guest CPUs, free or not.
    case dedicatedTotal = "NUMA_DEDICATED_CPUS_TOTAL"
    /// The host cell has fewer CPUs for shared guest CPUs than the guest cell has shared CPUs.
    case sharedTotal = "NUMA_SHARED_CPUS_TOTAL"
    /// Too few of the host cell's CPUs for dedicated guest CPUs are free.
    case dedicatedFree = "NUMA_DEDICATED_CPUS_FREE"
    /// Thread policy `isolate`: the host cell keeps shared and dedicated CPUs apart and has hardware threads.
    case isolateApart = "NUMA_ISOLATE_APART"
    /// Thread policy `isolate`: too few cores are wholly free.
    case isolateCores = "NUMA_ISOLATE_CORES"
    /// Thread policy `isolate`: the guest cell has no dedicated CPU.
    case isolateNothing = "NUMA_ISOLATE_NOTHING"
    /// Thread policy `require`: the host cell's cores have one hardware thread each.
    case requireThreads = "NUMA_REQUIRE_THREADS"
    /// Thread policy `require`: too few cores have two free hardware threads or more.
    case requireCores = "NUMA_REQUIRE_CORES"
    /// Enough CPUs are free, but too few of them are in a core.
    case coreless = "NUMA_CORELESS_CPUS"
    /// A guest cell with dedicated CPUs or a mix of both must have a CPU.
    case guestCellWithoutCPUs = "NUMA_GUEST_CELL_WITHOUT_CPUS"
    /// No CPU is left for the emulator threads.
    case emulatorCPU = "NUMA_EMULATOR_CPU"
    /// Shared guest CPUs beyond the CPU allocation ratio of the limits.
    case cpuRatio = "NUMA_CPU_RATIO"
    /// Memory beyond the memory allocation ratio of the limits.
    case memoryRatio = "NUMA_MEMORY_RATIO"
}

extension FitReason {
    /// The resource that falls short; CPUs are counted, memory and pages are in MiB.
    public var resource: String {
        switch self {
        case .noFit, .noFitWithDevices, .cellsCompete, .searchLimit: "NUMA_TOPOLOGY"
        case .network: "NETWORK"
        case .devices: "PCI_DEVICE"
        case .pageSizeMissing, .pageSizeIndivisible, .pagesShort: "HUGE_PAGES"
        case .memoryIndivisible, .memoryShort, .memoryRatio: "MEMORY_MB"
        case .dedicatedTotal, .dedicatedFree, .isolateApart, .isolateCores, .isolateNothing, .requireThreads,
            .requireCores, .coreless, .guestCellWithoutCPUs, .emulatorCPU:
            "PCPU"
        case .sharedTotal, .cpuRatio: "VCPU"
        }
    }

    /// Whether it is about one guest cell on one host cell; the others are about the whole.
    public var isOfPair: Bool {
        switch self {
        case .noFit, .noFitWithDevices, .cellsCompete, .network, .devices, .searchLimit: false
        case .pageSizeMissing, .pageSizeIndivisible, .pagesShort, .memoryIndivisible, .memoryShort, .dedicatedTotal,
            .sharedTotal, .dedicatedFree, .isolateApart, .isolateCores, .isolateNothing, .requireThreads,
            .requireCores, .coreless, .guestCellWithoutCPUs, .emulatorCPU, .cpuRatio, .memoryRatio:
            true
        }
    }
}
