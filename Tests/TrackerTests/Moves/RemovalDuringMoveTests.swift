import Testing
import Tracker

@Suite("Instances and nodes that go while a move is under way")
struct RemovalDuringMoveTests {
    private func gone(_ instance: Instance) -> Instance {
        var gone = instance
        gone.vmState = .deleted
        return gone
    }

    @Test(
        "An instance that goes at the source before it left puts the move in error there; the claim is kept elsewhere")
    func atSource() throws {
        for (type, status) in [
            (MigrationType.resize, MigrationStatus.preMigrating), (.resize, .migrating), (.liveMigration, .running),
            (.evacuation, .preMigrating),
        ] {
            var place = try SideInStatus(type, .source, status)
            #expect(try place.shard.update(gone(place.move.instance)) == (tracked: true, released: true))
            #expect(place.shard.used() == "0/0/0")
            #expect(place.shard.status(.source, of: place.move) == .error)
            try place.shard.step(place.move.tell(.source, .failed))
            #expect(place.shard.used() == "0/0/0" && place.shard.status(.source, of: place.move) == .failed)
            // Nothing is held, so it may be claimed anew.
            try place.shard.claim(place.move.instance)
        }
    }

    @Test("Within a shard the other host keeps its side until it hears of it")
    func otherHost() throws {
        let move = Move(.resize)
        var shard = try Shard(before: move)
        try shard.step(move.claim(), move.tell(.source, .migrating, record: .preMigrating))
        try shard.update(gone(move.instance))
        #expect(shard.held(move.source) == [] && shard.held(move.destination) == ["move_new F2"])
        #expect(shard.status(.source, of: move) == .error && shard.status(.destination, of: move) == .preMigrating)
        let refusal = try shard.refusal(
            .claimInstance(ClaimInstance(node: Fixture.further, instance: move.instance)))
        #expect(refusal.reason == "MOVE_OPEN" && refusal.metadata["host"] == "G")
        try shard.step(move.abort(.destination, .failed))
        try shard.claim(move.instance, on: Fixture.further)
        try shard.expectSameWhenLoaded()
    }

    @Test("An instance that goes at the destination after the switch leaves the source's side to be confirmed")
    func atDestination() throws {
        let move = Move(.resize)
        var shard = try Shard(before: move)
        try shard.step(
            move.claim(), move.tell(.source, .migrating, record: .preMigrating), move.tell(.source, .postMigrating),
            move.finish())
        #expect(try shard.update(gone(move.moved), on: move.destination) == (tracked: true, released: true))
        #expect(shard.status(.destination, of: move) == .error)
        #expect(shard.held(move.source) == ["move_old F1"])
        try shard.step(move.confirm(record: .finished), move.tell(.destination, .failed))
        #expect(shard.used(move.source) == "0/0/0" && shard.used(move.destination) == "0/0/0")
        #expect(shard.state.instanceCount == 0)
    }

    @Test(
        "Only the move is there: the instance cannot go before it has ended",
        arguments: [MoveSide.source, .destination])
    func onlyTheMove(_ side: MoveSide) throws {
        var place = try SideInStatus(.resize, side, side == .source ? .postMigrating : .migrating)
        let command = UpdateInstance(node: place.node, instance: gone(place.move.instance))
        let refusal = try place.shard.refusal(.updateInstance(command))
        #expect(refusal.code == .failedPrecondition && refusal.reason == "MOVE_OPEN")
        #expect(refusal.metadata["migration"] == place.move.uuid)
        try place.shard.step(place.move.abort(side, .failed))
        try place.shard.expectNoChange(.updateInstance(command))
        #expect(place.shard.used(place.node) == "0/0/0")
    }

    @Test(
        "A node that is a side of an open move is not removed, also when nothing is held", arguments: MoveSide.allCases)
    func nodeInUse(_ side: MoveSide) throws {
        var place = try SideInStatus(.resize, side, .error)
        if side == .source { try place.shard.update(gone(place.move.instance)) }
        if side == .destination { try place.shard.step(place.move.abort(.destination, .error)) }
        #expect(place.shard.held(place.node) == [])
        let refusal = try place.shard.refusal(.removeNode(RemoveNode(node: place.node)))
        #expect(refusal.reason == "NODE_IN_USE")
        #expect(refusal.metadata["count"] == "0" && refusal.metadata["moves"] == "1")
        try place.shard.step(place.move.tell(side, .failed))
        _ = try place.shard.run(.removeNode(RemoveNode(node: place.node))).get()
        #expect(place.shard.state.migrationRecords(place.move.uuid) == [])
        #expect(place.shard.state.allEntities() == [])
    }

    @Test("A forced removal frees the node's side of a move, and leaves the other host's", arguments: MoveSide.allCases)
    func forced(_ side: MoveSide) throws {
        for isFinished in [false, true] {
            let move = Move(.resize)
            var shard = try Shard(before: move)
            try shard.step(
                move.claim(), move.tell(.source, .migrating, record: .preMigrating),
                move.tell(.source, .postMigrating))
            if isFinished { try shard.step(move.finish()) }
            _ = try shard.run(.removeNode(RemoveNode(node: move.node(side), isForced: true))).get()
            try shard.expectSameWhenLoaded()
            let left = shard.state.migrationRecords(move.uuid).map(\.side)
            #expect(left == [side.other])
            #expect(
                shard.held(move.node(side.other))
                    == (side == .destination ? ["move_old F1"] : [isFinished ? "instance F2" : "move_new F2"]))
            if side == .source, !isFinished { try shard.step(move.finish()) }
            try shard.step(
                side == .source ? move.abort(.source, .failed) : move.tell(.source, .reverted, record: .reverted))
            #expect(
                shard.held(move.node(side.other)) == (side == .destination ? ["instance F1"] : ["instance F2"]))
        }
    }

    @Test("Within a host a forced removal of one node leaves the other", arguments: MoveSide.allCases, [false, true])
    func forcedWithinHost(_ side: MoveSide, _ isSwitched: Bool) throws {
        let move = Move(.resize, to: Fixture.neighbour)
        var shard = try Shard(before: move)
        try shard.step(move.claim(), move.tell(.source, .migrating, record: .preMigrating))
        if isSwitched { try shard.step(move.tell(.source, .postMigrating), move.finish()) }
        _ = try shard.run(.removeNode(RemoveNode(node: move.node(side), isForced: true))).get()
        try shard.expectSameWhenLoaded()
        let (old, new) = isSwitched ? ("move_old F1", "instance F2") : ("instance F1", "move_new F2")
        #expect(shard.held(move.node(side.other)) == [side == .source ? new : old])
        #expect(shard.state.migrationRecords(move.uuid).map(\.side) == [side.other])
    }

    @Test("A removed node does not take along why an instance is held twice")
    func explanation() throws {
        for isGone in [false, true] {
            let move = Move(.evacuation)
            var shard = try Shard(before: move)
            try shard.step(move.claim())
            shard.now = shard.now.advanced(byNanoseconds: 1)
            try shard.step(move.finish())
            if isGone {
                try shard.update(gone(move.instance), on: move.destination)
                try shard.claim(move.instance, on: Fixture.further)
            } else {
                let next = Move(.evacuation, from: move.destination, to: Fixture.further, number: 902)
                try shard.step(next.claim(), next.finish(), next.tell(.source, .completed, record: .done))
            }
            #expect(shard.held(move.source) == ["instance F1"])
            _ = try shard.run(.removeNode(RemoveNode(node: move.destination))).get()
            try shard.expectSameWhenLoaded()
            #expect(shard.held(move.source) == [] && shard.held(Fixture.further) == ["instance F1"])
        }
    }
}
