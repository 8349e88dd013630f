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

    @Test("Failed with the instance said to be on the node: each side keeps what is the instance's own", arguments: [false, true])
    func failedHere(_ isSwitched: Bool) throws {
        var (move, shard) = try started()
        if isSwitched { try shard.step(move.tell(.source, .postMigrating)) }
        try shard.step(move.tell(.source, .failed, record: .failed, location: move.source))
        #expect(shard.held() == [isSwitched ? "instance F2" : "instance F1"])
        #expect(shard.status(.source, of: move) == .failed && shard.status(.destination, of: move) == .failed)
    }

    @Test("After a claim that was given up once the source had started, the instance can be moved again")
    func abortedThenMoved() throws {
        var (move, shard) = try started()
        try shard.step(move.abort(.destination, .failed))
        #expect(shard.held() == ["instance F1"])
        try shard.step(Move(.resize, to: Fixture.away, number: 902).claim())
    }

    @Test("After a confirm or a revert within the node the instance can be moved again", arguments: [false, true])
    func endedThenMoved(_ isConfirmed: Bool) throws {
        var (move, shard) = try started()
        try shard.step(move.tell(.source, .postMigrating), move.finish())
        try shard.step(isConfirmed ? move.confirm() : move.revert())
        var instance = isConfirmed ? move.moved : move.instance
        instance.host = Fixture.node.host
        instance.node = Fixture.node.name
        try shard.step(Move(.coldMigration, of: instance, to: Fixture.away, number: 902).claim())
    }
}
