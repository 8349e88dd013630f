import Testing

@testable import Tracker

@Suite("Fit over random hosts and requests")
struct FitPropertyTests {
    @Test(
        "On small hosts the fit finds what trying all assignments finds first, or neither finds any",
        arguments: 0..<24)
    func exhaustive(block: Int) {
        var (fits, refusals) = (0, 0)
        for seed in block * 60..<(block + 1) * 60 {
            let world = RandomWorld(seed: UInt64(seed), mostHostCells: 4)
            let expected = NaiveFit(world: world).placed
            let found = try? world.fit.place(world.request).get().cells
            #expect(found == expected, "seed \(seed)")
            if expected == nil { refusals += 1 } else { fits += 1 }
        }
        #expect(fits > 0 && refusals > 0, "seeds of block \(block): there must be fits and refusals")
    }

    @Test("The checker accepts every placement", arguments: 0..<12)
    func checked(block: Int) throws {
        var fits = 0
        for seed in block * 100..<(block + 1) * 100 {
            let world = RandomWorld(seed: UInt64(50_000 + seed), mostHostCells: 8)
            guard case .success(let placed) = world.fit.place(world.request) else { continue }
            fits += 1
            let violations = TopologyCheck.violations(
                placing: world.request, as: placed, on: world.topology, usage: world.usage, limits: world.limits)
            #expect(violations == [], "seed \(50_000 + seed)")
        }
        #expect(fits > 0, "block \(block)")
    }

    @Test("What is claimed and released leaves nothing behind, and what is refused changes nothing", arguments: 0..<6)
    func identity(block: Int) {
        var claims = 0
        for seed in block * 100..<(block + 1) * 100 {
            let world = RandomWorld(seed: UInt64(90_000 + seed), mostHostCells: 6)
            guard case .success(let placed) = world.fit.place(world.request) else { continue }
            guard case .success(let usage) = world.usage.claiming(placed, on: world.topology) else {
                // Only an emulator's CPU on a core that is partly used cannot be expanded (NUMA, 7.2).
                #expect(placed.cells.contains { $0.threadPolicy == .isolate && !$0.reservedCPUs.isEmpty })
                continue
            }
            claims += 1
            #expect(usage != world.usage || placed.cells.allSatisfy { $0.memoryMebibytes == 0 }, "seed \(seed)")
            #expect(
                usage.releasing(placed, on: world.topology) == .success(world.usage), "seed \(90_000 + seed)")
        }
        #expect(claims > 0, "block \(block)")
    }

    @Test("A host that is filled guest by guest never gives a CPU twice", arguments: 0..<30)
    func filled(seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        var world = RandomWorld(seed: UInt64(seed), mostHostCells: 4)
        world.usage = TopologyUsage(of: world.topology)
        var held: [InstanceTopology] = []
        for step in 0..<40 {
            if !held.isEmpty, Int.random(in: 0..<4, using: &random) == 0 {
                let leaving = held.remove(at: Int.random(in: held.indices, using: &random))
                guard case .success(let usage) = world.usage.releasing(leaving, on: world.topology) else {
                    Issue.record("seed \(seed), step \(step): a guest cannot be released")
                    return
                }
                world.usage = usage
                continue
            }
            let asked = RandomWorld(seed: random.next(), mostHostCells: world.topology.cells.count).request
            guard case .success(let placed) = world.fit.place(asked),
                case .success(let usage) = world.usage.claiming(placed, on: world.topology)
            else { continue }
            world.usage = usage
            held.append(placed)
            #expect(
                TopologyCheck.violations(host: world.topology, placed: held) == [], "seed \(seed), step \(step)")
        }
        var rebuilt = TopologyUsage(of: world.topology)
        for placed in held.reversed() { rebuilt.enter(placed, on: world.topology) }
        #expect(rebuilt == world.usage, "seed \(seed): usage is the sum of what is held, in whatever order")
    }

    @Test("The same question has the same answer, whatever was asked in between", arguments: 0..<50)
    func determinism(seed: Int) {
        let world = RandomWorld(seed: UInt64(seed), mostHostCells: 8)
        let first = world.fit.place(world.request)
        _ = RandomWorld(seed: UInt64(seed + 1), mostHostCells: 8).fit.place(world.request)
        #expect(RandomWorld(seed: UInt64(seed), mostHostCells: 8).fit.place(world.request) == first)
    }
}
