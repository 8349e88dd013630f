@testable import Tracker

/// A host with what is held of it, and what is asked of it: short to write in tables.
struct FitHost {
    var topology: NUMATopology
    var usage: TopologyUsage
    var limits = Limits()
    var packsCells = false
    var devices: DeviceNearness?

    /// A host on which nothing is held.
    init(_ cells: [NUMACell]) {
        topology = NUMATopology(cells: cells)
        usage = TopologyUsage(of: topology)
    }

    /// One cell of cores with CPUs for dedicated guest CPUs; shared ones are the same CPUs on a legacy cell.
    init(cores: [[Int32]], pinned: [Int32] = [], isLegacy: Bool = false) {
        self.init([.cell(0, cores: cores, isLegacy: isLegacy)])
        hold(0, pinned: pinned)
    }

    var fit: TopologyFit {
        TopologyFit(host: topology, usage: usage, limits: limits, packsCells: packsCells, devices: devices)
    }

    /// Places a request; absent: it does not fit.
    func place(_ cells: [InstanceCell], emulator: EmulatorThreads? = nil) -> [InstanceCell]? {
        try? fit.place(InstanceTopology(cells: cells, emulatorThreads: emulator)).get().cells
    }

    /// Why a request does not fit; absent: it does.
    func refusal(_ cells: [InstanceCell], emulator: EmulatorThreads? = nil) -> TopologyNoFit? {
        guard case .failure(let refusal) = fit.place(InstanceTopology(cells: cells, emulatorThreads: emulator))
        else { return nil }
        return refusal
    }

    /// Holds something of a cell, each kind without the others.
    ///
    /// - Parameter pages: pages in use by their size; whole MiB.
    mutating func hold(
        _ cell: Int32, pinned: [Int32] = [], cpus: Int32 = 0, memory: Int64 = 0, pages: [Int64: Int64] = [:]
    ) {
        // A size that no cell has counts as memory, but uses no pages.
        let noSuchSize: Int64 = 3
        var held = [
            InstanceCell(
                hostCell: cell, cpuset: Array(0..<cpus), memoryMebibytes: memory, pageSizeKibibytes: noSuchSize)
        ]
        for (size, count) in pages {
            held.append(InstanceCell(hostCell: cell, memoryMebibytes: count * size / 1024, pageSizeKibibytes: size))
            held.append(
                InstanceCell(
                    hostCell: cell, memoryMebibytes: -count * size / 1024, pageSizeKibibytes: noSuchSize))
        }
        held.append(
            InstanceCell(
                hostCell: cell, pageSizeKibibytes: noSuchSize, cpuPolicy: .dedicated,
                cpuPinning: pinned.enumerated().map { CPUPin(guestCPU: Int32($0), hostCPU: $1) }))
        usage.enter(InstanceTopology(cells: held), on: topology)
    }
}

extension NUMACell {
    /// A cell of cores; with `shared` CPUs beside the cores for dedicated ones, which are cores of one thread each.
    static func cell(
        _ id: Int32, cores: [[Int32]], shared: [Int32] = [], isLegacy: Bool = false, memory: Int64 = 1 << 20,
        pages: [PagePool] = [], socket: Int32? = nil, network: NetworkMetadata? = nil
    ) -> NUMACell {
        let dedicated = cores.joined().sorted()
        return NUMACell(
            id: id, cpuset: isLegacy ? dedicated : shared, pcpuset: dedicated, memoryMebibytes: memory,
            siblings: cores + shared.map { [$0] }, pages: pages, socket: socket, network: network)
    }

    /// A cell of CPUs without hardware threads that serve shared and dedicated guest CPUs alike.
    static func legacy(
        _ id: Int32, cpus: Range<Int32>, memory: Int64 = 1 << 20, pages: [PagePool] = [],
        network: NetworkMetadata? = nil
    ) -> NUMACell {
        cell(id, cores: cpus.map { [$0] }, isLegacy: true, memory: memory, pages: pages, network: network)
    }
}

extension InstanceCell {
    /// A guest cell with dedicated CPUs.
    static func dedicated(
        _ cpus: Range<Int32>, memory: Int64 = 0, pageSize: Int64? = nil, threads: ThreadPolicy? = nil
    ) -> InstanceCell {
        InstanceCell(
            pcpuset: Array(cpus), memoryMebibytes: memory, pageSizeKibibytes: pageSize, cpuPolicy: .dedicated,
            threadPolicy: threads)
    }

    /// A guest cell with shared CPUs.
    static func shared(_ cpus: Range<Int32>, memory: Int64 = 0, pageSize: Int64? = nil) -> InstanceCell {
        InstanceCell(cpuset: Array(cpus), memoryMebibytes: memory, pageSizeKibibytes: pageSize)
    }

    /// A guest cell with both.
    static func mixed(
        _ shared: Range<Int32>, _ dedicated: Range<Int32>, memory: Int64 = 0, pageSize: Int64? = nil,
        threads: ThreadPolicy? = nil
    ) -> InstanceCell {
        InstanceCell(
            cpuset: Array(shared), pcpuset: Array(dedicated), memoryMebibytes: memory, pageSizeKibibytes: pageSize,
            cpuPolicy: .mixed, threadPolicy: threads)
    }

    /// The host CPUs of its pins, in the order of the guest CPUs.
    var hostCPUs: [Int32] { cpuPinning.map(\.hostCPU) }
}
