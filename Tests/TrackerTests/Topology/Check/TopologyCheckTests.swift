import Testing

@testable import Tracker

@Suite("The checker of placements")
struct TopologyCheckTests {
    /// Two legacy cells with two hardware threads a core, pages and networks; CPU 1 and 9 are held.
    static func host() -> FitHost {
        let pages = [PagePool(sizeKibibytes: 4, total: 262_144), PagePool(sizeKibibytes: 2048, total: 512)]
        var host = FitHost([
            .cell(
                0, cores: [[0, 1], [2, 3], [4, 5], [6, 7]], isLegacy: true, memory: 2048, pages: pages,
                network: NetworkMetadata(physicalNetworks: ["a"])),
            .cell(
                1, cores: [[8, 9], [10, 11], [12, 13], [14, 15]], isLegacy: true, memory: 2048, pages: pages,
                network: NetworkMetadata(physicalNetworks: ["b"], isTunneled: true)),
        ])
        host.hold(0, pinned: [1])
        host.hold(1, pinned: [9])
        return host
    }

    static func asked(_ threads: ThreadPolicy?, emulator: EmulatorThreads? = .isolate) -> InstanceTopology {
        InstanceTopology(
            cells: [
                .dedicated(0..<2, memory: 512, pageSize: -2, threads: threads),
                .dedicated(2..<4, memory: 512, pageSize: -2, threads: threads),
            ], emulatorThreads: emulator)
    }

    /// What the checker finds in a placement after a change.
    static func found(
        _ asked: InstanceTopology, on host: FitHost = host(), _ change: (inout InstanceTopology) -> Void = { _ in }
    ) throws -> Set<TopologyViolation.Rule> {
        var placed = try host.fit.place(asked).get()
        change(&placed)
        let violations = TopologyCheck.violations(
            placing: asked, as: placed, on: host.topology, usage: host.usage, limits: host.limits)
        return Set(violations.map(\.rule))
    }

    @Test("A placement of the fit is accepted", arguments: [nil, .prefer, .isolate, .require] as [ThreadPolicy?])
    func accepted(threads: ThreadPolicy?) throws {
        #expect(try Self.found(Self.asked(threads)) == [])
    }

