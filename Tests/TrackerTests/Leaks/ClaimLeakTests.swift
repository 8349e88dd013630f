import Testing
import Tracker

@Suite("Leaks L1 to L8: a claim that is refused, repeated or aborted leaves nothing behind")
struct ClaimLeakTests {
    private static let pools = [
        Fixture.pool("CUSTOM_A", ["a1", "a2"]), Fixture.pool("CUSTOM_B", ["b1"], provider: "other"),
    ]
    private static let one = [Allocation(providerUUID: "provider", resources: ["CUSTOM_A": 1])]
    /// The first class has enough, the second has not.
    private static let tooMany = [
        Allocation(providerUUID: "provider", resources: ["CUSTOM_A": 2]),
        Allocation(providerUUID: "other", resources: ["CUSTOM_B": 2]),
    ]

    @Test("L1: an instance whose claim was refused at the last test belongs to no node")
    func refusedClaim() throws {
        var shard = try Shard(inventory: Fixture.inventory(pools: Self.pools))
        let instance = Fixture.instance()
        let claim = ClaimInstance(node: Fixture.node, instance: instance, allocations: Self.tooMany)
        #expect(try shard.refusal(.claimInstance(claim)).code == .resourceExhausted)
        let read = try shard.refusal(.getInstance(InstanceIdentifier(host: "H", uuid: instance.uuid)))
        #expect(read.reason == "INSTANCE_NOT_FOUND")
        #expect(shard.state.instanceCount == 0 && shard.stats["num_instances"] == 0)
        #expect(try shard.update(instance) == (tracked: false, released: false))
    }

    @Test("L2: what was found for a part of a refused claim is not taken")
    func partOfClaim() throws {
        var shard = try Shard(inventory: Fixture.inventory(pools: Self.pools))
        let claim = ClaimInstance(node: Fixture.node, instance: Fixture.instance(), allocations: Self.tooMany)
        #expect(try shard.refusal(.claimInstance(claim)).shortfalls.count == 1)
        let grant = try shard.claim(
            Fixture.instance(2), allocations: [Allocation(providerUUID: "provider", resources: ["CUSTOM_A": 2])])
        #expect(grant.resources.flatMap { $0.units.map(\.identifier) } == ["a1", "a2"])
    }

    @Test("L3, L11: amounts that cannot be added up are refused before anything is held")
    func overflow() throws {
        var policy = Shard().policy
        policy.admission = .trustLimits
        var shard = try Shard(inventory: Fixture.inventory(pools: Self.pools), policy: policy)
        try shard.claim(Fixture.instance(2))
        let before = shard.state.allEntities()
        let flavor = Flavor(id: "vast", vcpus: 1, memoryMebibytes: .max)
        let claim = ClaimInstance(node: Fixture.node, instance: Fixture.instance(1, flavor), allocations: Self.one)
        #expect(try shard.refusal(.claimInstance(claim)).reason == "AMOUNT_OUT_OF_RANGE")
        let move = Move(.evacuation, of: Fixture.instance(1, flavor), from: Fixture.away, to: Fixture.node)
        #expect(try shard.refusal(move.claim(allocations: Self.one)).reason == "AMOUNT_OUT_OF_RANGE")
        #expect(shard.state.allEntities() == before)
        #expect(shard.state.migrationRecords(move.uuid) == [])
    }

    @Test("L4: units are in use after a restart")
    func restart() throws {
        var shard = try Shard(inventory: Fixture.inventory(pools: Self.pools))
        try shard.claim(Fixture.instance(), allocations: Self.one)
        let move = Move(.coldMigration, of: Fixture.instance(2), from: Fixture.away, to: Fixture.node)
        try shard.step(move.claim(allocations: Self.one))
        shard.state = try State(loading: shard.state.allEntities())
        let third = ClaimInstance(node: Fixture.node, instance: Fixture.instance(3), allocations: Self.one)
        #expect(try shard.refusal(.claimInstance(third)).code == .resourceExhausted)
    }

    @Test("L5: what a node cannot place is refused, never left out")
    func notLeftOut() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        var flavor = Fixture.small
        flavor.extraSpecs = ["hw:numa_nodes": "2"]
        let instance = Fixture.instance(1, flavor)
        #expect(try shard.refusal(.claimInstance(ClaimInstance(node: Fixture.node, instance: instance))).held == nil)
        _ = try shard.refusal(Move(.evacuation, of: instance, from: Fixture.away, to: Fixture.node).claim())
        #expect(shard.held() == [])
    }

    @Test("L6: a second claim of an instance takes no more units, and does not forget the first ones")
    func secondClaim() throws {
        var shard = try Shard(inventory: Fixture.inventory(pools: Self.pools))
        let first = try shard.claim(Fixture.instance(), allocations: Self.one)
        let again = ClaimInstance(node: Fixture.node, instance: Fixture.instance(), allocations: Self.one)
        let refusal = try shard.refusal(.claimInstance(again))
        #expect(refusal.code == .alreadyExists && refusal.held == first)
        #expect(shard.units(.instance) == ["a1"])
        try shard.abort(Fixture.instance())
        #expect(try shard.claim(Fixture.instance(2), allocations: Self.one).resources == first.resources)
    }

    @Test("L7: an abort of what is gone already adds nothing")
    func abortAgain() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance())
        try shard.update(Fixture.instance(vmState: .deleted))
        for _ in 0..<2 {
            #expect(try shard.abort(Fixture.instance()) == false)
            #expect(shard.usage == "used 0/0/0, free 512/6")
        }
    }

    @Test("L8: an instance that is held elsewhere is not claimed a second time")
    func heldElsewhere() throws {
        var shard = try Shard(nodes: [Fixture.node, Fixture.neighbour, Fixture.away])
        try shard.claim(Fixture.instance())
        for node in [Fixture.neighbour, Fixture.away] {
            let refusal = try shard.refusal(.claimInstance(ClaimInstance(node: node, instance: Fixture.instance())))
            #expect(refusal.code == .failedPrecondition && refusal.reason == "INSTANCE_HELD_ELSEWHERE")
            #expect(refusal.metadata["node"] == "N" && refusal.metadata["host"] == "H")
            #expect(shard.held(node) == [])
        }
    }
}
