import Testing
import Tracker

@Suite("Conformance scenarios: claims")
struct ClaimScenarioTests {
    @Test("Scenario 13: a claim on an empty node is held, counted, and puts the instance there")
    func claim() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance())
        #expect(shard.usage == "used 128/1/1, free 384/5")
        #expect(shard.state.usage(of: Fixture.node)?.runningVMs == 1)
        #expect(
            shard.stats == [
                "num_instances": 1, "num_vm_active": 1, "num_task_None": 1, "num_os_type_linux": 1, "num_proj_p": 1,
                "io_workload": 0, "failed_builds": 0,
            ])
        let record = shard.state.instanceRecord(InstanceIdentifier(host: "H", uuid: Fixture.uuid(1)))
        #expect(record?.instance.host == "H")
        #expect(record?.instance.node == "N")
    }

    @Test("Scenario 14: a claim on an unknown node is refused, an update of what is not claimed changes nothing")
    func unknown() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let elsewhere = NodeIdentifier(host: "H", name: "unknown")
        let command = ClaimInstance(node: elsewhere, instance: Fixture.instance())
        let refusal = try shard.refusal(.claimInstance(command))
        #expect(refusal.code == .notFound)
        #expect(refusal.reason == "NODE_NOT_FOUND")

        let before = shard.state.allEntities()
        #expect(try shard.update(Fixture.instance()) == (tracked: false, released: false))
        #expect(try shard.update(Fixture.instance(), on: elsewhere) == (tracked: false, released: false))
        #expect(shard.state.allEntities() == before)
    }

    @Test("Scenario 18: named units come in ascending order from those that are free")
    func namedUnits() throws {
        var shard = try Shard(inventory: Fixture.inventory(pools: [Fixture.pool("CUSTOM_R", ["U2", "U1"])]))
        let one = [Allocation(providerUUID: "provider", resources: ["CUSTOM_R": 1])]
        #expect(try shard.claim(Fixture.instance(1), allocations: one).resources == [Fixture.pool("CUSTOM_R", ["U1"])])
        #expect(try shard.claim(Fixture.instance(2), allocations: one).resources == [Fixture.pool("CUSTOM_R", ["U2"])])
    }

    @Test("Scenario 18: too few named units refuse the claim, and none is assigned")
    func tooFewNamedUnits() throws {
        var shard = try Shard(inventory: Fixture.inventory(pools: [Fixture.pool("CUSTOM_R", ["U1"])]))
        let two = [Allocation(providerUUID: "provider", resources: ["CUSTOM_R": 2])]
        let command = ClaimInstance(node: Fixture.node, instance: Fixture.instance(), allocations: two)
        let refusal = try shard.refusal(.claimInstance(command))
        #expect(refusal.code == .resourceExhausted)
        #expect(refusal.shortfalls.map(\.resource) == ["CUSTOM_R"])
        #expect(refusal.shortfalls.map(\.reason) == ["RESOURCE_UNITS"])
        #expect(refusal.shortfalls.map(\.available) == [1])
        #expect(shard.state.instanceCount == 0)
        #expect(shard.usage == "used 0/0/0, free 512/6")
    }

    @Test("Scenario 19: an abort releases what was claimed, and a second one changes nothing")
    func abortTwice() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance())
        #expect(try shard.abort(Fixture.instance()))
        #expect(shard.usage == "used 0/0/0, free 512/6")
        #expect(shard.state.usage(of: Fixture.node)?.runningVMs == 0)
        #expect(shard.state.instanceCount == 0)
        guard case .claimReleased(let release) = shard.facts.last?.body else { throw Unexpected.answer }
        #expect(release.cause == .aborted)
        #expect(release.after?.host == "")
        #expect(release.after?.node == "")

        let before = shard.facts.count
        #expect(try shard.abort(Fixture.instance()) == false)
        #expect(shard.usage == "used 0/0/0, free 512/6")
        #expect(shard.facts.count == before)
    }

    @Test("Scenario 48: a volume-backed root holds no disk, and swap counts in MiB")
    func disk() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(1, Fixture.large, isVolumeBacked: true))
        #expect(shard.state.usage(of: Fixture.node)?.localGibibytesUsed == 0)
        try shard.abort(Fixture.instance(1))

        var swapping = Fixture.large
        swapping.swapMebibytes = 10
        try shard.claim(Fixture.instance(2, swapping))
        #expect(shard.state.usage(of: Fixture.node)?.localGibibytesUsed == 5)
        #expect(shard.state.usage(of: Fixture.node)?.diskMebibytesUsed == 5130)
    }

    @Test("Scenario 49: adding and removing swap leaves the disk as it was")
    func swapIsTheIdentity() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(1, Fixture.large))
        #expect(shard.state.usage(of: Fixture.node)?.localGibibytesUsed == 5)
        let swapOnly = Flavor(id: "swap", vcpus: 1, memoryMebibytes: 1, swapMebibytes: 512)
        try shard.claim(Fixture.instance(2, swapOnly))
        #expect(shard.state.usage(of: Fixture.node)?.localGibibytesUsed == 5)
        try shard.abort(Fixture.instance(2))
        #expect(shard.state.usage(of: Fixture.node)?.localGibibytesUsed == 5)
    }
}
