import Testing

@testable import Tracker

@Suite("Why a claim did not get its devices, and who had them")
struct DeviceExplanationTests {
    private static let other = NodeIdentifier(host: "other", name: "other")

    /// The explanation of a claim that is refused.
    private func explain(
        _ host: inout DeviceShard, _ requests: PCIRequest..., change: (inout Instance) -> Void = { _ in },
        forgets: Bool = false
    ) throws -> Shortage {
        var instance = DeviceShard.instance(99, requests)
        change(&instance)
        let refusal = try host.shard.refusal(.claimInstance(ClaimInstance(node: Fixture.node, instance: instance)))
        let places = forgets ? RequestedPlaces(devices: nil) : try #require(refusal.places)
        let explained = ShortageAnalysis.explain(
            refusal.shortfalls, amounts: RequestedAmounts(metadata: refusal.metadata), places: places, on: Fixture.node,
            in: host.shard.state)
        return try #require(explained)
    }

    private func holders(_ shortage: Shortage) -> [String]? {
        shortage.deviceHolders?.map { holder in
            "\(SpecHost.places([holder.device]).joined()) of \(Int(holder.grant.instanceUUID.suffix(4)) ?? 0)"
        }
    }

    @Test("Those who have matching devices are named, and nobody else; a release is enough if it frees enough")
    func holders() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.gpu(2))
        _ = try host.claim(2, Ask.gpu(1))
        _ = try host.claim(3, Ask.function(1))
        let one = try explain(&host, Ask.gpu(1))
        #expect(holders(one) == ["05:00.0 of 1", "06:00.0 of 1", "07:00.0 of 2"])
        #expect(one.resources.isEmpty && one.judgedReleases == .single)
        #expect(one.release?.holders.map { one.holders[$0].grant.instanceUUID } == [Fixture.uuid(2)])
        let two = try explain(&host, Ask.gpu(2))
        #expect(two.release?.holders.map { two.holders[$0].grant.instanceUUID } == [Fixture.uuid(1)])
        #expect(try explain(&host, Ask.gpu(3)).release == nil)
        let nobodys = try explain(&host, Ask.request(1, [["vendor_id": "dead"]]))
        #expect(nobodys.deviceHolders == [] && nobodys.release == nil && nobodys.judgedReleases == .all)
    }

    @Test("Who has a relative of a matching device is named: it blocks the device")
    func relatives() throws {
        var host = try DeviceShard(LifeRowTests.card(2))
        _ = try host.claim(1, Ask.function(1))
        _ = try host.claim(2, Ask.function(1))
        let shortage = try explain(&host, Ask.card(1))
        #expect(holders(shortage) == ["81:10.0 of 2", "81:10.1 of 1"])
        #expect(shortage.release == nil && shortage.judgedReleases == .single, "both must go")
        try host.free(1)
        #expect(try explain(&host, Ask.card(1)).release?.holders == [0])
    }

    @Test("Memory and devices together: a release must free both")
    func both() throws {
        var host = try DeviceShard()
        let large = Flavor(id: "L", vcpus: 1, memoryMebibytes: 900_000)
        _ = try host.claim(DeviceShard.instance(1, [], flavor: large))
        _ = try host.claim(DeviceShard.instance(2, [Ask.gpu(3)]))
        let shortage = try explain(&host, Ask.gpu(1)) { $0.flavor = large }
        #expect(shortage.resources.map(\.name) == ["MEMORY_MB"])
        #expect(shortage.holders.first?.grant.instanceUUID == Fixture.uuid(1))
        #expect(shortage.release == nil && shortage.judgedReleases == .single)
    }

    @Test("Another node is named only if the devices can be had there")
    func otherNodes() throws {
        var host = try DeviceShard()
        try host.report(SpecHost.devices, on: Fixture.away, number: 1)
        try host.report(LifeRowTests.card(4), on: Self.other, number: 2)
        _ = try host.claim(1, Ask.gpu(3))
        let shortage = try explain(&host, Ask.gpu(2))
        #expect(shortage.areOtherNodesJudged && shortage.otherNodes == [Fixture.away])
        _ = try host.claim(DeviceShard.instance(2, [Ask.gpu(2)]), on: Fixture.away)
        #expect(try explain(&host, Ask.gpu(2)).otherNodes == [])
        // Only memory falls short here; a node with room and no functions is none all the same.
        try host.report(
            Array(SpecHost.devices.prefix(1)), on: NodeIdentifier(host: "plain", name: "plain"), number: 3)
        let plain = try explain(&host, Ask.function(1)) {
            $0.flavor = Flavor(id: "L", vcpus: 1, memoryMebibytes: 1_000_000)
        }
        #expect(plain.deviceHolders == nil && plain.judgedReleases == .all)
        #expect(plain.otherNodes == [Self.other])
    }

    @Test("With guest cells, or with devices that are not on record, neither other nodes nor releases are judged")
    func notJudged() throws {
        var host = try DeviceShard()
        try host.report(SpecHost.devices, on: Fixture.away, number: 1)
        _ = try host.claim(1, Ask.gpu(3))
        let cells = try explain(&host, Ask.gpu(1)) { $0.flavor.extraSpecs["hw:numa_nodes"] = "1" }
        #expect(holders(cells)?.count == 3 && cells.release == nil && cells.judgedReleases == .none)
        #expect(!cells.areOtherNodesJudged && cells.otherNodes.isEmpty)
        let forgotten = try explain(&host, Ask.gpu(1), forgets: true)
        #expect(forgotten.deviceHolders == nil && forgotten.judgedReleases == .none)
        #expect(!forgotten.areOtherNodesJudged && forgotten.otherNodes.isEmpty)
        // Memory alone falls short, and cells are asked for.
        let memory = try explain(&host) {
            $0.flavor = Flavor(id: "L", vcpus: 2, memoryMebibytes: 2_000_000, extraSpecs: ["hw:numa_nodes": "1"])
        }
        #expect(!memory.areOtherNodesJudged && memory.otherNodes.isEmpty && memory.judgedReleases == .none)
    }

    @Test("For devices that a guest is to get in addition, neither another node nor its own release is an answer")
    func attached() throws {
        var host = try DeviceShard()
        try host.report(SpecHost.devices, on: Fixture.away, number: 1)
        _ = try host.claim(1, Ask.gpu(2))
        _ = try host.claim(2, Ask.gpu(1))
        let command = ClaimDevices(
            node: Fixture.node, instanceUUID: Fixture.uuid(1), requests: [Ask.gpu(1, id: "more")])
        let refusal = try host.shard.refusal(.claimDevices(command))
        let places = try #require(refusal.places)
        let explained = ShortageAnalysis.explain(
            refusal.shortfalls, amounts: nil, places: places, on: Fixture.node, in: host.shard.state,
            addingTo: command.instanceUUID)
        let shortage = try #require(explained)
        #expect(holders(shortage) == ["05:00.0 of 1", "06:00.0 of 1", "07:00.0 of 2"])
        #expect(shortage.release?.holders.map { shortage.holders[$0].grant.instanceUUID } == [Fixture.uuid(2)])
        #expect(!shortage.areOtherNodesJudged && shortage.otherNodes.isEmpty)
    }
}
