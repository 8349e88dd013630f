import Testing
import Tracker

@Suite("Applying facts")
struct EvolveTests {
    private let stranger = NodeIdentifier(host: "X", name: "X")

    @Test("A fact about what is not known changes nothing")
    func unknown() throws {
        let shard = try Shard(inventory: Fixture.inventory())
        let grant = Grant(instanceUUID: Fixture.uuid(1), node: stranger, vcpus: 1)
        let identifier = InstanceIdentifier(host: "X", uuid: Fixture.uuid(1))
        let bodies: [Fact.Body] = [
            .nodeEnabledChanged(NodeEnabledChanged(node: stranger, isEnabled: false)),
            .nodeRemoved(NodeRemoved(node: stranger, isForced: true)),
            .instanceClaimed(InstanceClaimed(instance: Fixture.instance(), grant: grant)),
            .claimReleased(ClaimReleased(instance: identifier, grant: grant, cause: .aborted)),
            .instanceUpdated(InstanceUpdated(host: "X", instance: Fixture.instance())),
            .leaseRenewed(LeaseRenewed(instance: identifier, leaseEndTime: Instant(nanoseconds: 1))),
            .leaseCleared(LeaseCleared(instance: identifier)),
            .buildResultReported(BuildResultReported(node: stranger, failedBuilds: 1)),
        ]
        var state = shard.state
        for body in bodies { state.evolve(Fact(time: shard.now, body: body)) }
        #expect(state.allEntities() == shard.state.allEntities())
        #expect(violations(of: state) == [])
    }

    @Test("The update time of a node never goes back, its generation always goes up by one")
    func time() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let created = shard.now
        shard.now = created.advanced(byNanoseconds: -1)
        try shard.claim(Fixture.instance())
        #expect(shard.state.node(Fixture.node)?.updateTime == created)
        #expect(shard.state.node(Fixture.node)?.generation == 2)
    }

    @Test("A fact names the rows that it changes: a claim never the node's large one")
    func touched() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let row = EntityIdentifier.instance(InstanceIdentifier(host: "H", uuid: Fixture.uuid(1)))
        #expect(shard.facts.last?.touched == [.node(Fixture.node), .nodeCounters(Fixture.node)])
        try shard.claim(Fixture.instance(vmState: .building), lease: 5)
        #expect(shard.facts.last?.touched == [row, .nodeCounters(Fixture.node)])
        shard.now = shard.now.advanced(byNanoseconds: 1)
        try shard.update(Fixture.instance(vmState: .building, taskState: .spawning))
        #expect(
            shard.facts.suffix(2).map(\.touched) == [
                [row, .nodeCounters(Fixture.node)], [row, .nodeCounters(Fixture.node)],
            ])
        try shard.update(Fixture.instance(vmState: .active))
        #expect(shard.facts.suffix(2).map(\.node) == [Fixture.node, Fixture.node])
        try shard.abort(Fixture.instance())
        #expect(shard.facts.last?.touched == [row, .nodeCounters(Fixture.node)])
        #expect(shard.state.entity(row) == nil)
        _ = shard.run(.reportBuildResult(ReportBuildResult(node: Fixture.node, isSuccess: false)))
        #expect(shard.facts.last?.touched == [.nodeCounters(Fixture.node)])
    }

    @Test("A copy of the state is not changed by what happens to the original")
    func copies() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(1, vmState: .building), lease: 5)
        let copy = shard.state
        let entities = copy.allEntities()
        try shard.claim(Fixture.instance(2, vmState: .building), lease: 6)
        try shard.abort(Fixture.instance(1))
        #expect(copy.allEntities() == entities)
        #expect(copy.nextLeaseEnd()?.end == shard.now.advanced(byNanoseconds: 5))
        #expect(violations(of: copy) == [])
    }
}
