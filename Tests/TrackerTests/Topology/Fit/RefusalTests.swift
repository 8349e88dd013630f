import Testing

@testable import Tracker

@Suite("Refusals of guest topologies")
struct RefusalTests {
    /// One guest cell on one host cell, and the first check that fails.
    struct Case: CustomTestStringConvertible, Sendable {
        var reason: FitReason
        var host: NUMACell
        var guest: InstanceCell
        var emulator: EmulatorThreads?
        var pinned: [Int32] = []
        var limits = Limits()
        var requested: Double
        var available: Double
        var message: String

        var testDescription: String { reason.rawValue }
    }

    static let large = [PagePool(sizeKibibytes: 4, total: 262_144), PagePool(sizeKibibytes: 2048, total: 128)]
    static let pairs: [[Int32]] = [[0, 1], [2, 3]]

    static let memoryCases: [Case] = [
        Case(
            reason: .pageSizeMissing, host: .legacy(3, cpus: 0..<2, memory: 1024),
            guest: .shared(0..<1, memory: 512, pageSize: -2), requested: 512, available: 0,
            message: "512 MiB in large pages asked for, the host cell has none"),
        Case(
            reason: .pageSizeIndivisible, host: .legacy(3, cpus: 0..<2, memory: 1024, pages: large),
            guest: .shared(0..<1, memory: 513, pageSize: 2048), requested: 513, available: 0,
            message: "513 MiB cannot be divided into pages of 2048 KiB"),
        Case(
            reason: .pagesShort, host: .legacy(3, cpus: 0..<2, memory: 1024, pages: large),
            guest: .shared(0..<1, memory: 512, pageSize: -2), requested: 512, available: 256,
            message: "512 MiB in pages of 2048 KiB asked for, 256 MiB free"),
        Case(
            reason: .memoryIndivisible,
            host: .legacy(3, cpus: 0..<2, memory: 1024, pages: [PagePool(sizeKibibytes: 2048, total: 512)]),
            guest: .shared(0..<1, memory: 513), requested: 513, available: 0,
            message: "513 MiB cannot be divided into the smallest pages, pages of 2048 KiB"),
        Case(
            reason: .memoryShort, host: .legacy(3, cpus: 0..<2, memory: 1024),
            guest: .shared(0..<1, memory: 1025), requested: 1025, available: 1024,
            message: "1025 MiB of memory asked for, 1024 MiB available"),
        Case(
            reason: .memoryRatio, host: .legacy(3, cpus: 0..<2, memory: 1024), guest: .shared(0..<1, memory: 1024),
            limits: Limits(numaRAMRatio: 0.5), requested: 1024, available: 512,
            message: "1024 MiB of memory asked for, 512 MiB left of what the limits allow"),
    ]

    static let cpuCases: [Case] = [
        Case(
            reason: .dedicatedTotal, host: .legacy(3, cpus: 0..<2), guest: .dedicated(0..<2), emulator: .isolate,
            requested: 3, available: 2, message: "3 dedicated CPUs asked for, the host cell has 2"),
        Case(
            reason: .sharedTotal, host: .legacy(3, cpus: 0..<2), guest: .shared(0..<3), requested: 3, available: 2,
            message: "3 shared CPUs asked for, the host cell has 2"),
        Case(
            reason: .dedicatedFree, host: .legacy(3, cpus: 0..<2), guest: .dedicated(0..<2), pinned: [1],
            requested: 2, available: 1, message: "2 dedicated CPUs asked for, 1 free"),
        Case(
            reason: .isolateApart, host: .cell(3, cores: pairs), guest: .dedicated(0..<1, threads: .isolate),
            requested: 1, available: 0,
            message: "isolated cores asked for, but hardware threads are kept apart for shared and dedicated CPUs"),
        Case(
            reason: .isolateCores, host: .cell(3, cores: pairs, isLegacy: true),
            guest: .dedicated(0..<2, threads: .isolate), pinned: [0], requested: 2, available: 1,
            message: "2 isolated cores asked for, 1 wholly free"),
        Case(
            reason: .isolateNothing, host: .legacy(3, cpus: 0..<2), guest: .mixed(0..<1, 1..<1, threads: .isolate),
            requested: 1, available: 0, message: "isolated cores asked for, but the guest cell has no dedicated CPU"),
        Case(
            reason: .requireThreads, host: .legacy(3, cpus: 0..<2), guest: .dedicated(0..<2, threads: .require),
            requested: 2, available: 0, message: "2 sibling threads asked for, but a core has one thread only"),
        Case(
            reason: .requireCores, host: .cell(3, cores: pairs), guest: .dedicated(0..<3, threads: .require),
            pinned: [0], requested: 3, available: 2,
            message: "3 sibling threads asked for, 2 free on equally filled cores"),
        Case(
            reason: .coreless, host: NUMACell(id: 3, pcpuset: [0, 1], memoryMebibytes: 1, siblings: [[0]]),
            guest: .dedicated(0..<2), requested: 2, available: 1,
            message: "2 dedicated CPUs asked for, 1 free in cores"),
        Case(
            reason: .guestCellWithoutCPUs, host: .legacy(3, cpus: 0..<2), guest: .dedicated(0..<0), requested: 1,
            available: 0, message: "the guest cell has no CPU, which its CPU policy does not allow"),
        Case(
            reason: .emulatorCPU, host: .cell(3, cores: pairs, isLegacy: true),
            guest: .dedicated(0..<2, threads: .isolate), emulator: .isolate, requested: 1, available: 0,
            message: "1 CPU for emulator threads asked for, 0 left"),
        Case(
            reason: .cpuRatio, host: .legacy(3, cpus: 0..<2), guest: .shared(0..<2), limits: Limits(numaCPURatio: 0.5),
            requested: 2, available: 1, message: "2 shared CPUs asked for, 1 left of what the limits allow"),
    ]

