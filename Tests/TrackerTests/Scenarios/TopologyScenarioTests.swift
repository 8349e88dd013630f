import Testing
import Tracker

@Suite("Conformance scenarios: NUMA topology")
struct TopologyScenarioTests {
    private static func host(_ cpus: [[Int32]], memory: Int64) -> Inventory {
        TopologyFixture.inventory(
            NUMATopology(
                cells: cpus.enumerated().map { index, cpus in
                    NUMACell(
                        id: Int32(index), cpuset: cpus, pcpuset: cpus, memoryMebibytes: memory,
                        siblings: cpus.map { [$0] })
                }))
    }

    @Test("Scenario 20: each host cell holds the memory and the CPU of its guest cell")
    func held() throws {
        var shard = try Shard(inventory: Self.host([[1, 2], [3, 4]], memory: 2048))
        let flavor = TopologyFixture.flavor(vcpus: 2, memory: 4096, ["hw:numa_nodes": "2"])
        try shard.claim(Fixture.instance(1, flavor))
        #expect(shard.cell(0) == "1 CPUs, 2048 MiB, pinned [], pages []")
        #expect(shard.cell(1) == "1 CPUs, 2048 MiB, pinned [], pages []")
        try shard.abort(Fixture.instance(1, flavor))
        #expect(shard.cell(0) == "0 CPUs, 0 MiB, pinned [], pages []")
        #expect(shard.cell(1) == "0 CPUs, 0 MiB, pinned [], pages []")
    }

    @Test("Scenario 21: a guest cell larger than each host cell is refused, and nothing is held")
    func tooLarge() throws {
        var shard = try Shard(inventory: Self.host([[1, 2], [3, 4]], memory: 512))
        let instance = Fixture.instance(1, TopologyFixture.flavor(vcpus: 5, memory: 2048, ["hw:numa_nodes": "1"]))
        let limits = Limits(numaCPURatio: 1, numaRAMRatio: 1)
        let refusal = try shard.refusal(
            .claimInstance(ClaimInstance(node: Fixture.node, instance: instance, limits: limits)))
        #expect(refusal.code == .resourceExhausted)
        #expect(refusal.shortfalls.first?.reason == "NUMA_NO_FIT")
        #expect(refusal.shortfalls.first?.resource == "NUMA_TOPOLOGY")
        #expect(refusal.shortfalls.dropFirst().map(\.hostCell) == [0, 1])
        #expect(refusal.shortfalls.dropFirst().allSatisfy { $0.guestCell == 0 && $0.requested > $0.available })
        #expect(shard.cell(0) == "0 CPUs, 0 MiB, pinned [], pages []")
    }

    private static let pages = TopologyFixture.flavor(["hw:mem_page_size": "any"])

    /// The instance of a live migration that runs on pages of a size.
    private static func running(_ flavor: Flavor, pageSize: Int64) -> Instance {
        var instance = Fixture.instance(1, flavor)
        instance.numaTopology = InstanceTopology(cells: [
            InstanceCell(
                hostCell: 0, cpuset: [0, 1], memoryMebibytes: flavor.memoryMebibytes, pageSizeKibibytes: pageSize)
        ])
        return instance
    }

    @Test("Scenario 23: a live migration to another page size is refused")
    func pageSize() throws {
        var shard = try Shard(nodes: [Fixture.away], inventory: TopologyFixture.inventory())
        let move = Move(.liveMigration, of: Self.running(Self.pages, pageSize: 4))
        let refusal = try shard.refusal(move.claim())
        #expect(refusal.code == .failedPrecondition)
        #expect(refusal.reason == "PAGE_SIZE_CHANGED")
        #expect(refusal.metadata["from"] == "4 KiB" && refusal.metadata["to"] == "2048 KiB")
        try shard.step(Move(.liveMigration, of: Self.running(Self.pages, pageSize: 2048)).claim())
        #expect(shard.cell(0, on: Fixture.away) == "2 CPUs, 1024 MiB, pinned [], pages [0, 512]")
    }

    @Test("Scenario 23: what does not fit is refused for that, and the page size is not looked at")
    func doesNotFit() throws {
        var shard = try Shard(nodes: [Fixture.away], inventory: TopologyFixture.inventory())
        var flavor = Self.pages
        flavor.vcpus = 9
        var instance = Self.running(flavor, pageSize: 4)
        instance.numaTopology?.cells[0].cpuset = Array(0..<9)
        let refusal = try shard.refusal(Move(.liveMigration, of: instance).claim())
        #expect(refusal.reason == "DOES_NOT_FIT")
        #expect(refusal.shortfalls.first?.reason == "NUMA_NO_FIT")
    }

    @Test("The page size at the source counts as this shard holds it, whatever the caller says")
    func heldPageSize() throws {
        let instance = Fixture.instance(1, Self.pages)
        var shard = try Shard(
            before: Move(.liveMigration, of: instance), nodes: [Fixture.node, Fixture.away],
            inventory: TopologyFixture.inventory())
        #expect(shard.cell(0) == "2 CPUs, 1024 MiB, pinned [], pages [0, 512]")
        var small = TopologyFixture.topology
        for index in small.cells.indices { small.cells[index].pages.removeLast() }
        try shard.report(TopologyFixture.inventory(small), node: Fixture.away, uuid: Fixture.uuid(801))
        #expect(try shard.refusal(Move(.liveMigration, of: instance).claim()).reason == "PAGE_SIZE_CHANGED")
    }
}
