import Testing

@testable import Tracker

@Suite("Rows of the specification: what is held of host cells (NUMA, 6)")
struct UsageRowTests {
    static func pinned(_ cpus: [Int32], on cell: Int32 = 0, threads: ThreadPolicy? = nil) -> InstanceTopology {
        InstanceTopology(cells: [
            InstanceCell(
                hostCell: cell, pcpuset: cpus.indices.map { Int32($0) }, cpuPolicy: .dedicated,
                threadPolicy: threads,
                cpuPinning: cpus.enumerated().map { CPUPin(guestCPU: Int32($0), hostCPU: $1) })
        ])
    }

    static func problem(_ result: Result<TopologyUsage, TopologyUsage.PinningProblem>) -> PinningError? {
        guard case .failure(let problem) = result else { return nil }
        return problem.error
    }

    @Test("77: a CPU in somebody's hands is not taken again, and nothing changes")
    func taken() throws {
        let host = FitHost(cores: [[0], [1], [2], [3]])
        let usage = try host.usage.claiming(Self.pinned([0, 3]), on: host.topology).get()
        let refused = usage.claiming(Self.pinned([0, 2]), on: host.topology)
        #expect(Self.problem(refused) == .pinningInvalid)
        #expect(usage.cells[0].pinnedCPUs == [0, 3])
    }

    @Test("78: isolated CPUs take their cores and give them back")
    func isolated() throws {
        let host = FitHost(cores: [[0, 2], [1, 3]], isLegacy: true)
        let topology = Self.pinned([0, 1], threads: .isolate)
        let usage = try host.usage.claiming(topology, on: host.topology).get()
        #expect(usage.cells[0].pinnedCPUs == [0, 1, 2, 3])
        let after = try usage.releasing(topology, on: host.topology).get()
        #expect(after.cells[0].pinnedCPUs == [])
        #expect(after == host.usage)
    }

    @Test("79: a mixed guest counts its shared CPUs and pins the others, the emulator's too")
    func mixed() throws {
        var host = FitHost([.cell(0, cores: [[2], [3], [4], [6]], shared: [0, 1])])
        host.hold(0, pinned: [2])
        var topology = InstanceTopology(cells: [.mixed(0..<2, 2..<4)])
        topology.cells[0].hostCell = 0
        topology.cells[0].cpuPinning = [CPUPin(guestCPU: 2, hostCPU: 3), CPUPin(guestCPU: 3, hostCPU: 6)]
        let usage = try host.usage.claiming(topology, on: host.topology).get()
        #expect(usage.cells[0].pinnedCPUs == [2, 3, 6])
        #expect(usage.cells[0].cpuUsage == 2)
        topology.cells[0].reservedCPUs = [4]
        #expect(
            try host.usage.claiming(topology, on: host.topology).get().cells[0].pinnedCPUs == [2, 3, 4, 6])
    }

    @Test("80: a CPU is given back by who holds it only")
    func notHeld() throws {
        let host = FitHost(cores: [[0], [1]])
        let usage = try host.usage.claiming(Self.pinned([0]), on: host.topology).get()
        #expect(Self.problem(usage.releasing(Self.pinned([1]), on: host.topology)) == .unpinningInvalid)
        #expect(Self.problem(usage.releasing(Self.pinned([7]), on: host.topology)) == .unpinningUnknown)
        #expect(Self.problem(usage.claiming(Self.pinned([7]), on: host.topology)) == .pinningUnknown)
    }

    @Test("80: unknown is said before taken")
    func unknownFirst() throws {
        let host = FitHost(cores: [[0], [1]])
        let usage = try host.usage.claiming(Self.pinned([0]), on: host.topology).get()
        #expect(Self.problem(usage.claiming(Self.pinned([0, 7]), on: host.topology)) == .pinningUnknown)
        #expect(Self.problem(usage.releasing(Self.pinned([1, 7]), on: host.topology)) == .unpinningUnknown)
    }

    @Test("81: what was entered is withdrawn in whatever order, and nothing is left")
    func nothingIsLeft() {
        var host = FitHost([
            .cell(0, cores: [[0, 1], [2, 3]], isLegacy: true, pages: [PagePool(sizeKibibytes: 4, total: 1 << 20)])
        ])
        let before = host.usage
        var topologies = [Self.pinned([0]), Self.pinned([2], threads: .isolate), Self.pinned([9], on: 7)]
        topologies.append(InstanceTopology(cells: [.shared(0..<3, memory: 3)]))
        topologies[3].cells[0].hostCell = 0
        for topology in topologies { host.usage.enter(topology, on: host.topology) }
        #expect(host.usage.cells[0].pinnedCPUs == [0, 2, 3])
        #expect(host.usage.strayCPUs == [9])
        #expect(host.usage.cells[0].usedPages == [768])
        for topology in topologies { host.usage.withdraw(topology, on: host.topology) }
        #expect(host.usage == before)
    }

    @Test("7.2, 2: whole cores that the emulator's CPU would take from others refuse the claim")
    func isolatedEmulator() throws {
        let host = FitHost(cores: [[0, 1], [2, 3], [4, 5]], pinned: [0], isLegacy: true)
        let asked = InstanceTopology(cells: [.dedicated(0..<2, threads: .isolate)], emulatorThreads: .isolate)
        let placed = try host.fit.place(asked).get()
        let result = host.usage.claiming(placed, on: host.topology)
        #expect(Self.problem(result) == .pinningInvalid)
        #expect(host.usage.cells[0].pinnedCPUs == [0])
    }

    @Test("7.2, 17: a whole core with a thread that is not for dedicated CPUs is not taken")
    func isolatedApart() {
        let host = FitHost([NUMACell(id: 0, cpuset: [1], pcpuset: [0], siblings: [[0, 1]])])
        let topology = Self.pinned([0], threads: .isolate)
        #expect(Self.problem(host.usage.claiming(topology, on: host.topology)) == .pinningUnknown)
    }
}
