import Testing
import Tracker

@Suite("Updates of an instance")
struct UpdateTests {
    private let identifier = InstanceIdentifier(host: "H", uuid: Fixture.uuid(1))

    @Test("What an update does not say stays, the states are taken as they are")
    func merge() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        var claimed = Fixture.instance(taskState: .spawning)
        claimed.imageProperties = ["hw_disk_bus": "virtio"]
        try shard.claim(claimed)
        try shard.update(Instance(uuid: claimed.uuid, vmState: .stopped), hasFlavor: false)

        let stored = shard.state.instanceRecord(identifier)?.instance
        #expect(stored?.vmState == .stopped)
        #expect(stored?.taskState == nil)
        #expect(stored?.projectID == "p")
        #expect(stored?.userID == "u")
        #expect(stored?.osType == "linux")
        #expect(stored?.imageProperties == ["hw_disk_bus": "virtio"])
        #expect(stored?.flavor == Fixture.small)
        #expect(stored?.isVolumeBacked == false)
        #expect(stored?.host == "H")
    }

    @Test("An update that says nothing new leads to no fact")
    func unchanged() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance())
        let before = shard.facts.count
        #expect(try shard.update(Fixture.instance()) == (tracked: true, released: false))
        #expect(shard.facts.count == before)
    }

    @Test("The statistics follow every state, the amounts never change")
    func statisticsFollow() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(vmState: .building, taskState: .spawning))
        #expect(shard.stats["io_workload"] == 1)
        #expect(shard.stats["num_task_spawning"] == 1)
        let usage = shard.usage
        try shard.update(Fixture.instance(vmState: nil))
        #expect(shard.stats["io_workload"] == 0)
        #expect(shard.stats["num_vm_building"] == 0)
        #expect(shard.stats["num_vm_None"] == 1)
        #expect(shard.stats["num_task_spawning"] == 0)
        #expect(shard.stats["num_task_None"] == 1)
        #expect(shard.usage == usage)
    }

    @Test("A task of a building instance that is heavy on disk counts twice in the I/O workload")
    func countsTwice() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(vmState: .building, taskState: .resizeMigrating))
        #expect(shard.stats["io_workload"] == 2)
    }

    @Test("An update that is older than the last one is refused as aborted, one of the same time is taken")
    func stale() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        var instance = Fixture.instance()
        instance.updateTime = Instant(nanoseconds: 5)
        try shard.claim(instance)
        instance.vmState = .paused
        try shard.update(instance)
        instance.updateTime = Instant(nanoseconds: 4)
        let refusal = try shard.refusal(.updateInstance(UpdateInstance(node: Fixture.node, instance: instance)))
        #expect(refusal.code == .aborted)
        #expect(refusal.reason == "STALE_UPDATE")
        instance.vmState = .deleted
        let deletion = try shard.refusal(.updateInstance(UpdateInstance(node: Fixture.node, instance: instance)))
        #expect(deletion.reason == "STALE_UPDATE")
        #expect(shard.state.instanceCount == 1)
    }

    @Test("Another flavor is refused outside a move, another name for it is not")
    func flavor() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance())
        var bigger = Fixture.small
        bigger.memoryMebibytes += 1
        var special = Fixture.small
        special.extraSpecs = ["quota": "1"]
        for flavor in [Fixture.large, bigger, special] {
            let command = UpdateInstance(node: Fixture.node, instance: Fixture.instance(1, flavor))
            let refusal = try shard.refusal(.updateInstance(command))
            #expect(refusal.code == .failedPrecondition)
            #expect(refusal.reason == "FLAVOR_CHANGED")
        }
        var renamed = Fixture.small
        renamed.name = "renamed"
        #expect(try shard.update(Fixture.instance(1, renamed)) == (tracked: true, released: false))
    }

    @Test("A change of volume backing is refused while the instance is held")
    func volumeBacking() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance())
        let command = UpdateInstance(node: Fixture.node, instance: Fixture.instance(isVolumeBacked: true))
        let refusal = try shard.refusal(.updateInstance(command))
        #expect(refusal.code == .failedPrecondition)
        #expect(refusal.reason == "VOLUME_BACKED_CHANGED")
        #expect(try shard.update(Fixture.instance(isVolumeBacked: false)).tracked)
    }

    @Test("A release frees the recorded grant, whatever size the update names")
    func releaseAsRecorded() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance())
        let gone = Fixture.instance(1, Fixture.large, vmState: .deleted, isVolumeBacked: true)
        #expect(try shard.update(gone) == (tracked: true, released: true))
        #expect(shard.usage == "used 0/0/0, free 512/6")
        guard case .claimReleased(let release) = shard.facts.last?.body else { throw Unexpected.answer }
        #expect(release.cause == .deleted)
        #expect(release.grant.memoryMebibytes == 128)
        #expect(release.after?.vmState == .deleted)
        #expect(release.after?.flavor == Fixture.small)
    }

    @Test("An instance that is held on another node of the host is refused, one that nobody holds is not tracked")
    func otherNode() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let other = NodeIdentifier(host: "H", name: "M")
        try shard.report(Fixture.inventory(), node: other, uuid: Fixture.uuid(77))
        try shard.claim(Fixture.instance())
        let refusal = try shard.refusal(.updateInstance(UpdateInstance(node: other, instance: Fixture.instance())))
        #expect(refusal.code == .failedPrecondition)
        #expect(refusal.reason == "WRONG_NODE")
        #expect(refusal.metadata["node"] == "N")
        #expect(try shard.update(Fixture.instance(2), on: other) == (tracked: false, released: false))
    }

    @Test("A node that is closed for claims takes updates")
    func disabledNode() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance())
        _ = shard.run(.setNodeEnabled(SetNodeEnabled(node: Fixture.node, isEnabled: false, reason: "maintenance")))
        #expect(try shard.update(Fixture.instance(vmState: .deleted)) == (tracked: true, released: true))
    }

    @Test("A host's record of an instance can be read while it holds something")
    func read() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let grant = try shard.claim(Fixture.instance())
        guard case .instance(let instance, let grants, _) = try shard.run(.getInstance(identifier)).get() else {
            throw Unexpected.answer
        }
        #expect(instance.uuid == identifier.uuid)
        #expect(grants == [grant])
        try shard.abort(Fixture.instance())
        #expect(try shard.refusal(.getInstance(identifier)).code == .notFound)
    }
}