    @Test("A pair that does not fit names the first check that failed, with amounts", arguments: memoryCases + cpuCases)
    func pair(_ one: Case) throws {
        var host = FitHost([one.host])
        host.hold(3, pinned: one.pinned)
        host.limits = one.limits
        let refusal = try #require(host.refusal([one.guest], emulator: one.emulator))
        let shortfall = try #require(refusal.pairs.first)
        #expect(shortfall.reason == one.reason.rawValue)
        #expect(shortfall.resource == one.reason.resource)
        #expect(shortfall.requested == one.requested)
        #expect(shortfall.available == one.available)
        #expect(shortfall.message == "guest cell 0 on host cell 3: \(one.message)")
        #expect(shortfall.guestCell == 0 && shortfall.hostCell == 3)
        #expect(refusal.pairs.count == 1)
    }

    @Test("Every reason about a pair is met by a case")
    func coverage() {
        let met = Set((Self.memoryCases + Self.cpuCases).map(\.reason))
        #expect(met == Set(FitReason.allCases.filter(\.isOfPair)))
    }

    @Test("The summary counts the guest cells that can be placed at the same time")
    func summary() throws {
        let host = FitHost((0..<3).map { .legacy($0, cpus: $0 * 2..<$0 * 2 + 2, memory: 1024) })
        let guests: [InstanceCell] = [
            .shared(0..<1, memory: 512), .shared(1..<2, memory: 2048), .shared(2..<3, memory: 512),
        ]
        let refusal = try #require(host.refusal(guests))
        #expect(refusal.obstacle == .cells)
        let summary = try #require(refusal.shortfalls.first)
        #expect(refusal.headlines == [summary])
        #expect(summary.resource == "NUMA_TOPOLOGY" && summary.reason == "NUMA_NO_FIT")
        #expect(summary.requested == 3 && summary.available == 2)
        #expect(summary.message == "2 of 3 guest cells can be placed on 3 host cells at the same time")
        #expect(refusal.pairs.map(\.guestCell) == [1, 1, 1])
        #expect(refusal.pairs.map(\.hostCell) == [0, 1, 2])
        #expect(refusal.shortfalls == refusal.headlines + refusal.pairs)
    }

    @Test("Cells that fit one by one but not together are named, with the host cells that they compete for")
    func competition() throws {
        let memory: [Int64] = [1024, 4096, 1024, 4096]
        let host = FitHost(
            memory.indices.map { .legacy(Int32($0 * 2), cpus: Int32($0) * 2..<Int32($0) * 2 + 2, memory: memory[$0]) })
        let guests: [InstanceCell] = [
            .shared(0..<1, memory: 4096), .shared(1..<2, memory: 512), .shared(2..<3, memory: 2048),
            .shared(3..<4, memory: 4096),
        ]
        let refusal = try #require(host.refusal(guests))
        #expect(refusal.obstacle == .competition(guestCells: [0, 2, 3], hostCells: [2, 6]))
        #expect(refusal.headlines.map(\.reason) == ["NUMA_NO_FIT", "NUMA_CELLS_COMPETE"])
        #expect(refusal.headlines[1].message == "guest cells 0, 2, 3 fit only host cells 2, 6")
        #expect(refusal.headlines[1].requested == 3 && refusal.headlines[1].available == 2)
        #expect(refusal.headlines[0].available == 3)
    }

