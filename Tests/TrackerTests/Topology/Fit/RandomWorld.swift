@testable import Tracker

/// A random host with what is held of it, and a random request: everything that a fit depends on.
struct RandomWorld {
    var topology: NUMATopology
    var usage: TopologyUsage
    var request = InstanceTopology(cells: [])
    var limits = Limits()
    var packsCells = false
    var devices: DeviceNearness?

    /// What all cells of a host have in common.
    private struct Kind {
        var threads: Int
        var cores: Int
        var isLegacy: Bool
        var areThreadsFar: Bool
        var pageSizes: [Int64]
        var hasNetworks: Bool
    }

    /// Draws one of at most so many host cells.
    init(seed: UInt64, mostHostCells: Int) {
        var random = SplitMix(seed: seed)
        let count = Int.random(in: 1...mostHostCells, using: &random)
        let sizes: [[Int64]] = [[], [], [4], [4, 2048], [2048, 4, 1 << 20], [2048]]
        let kind = Kind(
            threads: [1, 2, 2, 4].randomElement(using: &random) ?? 1, cores: Int.random(in: 1...5, using: &random),
            isLegacy: Bool.random(using: &random), areThreadsFar: Bool.random(using: &random),
            pageSizes: sizes.randomElement(using: &random) ?? [],
            hasNetworks: Int.random(in: 0..<3, using: &random) == 0)
        let cells = (0..<count).map { Self.cell(Int32($0), of: count, kind, &random) }
        topology = NUMATopology(cells: cells)
        usage = TopologyUsage(of: topology)
        for cell in cells where Int.random(in: 0..<3, using: &random) > 0 { hold(of: cell, &random) }
        packsCells = Int.random(in: 0..<3, using: &random) == 0
        drawLimits(kind, &random)
        drawDevices(&random)
        request = Self.request(mostCells: count, kind, &random)
    }

    /// The answer of the real fit.
    var fit: TopologyFit {
        TopologyFit(host: topology, usage: usage, limits: limits, packsCells: packsCells, devices: devices)
    }

    private static func cell(_ number: Int32, of count: Int, _ kind: Kind, _ random: inout SplitMix) -> NUMACell {
        let cores = max(1, kind.cores - Int.random(in: 0...1, using: &random))
        let siblings: [[Int32]] = (0..<cores).map { core in
            let threads = Int.random(in: 0..<8, using: &random) == 0 ? 1 : kind.threads
            return (0..<threads).map { thread in
                let place =
                    kind.areThreadsFar
                    ? (thread * count + Int(number)) * kind.cores + core
                    : (Int(number) * kind.cores + core) * kind.threads + thread
                return Int32(place)
            }
        }
        let all = siblings.joined().sorted()
        var (shared, dedicated) = (all, all)
        if !kind.isLegacy {
            dedicated = all.filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
            shared = all.filter { !dedicated.contains($0) }
        }
        let memory = ([512, 1024, 2048] as [Int64]).randomElement(using: &random) ?? 512
        var network: NetworkMetadata?
        if kind.hasNetworks, Bool.random(using: &random) {
            network = NetworkMetadata(
                physicalNetworks: ["a", "b"].filter { _ in Bool.random(using: &random) },
                isTunneled: Bool.random(using: &random))
        }
        return NUMACell(
            id: number * 3, cpuset: shared, pcpuset: dedicated, memoryMebibytes: memory,
            siblings: siblings.shuffled(using: &random), pages: pools(kind.pageSizes, memory, &random),
            network: network)
    }

    private static func pools(_ sizes: [Int64], _ memory: Int64, _ random: inout SplitMix) -> [PagePool] {
        sizes.map { size in
            let most = memory * 1024 / size
            let total = Int64.random(in: most / 2...most, using: &random)
            return PagePool(
                sizeKibibytes: size, total: total,
                reserved: Int.random(in: 0..<4, using: &random) == 0 ? total / 4 : 0)
        }
    }

