import Testing
import Tracker

@Suite("Another destination for a move")
struct DestinationChangeTests {
    private static let second = NodeIdentifier(host: "G", name: "N2")
    private static let nodes = [
        Fixture.node, Fixture.neighbour, NodeIdentifier(host: "H", name: "N3"), Fixture.away, second, Fixture.further,
    ]

    private func to(_ node: NodeIdentifier, _ move: Move) -> Move {
        var next = move
        next.destination = node
        return next
    }

    @Test(
        "The claim moves in one step, to another node of the host or to another host of the shard",
        arguments: MigrationType.allCases, [second, Fixture.further])
    func moves(_ type: MigrationType, _ node: NodeIdentifier) throws {
        let move = Move(type)
        let next = to(node, move)
        var shard = try Shard(before: move, nodes: Self.nodes)
        let first = try shard.step(move.claim())
        shard.now = shard.now.advanced(byNanoseconds: 5)
        let migration = try shard.step(next.claim())
        #expect(shard.used(Fixture.away) == "0/0/0")
        #expect(shard.state.grants(on: node).map(\.side) == [.moveNew])
        #expect(shard.state.migrationRecords(move.uuid).map(\.node) == [node])
        #expect(migration?.destination == node && migration?.createTime == first?.createTime)
        #expect(migration?.updateTime == shard.now)
        try shard.step(next.finish())
        #expect(shard.state.grants(on: node).map(\.side) == [.instance])
    }

    @Test("A record that names the destination of this shard moves the claim, too")
    func named() throws {
        let move = Move(.resize)
        var shard = try Shard(before: move, nodes: Self.nodes)
        try shard.step(move.claim())
        let command = ClaimMove(
            node: Fixture.further, instance: move.instance, newFlavor: move.newFlavor,
            migration: move.report(.preMigrating))
        try shard.step(.claimMove(command))
        #expect(shard.used(Fixture.away) == "0/0/0" && shard.held(Fixture.further) == ["move_new F2"])
    }

    @Test("A destination that another shard keeps has to be given up there first")
    func otherShard() throws {
        let move = Move(.resize)
        var there = try Shard(nodes: [Fixture.away])
        let claimed = try there.step(move.claim())
        var here = try Shard(nodes: [Fixture.further])
        var report = move.report(claimed?.status)
        let command = ClaimMove(
            node: Fixture.further, instance: move.instance, newFlavor: move.newFlavor, migration: report)
        let refusal = try here.refusal(.claimMove(command))
        #expect(refusal.code == .failedPrecondition && refusal.reason == "CLAIMED_ELSEWHERE")
        #expect(refusal.metadata["host"] == "G" && refusal.metadata["node"] == "N")
        #expect(here.held(Fixture.further) == [])

        let dropped = try there.step(move.abort(.destination))
        #expect(dropped?.status == .preMigrating && dropped?.destination == nil)
        #expect(there.used(Fixture.away) == "0/0/0" && there.state.migrationRecords(move.uuid) == [])
        report.destination = dropped?.destination
        try here.step(to(Fixture.further, move).claim(status: dropped?.status))
        #expect(here.held(Fixture.further) == ["move_new F2"])
        // The first may be claimed once more, later.
        try there.step(move.claim())
    }

    @Test("Once the move has begun there is no other destination", arguments: MigrationType.allCases)
    func tooLate(_ type: MigrationType) throws {
        for expected in ExpectedStatus.all(of: type) where ![.accepted, .preMigrating].contains(expected.status) {
            for side in MoveSide.allCases {
                var place = try SideInStatus(type, side, expected.status)
                try place.shard.report(Fixture.inventory(), node: Fixture.further, uuid: Fixture.uuid(850))
                let refusal = try place.shard.refusal(to(Fixture.further, place.move).claim())
                #expect(refusal.code == .failedPrecondition && refusal.reason == "NOT_CLAIMABLE")
                #expect(refusal.metadata["from"] == expected.status.rawValue)
            }
        }
    }

    @Test("A source that had heard of the first destination hands over to the last one, as its record says")
    func sourceFollows() throws {
        for node in [Self.second, Fixture.further] {
            let move = Move(.resize)
            let next = to(node, move)
            var shard = try Shard(before: move, nodes: Self.nodes)
            try shard.step(
                move.claim(), move.tell(.source, .preMigrating, record: .preMigrating), next.claim(),
                next.tell(.source, .migrating, record: .preMigrating), next.tell(.source, .postMigrating))
            #expect(shard.state.migrationRecords(move.uuid).map(\.migration.destination) == [node, node])
            let instance = shard.state.instanceRecord(InstanceIdentifier(host: "H", uuid: move.instance.uuid))?.instance
            #expect(instance?.home == node)
        }
    }

    @Test("Within a host the source hears of the last destination by itself")
    func sourceFollowsWithinHost() throws {
        let move = Move(.resize, to: Fixture.neighbour)
        let node = NodeIdentifier(host: "H", name: "N3")
        let next = to(node, move)
        var shard = try Shard(before: move, nodes: Self.nodes)
        try shard.step(
            move.claim(), move.tell(.source, .preMigrating, record: .preMigrating), next.claim(),
            next.tell(.source, .migrating), next.tell(.source, .postMigrating))
        let instance = shard.state.instanceRecord(InstanceIdentifier(host: "H", uuid: move.instance.uuid))?.instance
        #expect(instance?.home == node)
        #expect(shard.held() == ["move_old F1"] && shard.held(node) == ["instance F2"])
        try shard.step(next.finish(), next.revert())
        #expect(shard.held() == ["instance F1"] && shard.held(node) == [])
    }
}
