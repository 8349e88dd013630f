import Testing
import Tracker

@Suite("Claims")
struct ClaimTests {
    private let elsewhere = NodeIdentifier(host: "K", name: "N")
    private let sibling = NodeIdentifier(host: "H", name: "M")

    @Test("A grant records what was granted, to whom, by which request and for how long")
    func grant() throws {
        var shard = try Shard(inventory: Fixture.inventory(pools: [Fixture.pool("CUSTOM_R", ["u"])]))
        let grant = try shard.claim(
            Fixture.instance(), allocations: [Allocation(providerUUID: "provider", resources: ["CUSTOM_R": 1])],
            lease: 5, key: "key")
        #expect(
            grant
                == Grant(
                    instanceUUID: Fixture.uuid(1), node: Fixture.node, vcpus: 1, memoryMebibytes: 128,
                    diskMebibytes: 1024, resources: [Fixture.pool("CUSTOM_R", ["u"])], projectID: "p",
                    claimRequestID: "key", createTime: shard.now,
                    leaseEndTime: shard.now.advanced(byNanoseconds: 5), flavorID: "F1"))
        #expect(shard.state.grants(on: Fixture.node) == [grant])
    }

    @Test("A second claim by another request is refused with what is held")
    func alreadyClaimed() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let grant = try shard.claim(Fixture.instance(), key: "first")
        let refusal = try shard.refusal(claim(), key: "second")
        #expect(refusal.code == .alreadyExists)
        #expect(refusal.held == grant)
        #expect(refusal.metadata["claim_request_id"] == "first")
        #expect(shard.usage == "used 128/1/1, free 384/5")
    }

    @Test("An instance that is held elsewhere is refused without a move, on the same host and on another")
    func heldElsewhere() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.report(Fixture.inventory(), node: sibling, uuid: Fixture.uuid(71))
        try shard.report(Fixture.inventory(), node: elsewhere, uuid: Fixture.uuid(72))
        try shard.claim(Fixture.instance())
        for node in [sibling, elsewhere] {
            let refusal = try shard.refusal(claim(on: node))
            #expect(refusal.code == .failedPrecondition)
            #expect(refusal.reason == "INSTANCE_HELD_ELSEWHERE")
            #expect(refusal.metadata["host"] == "H")
            #expect(refusal.metadata["node"] == "N")
        }
        try shard.abort(Fixture.instance())
        try shard.claim(Fixture.instance(), on: elsewhere)
    }

    @Test("A node that is closed refuses claims and says why, until it is opened")
    func disabled() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        _ = shard.run(.setNodeEnabled(SetNodeEnabled(node: Fixture.node, isEnabled: false, reason: "disk swap")))
        let refusal = try shard.refusal(claim())
        #expect(refusal.code == .failedPrecondition)
        #expect(refusal.reason == "NODE_DISABLED")
        #expect(refusal.message.contains("disk swap"))
        _ = shard.run(.setNodeEnabled(SetNodeEnabled(node: Fixture.node, isEnabled: true)))
        try shard.claim(Fixture.instance())
    }

    @Test("A question whether it fits is answered as the claim would be, node by node, and holds nothing")
    func fit() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.report(Fixture.inventory(memory: 64), node: sibling, uuid: Fixture.uuid(71))
        let before = shard.state.allEntities()
        guard
            case .fits(let fits) = try shard.run(.checkFit(CheckFit(host: "H", instance: Fixture.instance()))).get()
        else { throw Unexpected.answer }
        #expect(fits.map(\.node) == ["M", "N"])
        #expect(fits[0].grant == nil)
        #expect(fits[0].refusal?.shortfalls.map(\.reason) == ["MEMORY"])
        #expect(fits[1].grant?.memoryMebibytes == 128)
        #expect(fits[1].refusal == nil)
        #expect(shard.state.allEntities() == before)
    }

    @Test("A question about named nodes answers for each of them, the unknown included; an unknown host is not found")
    func fitOfNamedNodes() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let command = CheckFit(host: "H", nodes: ["X", "N", "X"], instance: Fixture.instance())
        guard case .fits(let fits) = try shard.run(.checkFit(command)).get() else { throw Unexpected.answer }
        #expect(fits.map(\.node) == ["N", "X"])
        #expect(fits[1].refusal?.reason == "NODE_NOT_FOUND")
        let unknown = try shard.refusal(.checkFit(CheckFit(host: "Z", instance: Fixture.instance())))
        #expect(unknown.code == .notFound)
    }

    @Test("An abort that names another request leaves the claim alone")
    func abortOfAnotherClaim() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(), key: "mine")
        #expect(try shard.abort(Fixture.instance(), claimRequestID: "theirs") == false)
        #expect(shard.state.instanceCount == 1)
        #expect(try shard.abort(Fixture.instance(), claimRequestID: "mine"))
        #expect(shard.state.instanceCount == 0)
    }

    @Test(
        "An abort on another node than the one that holds the instance is refused; on an unknown host nothing is held")
    func abortOnAnotherNode() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.report(Fixture.inventory(), node: sibling, uuid: Fixture.uuid(71))
        try shard.claim(Fixture.instance())
        let command = AbortInstanceClaim(node: sibling, instanceUUID: Fixture.uuid(1))
        #expect(try shard.refusal(.abortInstanceClaim(command)).reason == "WRONG_NODE")
        #expect(try shard.abort(Fixture.instance(), on: elsewhere) == false)
        #expect(shard.state.instanceCount == 1)
    }

    private func claim(on node: NodeIdentifier = Fixture.node) -> Command {
        .claimInstance(ClaimInstance(node: node, instance: Fixture.instance()))
    }
}
