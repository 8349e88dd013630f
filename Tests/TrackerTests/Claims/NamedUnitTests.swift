import Testing
import Tracker

@Suite("Named units")
struct NamedUnitTests {
    @Test("Units come in ascending order of identifier, then of metadata, and carry their metadata")
    func order() throws {
        let units = [
            ResourceUnit(identifier: "b"), ResourceUnit(identifier: "a", metadata: ["path": "/2"]),
            ResourceUnit(identifier: "a", metadata: ["path": "/1"]),
        ]
        let pool = ResourcePool(providerUUID: "p", resourceClass: "CUSTOM_R", units: units)
        var shard = try Shard(inventory: Fixture.inventory(pools: [pool]))
        let grant = try shard.claim(Fixture.instance(), allocations: allocation("p", 2))
        #expect(grant.resources.flatMap(\.units) == [units[2], units[1]])
    }

    @Test("Classes without named units and providers of the other side are skipped")
    func skipped() throws {
        var shard = try Shard(inventory: Fixture.inventory(pools: [Fixture.pool("CUSTOM_R", ["a"])]))
        let allocations = [
            Allocation(providerUUID: "provider", resources: ["VCPU": 1, "MEMORY_MB": 128]),
            Allocation(providerUUID: "elsewhere", resources: ["CUSTOM_R": 5]),
        ]
        #expect(try shard.claim(Fixture.instance(), allocations: allocations).resources == [])
    }

    @Test("Allocations of one provider and class are added up")
    func addedUp() throws {
        var shard = try Shard(
            inventory: Fixture.inventory(pools: [Fixture.pool("CUSTOM_R", ["a", "b"], provider: "p")]))
        let grant = try shard.claim(Fixture.instance(), allocations: allocation("p", 1) + allocation("p", 1))
        #expect(grant.resources == [Fixture.pool("CUSTOM_R", ["a", "b"], provider: "p")])
    }

    @Test("A class that falls short assigns no unit of another class")
    func allOrNothing() throws {
        let pools = [Fixture.pool("CUSTOM_A", ["a"]), Fixture.pool("CUSTOM_B", ["b"])]
        var shard = try Shard(inventory: Fixture.inventory(pools: pools))
        let wanted = [Allocation(providerUUID: "provider", resources: ["CUSTOM_A": 1, "CUSTOM_B": 2])]
        let command = ClaimInstance(node: Fixture.node, instance: Fixture.instance(), allocations: wanted)
        #expect(try shard.refusal(.claimInstance(command)).shortfalls.map(\.resource) == ["CUSTOM_B"])
        let one = [Allocation(providerUUID: "provider", resources: ["CUSTOM_A": 1])]
        #expect(try shard.claim(Fixture.instance(), allocations: one).resources == [pools[0]])
    }

    @Test("A unit that the report no longer lists stays with its holder, and comes back free when it is released")
    func missingUnit() throws {
        let full = Fixture.inventory(pools: [Fixture.pool("CUSTOM_R", ["a", "b"], provider: "p")])
        var shard = try Shard(inventory: full)
        let grant = try shard.claim(Fixture.instance(1), allocations: allocation("p", 1))
        try shard.report(Fixture.inventory(pools: [Fixture.pool("CUSTOM_R", ["b"], provider: "p")]))
        #expect(shard.state.grants(on: Fixture.node) == [grant])
        #expect(try units(shard.claim(Fixture.instance(2), allocations: allocation("p", 1))) == ["b"])
        try shard.report(full)
        try shard.abort(Fixture.instance(1))
        #expect(try units(shard.claim(Fixture.instance(3), allocations: allocation("p", 1))) == ["a"])
    }

    @Test("A provider that two nodes list hands out each unit once")
    func sharedProvider() throws {
        let pools = [Fixture.pool("CUSTOM_R", ["a", "b"], provider: "p")]
        var shard = try Shard(inventory: Fixture.inventory(pools: pools))
        let other = NodeIdentifier(host: "K", name: "K")
        try shard.report(Fixture.inventory(pools: pools), node: other, uuid: Fixture.uuid(70))
        #expect(try units(shard.claim(Fixture.instance(1), allocations: allocation("p", 1))) == ["a"])
        #expect(try units(shard.claim(Fixture.instance(2), allocations: allocation("p", 1), on: other)) == ["b"])
    }

    private func allocation(_ provider: String, _ amount: Int64) -> [Allocation] {
        [Allocation(providerUUID: provider, resources: ["CUSTOM_R": amount])]
    }

    private func units(_ grant: Grant) -> [String] { grant.resources.flatMap { $0.units.map(\.identifier) } }
}
