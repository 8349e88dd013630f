import Testing
import Tracker

@Suite("Moves whose sides are both on one host")
struct SameHostMoveTests {
    /// What the source's node and the destination's hold; on one node both are listed together.
    private func held(_ shard: Shard, _ move: Move) -> [String] {
        move.source == move.destination
            ? shard.held(move.source) : shard.held(move.source) + shard.held(move.destination)
    }

    private static let layouts = [Fixture.node, Fixture.neighbour]

    @Test("Every way through a move keeps the instance tracked", arguments: layouts, [true, false])
    func ways(_ destination: NodeIdentifier, _ isTold: Bool) throws {
        for isConfirmed in [true, false] {
            let move = Move(.resize, to: destination)
            var shard = try Shard(before: move)
            try shard.step(move.claim())
            #expect(held(shard, move) == ["instance F1", "move_new F2"])
            if isTold {
                // A source that reports its steps, without a record: the host knows the move from its claim.
                try shard.step(move.tell(.source, .migrating))
                #expect(held(shard, move) == ["instance F1", "move_new F2"])
                try shard.step(move.tell(.source, .postMigrating))
                #expect(Set(held(shard, move)) == ["move_old F1", "instance F2"])
            }
            try shard.step(move.finish())
            #expect(Set(held(shard, move)) == ["move_old F1", "instance F2"])
            #expect(shard.status(.source, of: move) == .postMigrating)
            #expect(shard.status(.destination, of: move) == .finished)
            try shard.step(move.tell(.source, isConfirmed ? .confirming : .reverting))
            for side in MoveSide.allCases {
                #expect(shard.status(side, of: move) == (isConfirmed ? .confirming : .reverting))
            }
            try shard.step(isConfirmed ? move.confirm() : move.revert())
            #expect(held(shard, move) == [isConfirmed ? "instance F2" : "instance F1"])
            #expect(
                shard.status(isConfirmed ? .source : .destination, of: move) == (isConfirmed ? .confirmed : .reverted))
            try shard.expectNoChange(isConfirmed ? move.confirm() : move.revert())
            #expect(shard.state.instanceCount == 1)
        }
    }

    @Test("A failure is of both sides, and is resolved for both", arguments: layouts, MigrationType.allCases.prefix(2))
    func failure(_ destination: NodeIdentifier, _ type: MigrationType) throws {
        for isSwitched in [false, true] {
            let move = Move(type, to: destination)
            var shard = try Shard(before: move)
            try shard.step(move.claim(), move.tell(.source, .migrating))
            if isSwitched { try shard.step(move.tell(.source, .postMigrating)) }
            let before = held(shard, move)
            try shard.step(move.tell(.source, .error))
            #expect(held(shard, move) == before)
            for side in MoveSide.allCases { #expect(shard.status(side, of: move) == .error) }
            try shard.step(move.tell(.source, .failed))
            #expect(held(shard, move) == ["instance \(isSwitched ? move.moved.flavor.id : "F1")"])
            for side in MoveSide.allCases { #expect(shard.status(side, of: move) == .failed) }
            #expect(shard.state.instanceCount == 1)
        }
    }

    @Test("Told where the instance is, a failure keeps that side", arguments: [false, true])
    func location(_ isHome: Bool) throws {
        let move = Move(.resize, to: Fixture.neighbour)
        var shard = try Shard(before: move)
        try shard.step(
            move.claim(), move.tell(.source, .migrating), move.tell(.source, .postMigrating),
            move.tell(.source, .error),
            move.tell(.source, .failed, location: isHome ? move.source : move.destination))
        #expect(shard.held(move.source) == (isHome ? ["instance F1"] : []))
        #expect(shard.held(move.destination) == (isHome ? [] : ["instance F2"]))
    }

    @Test("An abort at the destination gives up the claim, whether or not the source has a record", arguments: layouts)
    func abort(_ destination: NodeIdentifier) throws {
        for steps in [[], [MigrationStatus.migrating], [.migrating, .postMigrating]] {
            let move = Move(.resize, to: destination)
            var shard = try Shard(before: move)
            try shard.step(move.claim())
            for status in steps { try shard.step(move.tell(.source, status)) }
            try shard.step(move.abort(.destination, .failed))
            #expect(held(shard, move) == ["instance F1"])
            #expect(shard.status(.destination, of: move) == .failed)
            // The source is told on its own, as with two hosts.
            try shard.step(move.tell(.source, .failed))
            #expect(held(shard, move) == ["instance F1"])
            let next = Move(.resize, to: destination, number: 902)
            try shard.step(next.claim(), next.finish(), next.confirm())
            #expect(held(shard, next) == ["instance F2"])
        }
    }

    @Test("A claim that was not used is dropped, also once the source has a record", arguments: layouts)
    func drop(_ destination: NodeIdentifier) throws {
        let move = Move(.resize, to: destination)
        var shard = try Shard(before: move)
        try shard.step(move.claim(), move.tell(.source, .preMigrating, record: .preMigrating), move.abort(.destination))
        #expect(held(shard, move) == ["instance F1"])
        #expect(shard.status(.destination, of: move) == nil)
        try shard.step(move.claim())
        #expect(held(shard, move) == ["instance F1", "move_new F2"])
    }

    @Test("A finished move within a host is not aborted at the destination: it is reverted")
    func finished() throws {
        let move = Move(.resize, to: Fixture.neighbour)
        var shard = try Shard(before: move)
        try shard.step(move.claim(), move.finish())
        for status in [MigrationStatus.failed, .error] {
            #expect(try shard.refusal(move.abort(.destination, status)).reason == "CANNOT_ABORT")
        }
        try shard.step(move.revert())
        #expect(held(shard, move) == ["instance F1"])
    }

    @Test("An abort that names a node of the host which is no side of the move is refused")
    func wrongNode() throws {
        let move = Move(.resize, to: Fixture.neighbour)
        let third = NodeIdentifier(host: "H", name: "N3")
        var shard = try Shard(before: move, nodes: [Fixture.node, Fixture.neighbour, third])
        try shard.step(move.claim())
        var wrong = move
        wrong.destination = third
        for command in [wrong.abort(.destination), wrong.abort(.destination, .failed), wrong.finish(), wrong.revert()] {
            let refusal = try shard.refusal(command)
            #expect(refusal.reason == "WRONG_NODE" && refusal.metadata["node"] == "N2")
        }
        // A source that has not been told of the move holds nothing for it.
        try shard.expectNoChange(move.abort(.source, .failed))
    }

    @Test("A live migration or evacuation leads to another host")
    func sameHost() throws {
        for type in [MigrationType.liveMigration, .evacuation] {
            let move = Move(type, to: Fixture.neighbour)
            var shard = try Shard(before: move)
            #expect(try shard.refusal(move.claim()).reason == "SAME_HOST")
        }
    }
}
