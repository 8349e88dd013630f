import Testing

@testable import Tracker

@Suite("Why a claim did not fit, and what would have let it in")
struct ShortageTests {
    /// Without overcommit unless said otherwise.
    private func inventory(
        vcpus: Int64 = 4, memory: Int64 = 512, disk: Int64 = 6, pools: [ResourcePool] = []
    ) -> Inventory {
        Fixture.inventory(
            vcpus: vcpus, memory: memory, disk: disk, ratios: AllocationRatiosReport(cpu: 1, ram: 1, disk: 1),
            pools: pools)
    }

    private func flavor(_ vcpus: Int64, _ memory: Int64, _ disk: Int64 = 0) -> Flavor {
        Flavor(id: "f", vcpus: vcpus, memoryMebibytes: memory, rootGibibytes: disk)
    }

    private func explain(
        _ shard: inout Shard, _ flavor: Flavor, limits: Limits = Limits(), allocations: [Allocation] = []
    ) throws -> Shortage {
        let claim = ClaimInstance(
            node: Fixture.node, instance: Fixture.instance(99, flavor), limits: limits, allocations: allocations)
        let refusal = try shard.refusal(.claimInstance(claim))
        let amounts = try #require(RequestedAmounts(metadata: refusal.metadata))
        #expect(amounts.vcpus == flavor.vcpus && amounts.memoryMebibytes == flavor.memoryMebibytes)
        let places = try #require(refusal.places)
        return try #require(
            ShortageAnalysis.explain(
                refusal.shortfalls, amounts: amounts, places: places, on: Fixture.node, in: shard.state))
    }

    @Test("The one small holder whose release is enough is found, and the ratio under which it would have fitted")
    func single() throws {
        var shard = try Shard(inventory: inventory(vcpus: 10, memory: 1_000))
        for (number, vcpus) in [(1, 5), (2, 2), (3, 3)] as [(Int, Int64)] {
            try shard.claim(Fixture.instance(number, flavor(vcpus, 10)), key: "k\(number)")
        }
        let shortage = try explain(&shard, flavor(2, 10))
        #expect(shortage.resources.map(\.name) == ["VCPU"])
        let resource = try #require(shortage.resources.first)
        #expect(resource.requested == 2 && resource.available == 0 && resource.missing == 2)
        #expect(resource.isNodesOwnLimit && resource.limit == 10 && resource.neededLimit == 12)
        #expect(resource.neededRatio == 1.2)
        #expect(shortage.holders.map(\.grant.claimRequestID) == ["k1", "k3", "k2"])
        #expect(shortage.release == Shortage.Release(holders: [2], isFewest: true))
    }

    @Test("With several resources short, all of them must be freed")
    func several() throws {
        var shard = try Shard(inventory: inventory(vcpus: 10, memory: 1_000, disk: 100))
        try shard.claim(Fixture.instance(1, flavor(8, 100)), key: "cpu")
        try shard.claim(Fixture.instance(2, flavor(1, 800)), key: "memory")
        try shard.claim(Fixture.instance(3, flavor(1, 50)), key: "small")
        let shortage = try explain(&shard, flavor(4, 500))
        #expect(shortage.resources.map(\.name) == ["MEMORY_MB", "VCPU"])
        let release = try #require(shortage.release)
        let keys = release.holders.map { shortage.holders[$0].grant.claimRequestID }
        #expect(Set(keys) == ["cpu", "memory"] && release.isFewest)
    }

    @Test("A limit that the request gave is told from the node's own; a limit would have to grow, no ratio")
    func givenLimit() throws {
        var shard = try Shard(inventory: inventory(vcpus: 10, memory: 1_000))
        try shard.claim(Fixture.instance(1, flavor(3, 10)))
        let shortage = try explain(&shard, flavor(3, 10), limits: Limits(vcpus: 5))
        let resource = try #require(shortage.resources.first)
        #expect(!resource.isNodesOwnLimit && resource.limit == 5 && resource.neededLimit == 6)
        #expect(resource.neededRatio == nil)
    }

    @Test("A claim that is larger than the node is not let in by any release")
    func tooLarge() throws {
        var shard = try Shard(inventory: inventory(vcpus: 4, memory: 1_000))
        try shard.claim(Fixture.instance(1, flavor(4, 10)))
        #expect(try explain(&shard, flavor(5, 10)).release == nil)
    }

    @Test("Another node counts only if it is open and has room for all that was asked for, not only for what was short")
    func otherNodes() throws {
        var shard = try Shard(inventory: inventory(vcpus: 2, memory: 1_000))
        let sizes: [(String, Int64, Int64)] = [("closed", 8, 1_000), ("fits", 8, 600), ("little-memory", 8, 400)]
        for (number, (name, vcpus, memory)) in sizes.enumerated() {
            try shard.report(
                inventory(vcpus: vcpus, memory: memory), node: NodeIdentifier(host: name, name: name),
                uuid: Fixture.uuid(number))
        }
        let closed = NodeIdentifier(host: "closed", name: "closed")
        _ = try shard.run(.setNodeEnabled(SetNodeEnabled(node: closed, isEnabled: false))).get()
        let shortage = try explain(&shard, flavor(4, 500))
        #expect(shortage.otherNodes == [NodeIdentifier(host: "fits", name: "fits")] && shortage.areAmountsKnown)
        let partial = ShortageAnalysis.explain(
            [Shortfall(resource: "VCPU", reason: "VCPU", message: "", requested: 4, available: 2)], amounts: nil,
            places: RequestedPlaces(cells: 0, devices: []), on: Fixture.node, in: shard.state)
        #expect(partial?.otherNodes.map(\.name) == ["fits", "little-memory"] && partial?.areAmountsKnown == false)
    }

    @Test("Disk is compared in MiB, though refusals tell GiB")
    func disk() throws {
        var shard = try Shard(inventory: inventory(vcpus: 4, memory: 1_000, disk: 10))
        try shard.claim(
            Fixture.instance(1, Flavor(id: "s", vcpus: 1, memoryMebibytes: 1, rootGibibytes: 9, swapMebibytes: 512)))
        let resource = try #require(try explain(&shard, flavor(1, 1, 1)).resources.first)
        #expect(resource.name == "DISK_GB" && resource.requested == 1_024 && resource.available == 512)
        #expect(resource.isNodesOwnLimit && resource.missing == 512)
    }

    @Test("Who has the named units is told")
    func units() throws {
        var shard = try Shard(inventory: inventory(pools: [Fixture.pool("CUSTOM_X", ["a", "b"])]))
        let allocation = { (count: Int64) in [Allocation(providerUUID: "provider", resources: ["CUSTOM_X": count])] }
        try shard.claim(Fixture.instance(1, flavor(1, 1)), key: "plain")
        try shard.claim(Fixture.instance(2, flavor(1, 1)), allocations: allocation(2), key: "units")
        let shortage = try explain(&shard, flavor(1, 1), allocations: allocation(1))
        #expect(shortage.holders.map(\.grant.claimRequestID) == ["units"])
        #expect(shortage.holders.first?.amounts == [2] && shortage.release?.holders == [0])
        #expect(shortage.resources.first?.limit == nil)
    }

    @Test("A node that is not there has no explanation")
    func unknownNode() {
        #expect(
            ShortageAnalysis.explain(
                [], amounts: nil, places: RequestedPlaces(cells: 0, devices: []), on: Fixture.node, in: State()) == nil)
    }
}
