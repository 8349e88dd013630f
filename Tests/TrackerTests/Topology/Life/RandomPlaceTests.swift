import Testing

@testable import Tracker

/// Claims, moves, releases, reports that change the cells, and restarts, in any order.
@Suite("Places at random")
struct RandomPlaceTests {
    @Test("No host CPU is ever in two hands, whatever hosts report in between", arguments: UInt64(1)...16)
    func noCPUTwice(seed: UInt64) throws {
        var run = try PlaceRun(seed: seed)
        for step in 0..<120 {
            try run.step()
            for node in PlaceRun.nodes {
                #expect(run.twice(on: node) == [], "seed \(seed), step \(step), \(node.text)")
            }
        }
        #expect(run.granted >= 10, "seed \(seed)")
    }
}

/// A run of random requests; its own view of what is held is made of grants and of the cores, which never change.
private struct PlaceRun {
    static let nodes = [Fixture.node, Fixture.neighbour, Fixture.away]

    private var random: SplitMix
    private var shard: Shard
    private var moves: [Move] = []
    private(set) var granted = 0

    init(seed: UInt64) throws {
        random = SplitMix(seed: seed)
        shard = try Shard(nodes: Self.nodes, inventory: TopologyFixture.inventory())
    }

    private static let flavors = [
        TopologyFixture.pinned, TopologyFixture.wide,
        TopologyFixture.flavor(
            id: "isolate", memory: 256, ["hw:cpu_policy": "dedicated", "hw:cpu_thread_policy": "isolate"]),
        TopologyFixture.flavor(
            id: "emulator", memory: 128, ["hw:cpu_policy": "dedicated", "hw:emulator_threads_policy": "isolate"]),
        TopologyFixture.flavor(
            id: "mixed", vcpus: 3, memory: 192, ["hw:cpu_policy": "mixed", "hw:cpu_dedicated_mask": "1-2"]),
        TopologyFixture.flavor(id: "floating", memory: 512, ["hw:numa_nodes": "2"]),
    ]

    /// As it was, renumbered, swapped, in one cell, without some dedicated CPUs, without cells.
    private static let topologies: [NUMATopology?] = [
        TopologyFixture.topology, TopologyFixture.topology,
        NUMATopology(cells: [TopologyFixture.cell(2, cpus: 0...7), TopologyFixture.cell(1, cpus: 8...15)]),
        NUMATopology(cells: [TopologyFixture.cell(1, cpus: 0...7), TopologyFixture.cell(0, cpus: 8...15)]),
        NUMATopology(cells: [TopologyFixture.cell(0, cpus: 0...15)]),
        NUMATopology(cells: [TopologyFixture.cell(1, cpus: 8...15)]),
        nil,
    ]

    mutating func step() throws {
        switch random.next() % 10 {
        case 0, 1, 2, 3: claim()
        case 4: release()
        case 5: startMove()
        case 6, 7: continueMove()
        case 8:
            let node = pick(Self.nodes)
            let index = Self.nodes.firstIndex(of: node) ?? 0
            try shard.report(
                TopologyFixture.inventory(pick(Self.topologies)), node: node, uuid: Fixture.uuid(800 + index))
        default: shard.state = try State(loading: shard.state.allEntities())
        }
    }

    /// The host CPUs that two grants on a node have: named, or as siblings in an isolated core.
    func twice(on node: NodeIdentifier) -> [Int32] {
        var seen: Set<Int32> = []
        return shard.state.grants(on: node).flatMap(Self.named).filter { !seen.insert($0).inserted }.sorted()
    }

    /// What a grant has, with the other thread of each isolated core: the cores are {0,1}, {2,3} and so on.
    private static func named(_ grant: Grant) -> Set<Int32> {
        (grant.numaTopology?.cells ?? []).reduce(into: []) { held, guest in
            let own = guest.cpuPinning.map(\.hostCPU) + guest.reservedCPUs
            held.formUnion(own)
            if guest.threadPolicy == .isolate { held.formUnion(own.map { $0 ^ 1 }) }
        }
    }

    private mutating func claim() {
        let instance = Fixture.instance(Int(random.next() % 40) + 1, pick(Self.flavors), vmState: .active)
        let node = pick(Self.nodes)
        if case .success(.instanceClaimed) = shard.run(.claimInstance(ClaimInstance(node: node, instance: instance))) {
            granted += 1
        }
    }

    private mutating func release() {
        let node = pick(Self.nodes)
        guard let uuid = shard.state.grants(on: node).filter({ $0.side == .instance }).map(\.instanceUUID).first else {
            return
        }
        _ = shard.run(.abortInstanceClaim(AbortInstanceClaim(node: node, instanceUUID: uuid, claimRequestID: "")))
    }

    private mutating func startMove() {
        let source = pick(Self.nodes)
        let held = shard.state.grants(on: source).filter { $0.side == .instance }
        guard !held.isEmpty else { return }
        let uuid = held[Int(random.next() % UInt64(held.count))].instanceUUID
        guard
            let instance = shard.state.instanceRecord(InstanceIdentifier(host: source.host, uuid: uuid))?.instance
        else { return }
        let move = Move(
            .coldMigration, of: instance, from: source, to: pick(Self.nodes.filter { $0 != source }),
            number: 901 + moves.count)
        if case .success = shard.run(move.claim()) {
            granted += 1
            moves.append(move)
        }
    }

    private mutating func continueMove() {
        guard !moves.isEmpty else { return }
        let move = pick(moves)
        let steps = [
            move.tell(.source, .migrating, record: .preMigrating), move.tell(.source, .postMigrating), move.finish(),
            move.confirm(record: .finished), move.revert(), move.abort(.destination),
        ]
        _ = shard.run(pick(steps))
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(random.next() % UInt64(elements.count))]
    }
}
