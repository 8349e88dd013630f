import Testing
import Tracker

@Suite("What a source still holds after its instance has moved for good")
struct LeftBehindTests {
    /// An evacuation or live migration that is done at the destination; the source has not heard of it.
    private func moved(_ type: MigrationType) throws -> (Shard, Move) {
        let move = Move(type)
        var shard = try Shard(before: move)
        try shard.step(move.claim())
        if type == .liveMigration {
            try shard.step(
                move.tell(.source, .queued, record: .accepted), move.tell(.source, .preparing),
                move.tell(.source, .running))
        }
        shard.now = shard.now.advanced(byNanoseconds: 1)
        try shard.step(move.finish())
        return (shard, move)
    }

    @Test("Both hold the instance until the source hears of it", arguments: [MigrationType.evacuation, .liveMigration])
    func untilTold(_ type: MigrationType) throws {
        var (shard, move) = try moved(type)
        #expect(shard.held(move.source) == ["instance F1"] && shard.held(move.destination) == ["instance F1"])
        if type == .evacuation {
            try shard.step(move.tell(.source, .completed, record: .done))
        } else {
            try shard.step(move.tell(.source, .completed))
        }
        #expect(shard.held(move.source) == [] && shard.held(move.destination) == ["instance F1"])
        #expect(shard.used(move.source) == "0/0/0")
        try shard.expectNoChange(move.tell(.source, .completed))
    }

    @Test("E7: a source that is cleaned up before the destination is done cannot complete the move")
    func tooEarly() throws {
        let move = Move(.evacuation)
        var shard = try Shard(before: move)
        try shard.step(move.claim())
        let refusal = try shard.refusal(move.tell(.source, .completed, record: .preMigrating))
        #expect(refusal.reason == "TRANSITION_TOO_EARLY")
        #expect(shard.held(move.source) == ["instance F1"])
        try shard.step(move.finish())
        try shard.step(move.tell(.source, .completed, record: .preMigrating))
        #expect(shard.held(move.source) == [])
    }

    @Test("It does not keep the instance from being claimed elsewhere once it has left the destination")
    func claimedElsewhere() throws {
        var (shard, move) = try moved(.evacuation)
        let claim = ClaimInstance(node: Fixture.further, instance: Fixture.instance(vmState: .building))
        let held = try shard.refusal(.claimInstance(claim))
        #expect(held.reason == "INSTANCE_HELD_ELSEWHERE" && held.metadata["host"] == "G")

        try shard.update(Fixture.instance(vmState: .shelvedOffloaded), on: move.destination)
        try shard.claim(Fixture.instance(vmState: .building), on: Fixture.further)
        #expect(shard.held(move.source) == ["instance F1"] && shard.held(Fixture.further) == ["instance F1"])
        // The source comes back, and lets go of what it had, and of nothing else.
        try shard.step(move.tell(.source, .completed, record: .done))
        #expect(shard.held(move.source) == [] && shard.held(Fixture.further) == ["instance F1"])
    }

    @Test("It does not keep the instance from moving on")
    func movesOn() throws {
        var (shard, move) = try moved(.evacuation)
        let next = Move(.evacuation, from: move.destination, to: Fixture.further, number: 902)
        try shard.step(next.claim(), next.finish())
        #expect(shard.held(Fixture.further) == ["instance F1"])
        try shard.step(next.tell(.source, .completed, record: .done), move.tell(.source, .completed, record: .done))
        #expect(shard.held(move.source) == [] && shard.held(move.destination) == [])
        #expect(shard.held(Fixture.further) == ["instance F1"])
    }

    @Test("An instance does not move back to a host that still has what it left behind there")
    func movesBack() throws {
        var (shard, move) = try moved(.evacuation)
        let back = Move(.evacuation, from: move.destination, to: move.source, number: 902)
        let refusal = try shard.refusal(back.claim())
        #expect(refusal.code == .failedPrecondition && refusal.reason == "LEFT_BEHIND")
        #expect(refusal.metadata["migration"] == move.uuid)
        try shard.step(move.tell(.source, .completed, record: .done), back.claim(), back.finish())
        #expect(shard.held(move.source) == ["instance F1"])
        try shard.step(back.tell(.source, .completed, record: .done))
        #expect(shard.held(move.destination) == [])
    }

    @Test("What is left behind counts on its node, and is released by an update there")
    func released() throws {
        var (shard, move) = try moved(.evacuation)
        #expect(shard.used(move.source) == "128/1/1")
        #expect(try shard.update(Fixture.instance(vmState: .deleted)) == (tracked: true, released: true))
        #expect(shard.used(move.source) == "0/0/0" && shard.held(move.destination) == ["instance F1"])
        try shard.step(move.tell(.source, .completed, record: .done))
    }

    @Test("The record that explains it outlives its time")
    func notForgotten() throws {
        var (shard, move) = try moved(.evacuation)
        shard.now = shard.now.advanced(byNanoseconds: 10 * 86_400_000_000_000)
        try shard.step(Move(.resize, of: Fixture.instance(2), to: Fixture.further, number: 903).claim())
        #expect(shard.status(.destination, of: move) == .done)
        try shard.step(move.tell(.source, .completed, record: .done))
        shard.now = shard.now.advanced(byNanoseconds: 10 * 86_400_000_000_000)
        try shard.step(Move(.resize, of: Fixture.instance(3), to: Fixture.away, number: 904).claim())
        #expect(shard.state.migrationRecords(move.uuid) == [])
    }
}