    @Test("Host cells, pins and held CPUs are checked")
    func cpus() throws {
        let asked = Self.asked(nil)
        #expect(try Self.found(asked) { $0.cells[0].memoryMebibytes = 1 } == [.requestChanged])
        #expect(try Self.found(asked) { $0.cells.removeLast() } == [.requestChanged])
        #expect(try Self.found(asked) { $0.emulatorThreads = nil } == [.requestChanged])
        #expect(try Self.found(asked) { $0.cells[1].hostCell = 7 } == [.hostCell])
        #expect(try Self.found(asked) { $0.cells[1].hostCell = $0.cells[0].hostCell }.contains(.hostCell))
        #expect(try Self.found(asked) { $0.cells[0].cpuPinning.removeLast() } == [.pins])
        #expect(try Self.found(asked) { $0.cells[0].cpuPinning[0].hostCPU = 1 } == [.cpuNotFree])
        #expect(try Self.found(asked) { $0.cells[0].cpuPinning[0].hostCPU = 14 } == [.cpuNotFree])
        #expect(try Self.found(asked) { $0.cells[0].cpuPinning[0].hostCPU = 99 } == [.cpuNotFree])
        #expect(
            try Self.found(asked) { $0.cells[0].cpuPinning[0].hostCPU = $0.cells[0].cpuPinning[1].hostCPU }
                == [.cpuHeldTwice])
        #expect(try Self.found(asked) { $0.cells[0].reservedCPUs = [] } == [.emulator])
        #expect(try Self.found(asked) { $0.cells[1].reservedCPUs = [15] } == [.emulator])
        #expect(
            try Self.found(Self.asked(nil, emulator: .share)) { $0.cells[0].reservedCPUs = [7] } == [.emulator])
    }

    @Test("A CPU that is held on another host cell, or on none, is not free")
    func heldElsewhere() throws {
        var host = FitHost(cores: [[0], [1]])
        let placed = try host.fit.place(InstanceTopology(cells: [.dedicated(0..<1)])).get()
        host.hold(99, pinned: [0])
        #expect(host.usage.strayCPUs == [0])
        let violations = TopologyCheck.violations(
            placing: InstanceTopology(cells: [.dedicated(0..<1)]), as: placed, on: host.topology, usage: host.usage,
            limits: host.limits)
        #expect(violations.map(\.rule) == [.cpuNotFree])
        #expect(host.place([.dedicated(0..<1)])?.map(\.hostCPUs) == [[1]])
    }

    @Test("Isolated CPUs have whole cores of their own")
    func isolate() throws {
        let asked = Self.asked(.isolate)
        // The first cores are partly used: pins are on 2 and 4, the emulator's CPU is on what is left of the first.
        #expect(try Self.found(asked) { $0.cells[0].cpuPinning[1].hostCPU = 3 } == [.isolate])
        #expect(try Self.found(asked) { $0.cells[0].cpuPinning[0].hostCPU = 6 } == [])
        #expect(try Self.found(asked) { $0.cells[0].reservedCPUs = [3] } == [.isolate])
        var host = Self.host()
        host.hold(0, pinned: [7])
        #expect(try Self.found(asked, on: host) { $0.cells[0].cpuPinning[1].hostCPU = 6 } == [.isolate])
    }

    @Test("Required siblings are on evenly filled cores")
    func require() throws {
        let asked = Self.asked(.require)
        #expect(try Self.found(asked) { $0.cells[0].cpuPinning[1].hostCPU = 5 } == [.require])
        #expect(
            try Self.found(asked) {
                $0.cells[0].cpuPinning = [CPUPin(guestCPU: 0, hostCPU: 4), CPUPin(guestCPU: 1, hostCPU: 5)]
            } == [.require], "the cores are filled in their order")
    }

    @Test("Pages and memory are checked")
    func memory() throws {
        let asked = Self.asked(nil)
        #expect(try Self.found(asked) { $0.cells[0].pageSizeKibibytes = 4 } == [.pages])
        #expect(try Self.found(asked) { $0.cells[0].pageSizeKibibytes = -2 } == [.pages])
        #expect(try Self.found(asked) { $0.cells[0].pageSizeKibibytes = nil } == [.pages])
        var without = asked
        without.cells[0].pageSizeKibibytes = nil
        without.cells[1].pageSizeKibibytes = nil
        #expect(try Self.found(without) { $0.cells[0].pageSizeKibibytes = 4 } == [.pages])
        #expect(Self.foundLater(asked) { $0.hold(0, pages: [2048: 257]) } == [.pages])
        #expect(Self.foundLater(asked) { $0.hold(0, pages: [2048: 256]) } == [])
        #expect(Self.foundLater(without) { $0.hold(0, pages: [4: 131_072 + 256]) } == [.memory])
        #expect(Self.foundLater(without) { $0.topology.cells[0].pages[0].sizeKibibytes = 3 } == [.memory])
        #expect(Self.foundLater(without) { $0.topology.cells[0].pages = [] } == [])
        #expect(
            Self.foundLater(without) {
                $0.topology.cells[0].pages = []
                $0.topology.cells[0].memoryMebibytes = 511
            } == [.memory])
    }

    @Test("Shared CPUs, limits and networks are checked")
    func shared() {
        let asked = InstanceTopology(cells: [.shared(0..<2, memory: 512)])
        #expect(Self.foundLater(asked) { $0.limits = Limits(numaCPURatio: 0.25, numaRAMRatio: 0.25) } == [])
        #expect(Self.foundLater(asked) { $0.limits = Limits(numaCPURatio: 0.2) } == [.limits])
        #expect(Self.foundLater(asked) { $0.limits = Limits(numaRAMRatio: 0.2) } == [.limits])
        #expect(Self.foundLater(asked) { $0.topology.cells[0].cpuset = [2] } == [.sharedCPUs])
        for network in [
            NetworkMetadata(physicalNetworks: ["b"]), NetworkMetadata(isTunneled: true),
        ] {
            #expect(Self.foundLater(asked) { $0.limits = Limits(network: network) } == [.network])
        }
        let near = NetworkMetadata(physicalNetworks: ["a", "nowhere"])
        #expect(Self.foundLater(asked) { $0.limits = Limits(network: near) } == [])
    }

    /// What the checker finds in a placement after the host has changed.
    static func foundLater(
        _ asked: InstanceTopology, _ change: (inout FitHost) -> Void
    ) -> Set<TopologyViolation.Rule> {
        var host = Self.host()
        guard case .success(let placed) = host.fit.place(asked) else { return Set(TopologyViolation.Rule.allCases) }
        change(&host)
        return Set(
            TopologyCheck.violations(
                placing: asked, as: placed, on: host.topology, usage: host.usage, limits: host.limits
            ).map(\.rule))
    }
}