    @Test("More guest cells than host cells compete for all of them")
    func tooMany() throws {
        let host = FitHost([.legacy(0, cpus: 0..<2)])
        let refusal = try #require(host.refusal([.shared(0..<1), .shared(1..<2)]))
        #expect(refusal.obstacle == .competition(guestCells: [0, 1], hostCells: [0]))
        #expect(refusal.headlines[1].message == "guest cells 0, 1 fit only host cell 0")
        #expect(refusal.pairs.isEmpty)
    }

    @Test("A network near host cells that fit nothing is named")
    func network() throws {
        let near = NetworkMetadata(physicalNetworks: ["a"])
        var host = FitHost([.legacy(0, cpus: 0..<2, network: near), .legacy(1, cpus: 2..<4)])
        host.hold(0, pinned: [0, 1])
        host.limits = Limits(network: NetworkMetadata(physicalNetworks: ["a", "nowhere"], isTunneled: true))
        let refusal = try #require(host.refusal([.dedicated(0..<1)]))
        #expect(refusal.headlines.map(\.reason) == ["NUMA_NO_FIT", "NUMA_NETWORK"])
        #expect(refusal.headlines[1].resource == "NETWORK")
        #expect(
            refusal.headlines[1].message == "physical network a only near host cell 0, which no guest cell fits")
        #expect(refusal.headlines[0].available == 1)
    }

    @Test("Networks that cannot be had together are named together")
    func networks() throws {
        var host = FitHost([
            .legacy(0, cpus: 0..<2, network: NetworkMetadata(physicalNetworks: ["a"])),
            .legacy(1, cpus: 2..<4, network: NetworkMetadata(isTunneled: true)),
        ])
        host.limits = Limits(network: NetworkMetadata(physicalNetworks: ["a"], isTunneled: true))
        let refusal = try #require(host.refusal([.shared(0..<1)]))
        #expect(
            refusal.headlines[1].message
                == "no placement of the guest cells is near all of: physical network a, the tunnelled networks")
        #expect(refusal.headlines[1].requested == 2 && refusal.headlines[1].available == 1)
        #expect(refusal.pairs.isEmpty)
    }

    @Test("Devices that cannot be had are named when the cells and networks are not to blame")
    func devices() throws {
        var host = FitHost([.legacy(0, cpus: 0..<2), .legacy(1, cpus: 2..<4)])
        host.devices = DeviceNearness(freeDevices: [:], areRequested: true) { _ in false }
        let refusal = try #require(host.refusal([.shared(0..<1)]))
        #expect(refusal.headlines.map(\.reason) == ["NUMA_PCI_NO_FIT", "NUMA_DEVICES"])
        let tooLarge = try #require(host.refusal([.shared(0..<9)]))
        #expect(tooLarge.headlines.map(\.reason) == ["NUMA_PCI_NO_FIT"])
    }

    @Test("The matrix has the verdict on every pair")
    func matrix() {
        let host = FitHost([.legacy(4, cpus: 0..<2, memory: 1024), .legacy(2, cpus: 2..<4, memory: 2048)])
        let request = InstanceTopology(cells: [.shared(0..<1, memory: 1024), .shared(1..<2, memory: 2048)])
        let matrix = host.fit.matrix(of: request)
        #expect(matrix.hostCells == [4, 2])
        #expect(matrix.verdicts.map { $0.map(\.isFit) } == [[true, true], [false, true]])
        #expect(matrix.verdicts[1][0].failure?.reason == .memoryShort)
    }

    @Test("A refusal lists a bounded number of pairs, its matrix has all")
    func bounded() throws {
        let host = FitHost((0..<40).map { .legacy($0, cpus: $0 * 2..<$0 * 2 + 2, memory: 1) })
        let refusal = try #require(host.refusal((0..<30).map { .shared($0..<$0 + 1, memory: 2) }))
        #expect(refusal.pairs.count == TopologyNoFit.mostPairs)
        #expect(refusal.matrix.verdicts.joined().filter { !$0.isFit }.count == 1200)
    }
}
