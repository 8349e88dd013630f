import Testing
import Tracker

@Suite("A move within one node, where no place tells the sides apart")
struct MoveWithinNodeTests {
    private func started() throws -> (Move, Shard) {
        let move = Move(.resize, to: Fixture.node)
        var shard = try Shard(before: move)
        try shard.step(move.claim(), move.tell(.source, .migrating, record: .preMigrating))
        return (move, shard)
    }

    @Test(
        "Failed with the instance said to be on the node: each side keeps what is the instance's own",
        arguments: [false, true])
    func failedHere(_ isSwitched: Bool) throws {
        var (move, shard) = try started()
        if isSwitched { try shard.step(move.tell(.source, .postMigrating)) }
        try shard.step(move.tell(.source, .failed, record: .failed, location: move.source))
        #expect(shard.held() == [isSwitched ? "instance F2" : "instance F1"])
        #expect(shard.status(.source, of: move) == .failed && shard.status(.destination, of: move) == .failed)
    }

    @Test("Failed with the instance said to be on another node: nothing is left of it here")
    func failedElsewhere() throws {
        var (move, shard) = try started()
        try shard.step(move.tell(.source, .failed, record: .failed, location: Fixture.away))
        #expect(shard.held() == [])
    }

    @Test("A claim that is given up once the source has started ends the destination; the source ends when it is told")
    func abortedThenMoved() throws {
        var (move, shard) = try started()
        try shard.step(move.abort(.destination, .failed))
        #expect(shard.held() == ["instance F1"])
        let next = Move(.resize, to: Fixture.away, number: 902)
        #expect(try shard.refusal(next.claim()).reason == "MOVE_OPEN")
        try shard.step(move.tell(.source, .failed), next.claim())
    }

    @Test("After a confirm the node hears as the destination what it has done as the source, and can move the instance")
    func confirmedThenMoved() throws {
        var (move, shard) = try started()
        try shard.step(move.tell(.source, .postMigrating), move.finish(), move.confirm())
        let next = Move(.coldMigration, of: move.moved, to: Fixture.away, number: 902)
        #expect(try shard.refusal(next.claim()).reason == "MOVE_OPEN")
        try shard.step(move.tell(.source, .confirmed), next.claim())
    }
}