    /// Holds some CPUs, memory and pages of a cell, as several guests would.
    private mutating func hold(of cell: NUMACell, _ random: inout SplitMix) {
        let pinned = cell.pcpuset.filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
        var held = [
            InstanceCell(
                hostCell: cell.id, cpuset: Array(0..<Int32.random(in: 0..<6, using: &random)),
                memoryMebibytes: Int64.random(in: 0...cell.memoryMebibytes, using: &random)),
            InstanceCell(
                hostCell: cell.id, pcpuset: pinned.indices.map { Int32($0) }, cpuPolicy: .dedicated,
                cpuPinning: pinned.enumerated().map { CPUPin(guestCPU: Int32($0), hostCPU: $1) }),
        ]
        for pool in cell.pages where Bool.random(using: &random) {
            let memory = Int64.random(in: 0...max(pool.total * pool.sizeKibibytes / 2048, 0), using: &random)
            held.append(
                InstanceCell(
                    hostCell: cell.id, memoryMebibytes: memory, pageSizeKibibytes: pool.sizeKibibytes))
        }
        usage.enter(InstanceTopology(cells: held), on: topology)
    }

    private mutating func drawLimits(_ kind: Kind, _ random: inout SplitMix) {
        if Bool.random(using: &random) { limits.numaCPURatio = [1, 1.5, 4].randomElement(using: &random) }
        if Bool.random(using: &random) { limits.numaRAMRatio = [1, 1.5, 2].randomElement(using: &random) }
        guard kind.hasNetworks else { return }
        limits.network = NetworkMetadata(
            physicalNetworks: ["a", "b", "nowhere"].filter { _ in Bool.random(using: &random) },
            isTunneled: Bool.random(using: &random))
    }

    private mutating func drawDevices(_ random: inout SplitMix) {
        guard Int.random(in: 0..<3, using: &random) == 0 else { return }
        var free: [Int32: Int64] = [:]
        for cell in topology.cells where Bool.random(using: &random) {
            free[cell.id] = Int64.random(in: 0...2, using: &random)
        }
        let (near, asked) = (free, Int64.random(in: 1...3, using: &random))
        devices = DeviceNearness(freeDevices: free, areRequested: Bool.random(using: &random)) { chosen in
            near.filter { chosen.contains($0.key) }.values.reduce(0, +) >= asked
        }
    }

    private static func request(mostCells: Int, _ kind: Kind, _ random: inout SplitMix) -> InstanceTopology {
        let count = Int.random(in: 1...mostCells, using: &random)
        let policy = ([nil, .shared, .dedicated, .dedicated, .mixed] as [CPUPolicy?]).randomElement(using: &random)
        let isPinned = policy == .dedicated || policy == .mixed
        let threads = ([nil, .prefer, .require, .isolate] as [ThreadPolicy?]).randomElement(using: &random)
        let pages = ([nil, nil, -1, -2, -3, 4, 2048] as [Int64?]).randomElement(using: &random) ?? nil
        let most = max(1, kind.cores * kind.threads * 2 / 3)
        let isUniform = Bool.random(using: &random)
        let (sameCPUs, sameMemory) = (Int.random(in: 0...most, using: &random), Int64(128))
        var next: Int32 = 0
        let cells = (0..<count).map { _ -> InstanceCell in
            let size = isUniform ? sameCPUs : Int.random(in: 0...most, using: &random)
            let cpus = Array(next..<next + Int32(size))
            next += Int32(size)
            var dedicated = policy == .dedicated ? cpus : []
            if policy == .mixed { dedicated = cpus.filter { _ in Bool.random(using: &random) } }
            return InstanceCell(
                cpuset: cpus.filter { !dedicated.contains($0) }, pcpuset: dedicated,
                memoryMebibytes: isUniform
                    ? sameMemory : ([64, 127, 128, 256, 512] as [Int64]).randomElement(using: &random) ?? 64,
                pageSizeKibibytes: pages, cpuPolicy: policy ?? nil,
                threadPolicy: isPinned ? threads ?? nil : nil)
        }
        let emulator: EmulatorThreads? = isPinned && Int.random(in: 0..<3, using: &random) == 0 ? .isolate : nil
        return InstanceTopology(cells: cells, emulatorThreads: emulator)
    }
}
