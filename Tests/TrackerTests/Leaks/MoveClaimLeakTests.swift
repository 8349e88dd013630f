import Testing
import Tracker

@Suite("Leaks L9 to L15: a move's claim that is refused, repeated or given up leaves nothing behind")
struct MoveClaimLeakTests {
    private static let pools = [Fixture.pool("CUSTOM_A", ["a1", "a2"])]

    private static func allocation(_ count: Int64) -> [Allocation] {
        [Allocation(providerUUID: "provider", resources: ["CUSTOM_A": count])]
    }

    @Test(
        "L9: a refused claim makes no record, and the next destination is the only one that counts",
        arguments: MigrationType.allCases)
    func refused(_ type: MigrationType) throws {
        let move = Move(type)
        var shard = try Shard(before: move)
        try shard.claim(Fixture.instance(2, Fixture.large), on: Fixture.away)
        try shard.claim(Fixture.instance(3, Fixture.large, isVolumeBacked: true), on: Fixture.away)
        let full = shard.state.allEntities()
        #expect(try shard.refusal(move.claim()).code == .resourceExhausted)
        #expect(shard.state.allEntities() == full)
        #expect(shard.state.migrationRecords(move.uuid) == [])

        var next = move
        next.destination = Fixture.further
        let migration = try shard.step(next.claim(status: type == .liveMigration ? .accepted : nil))
        #expect(migration?.destination == Fixture.further)
        #expect(shard.used(Fixture.away) == "512/4/5")
        #expect(shard.status(.destination, of: move) == nil)
    }

    @Test("L9: a claim that is refused elsewhere leaves the claim and the record that there are")
    func refusedMove() throws {
        let move = Move(.resize)
        var shard = try Shard(before: move)
        try shard.step(move.claim())
        try shard.claim(Fixture.instance(2, Fixture.large), on: Fixture.further)
        let before = shard.state.allEntities()
        var next = move
        next.destination = Fixture.further
        #expect(try shard.refusal(next.claim()).code == .resourceExhausted)
        #expect(shard.state.allEntities() == before)
        #expect(shard.held(Fixture.away) == ["move_new F2"])
    }

    @Test("L10: units found for a refused move stay free")
    func partOfClaim() throws {
        let move = Move(.resize)
        var shard = try Shard(before: move, inventory: Fixture.inventory(memory: 255, pools: Self.pools))
        #expect(try shard.refusal(move.claim(allocations: Self.allocation(2))).code == .resourceExhausted)
        let other = try shard.claim(Fixture.instance(2), allocations: Self.allocation(2), on: Fixture.away)
        #expect(other.resources.flatMap { $0.units.map(\.identifier) } == ["a1", "a2"])
    }

    @Test(
        "L12: a second claim of the same destination counts nothing, and one abort frees all",
        arguments: MigrationType.allCases)
    func second(_ type: MigrationType) throws {
        let move = Move(type)
        var shard = try Shard(before: move, inventory: Fixture.inventory(pools: Self.pools))
        try shard.step(move.claim(allocations: Self.allocation(1)))
        let used = shard.used(move.destination)
        for _ in 0..<2 {
            #expect(try shard.refusal(move.claim(allocations: Self.allocation(1))).code == .alreadyExists)
            #expect(shard.used(move.destination) == used)
        }
        #expect(shard.units(.moveNew, on: move.destination) == ["a1"])
        try shard.step(move.abort(.destination, .failed))
        #expect(shard.used(move.destination) == "0/0/0")
        try shard.expectNoChange(move.abort(.destination, .failed), move.abort(.destination, .error))
        #expect(shard.used(move.destination) == "0/0/0")
    }

    @Test("L12: an instance has one move at a time")
    func secondMove() throws {
        let move = Move(.resize)
        var shard = try Shard(before: move)
        try shard.step(move.claim())
        let other = Move(.coldMigration, to: Fixture.further, number: 902)
        let refusal = try shard.refusal(other.claim())
        #expect(refusal.code == .failedPrecondition && refusal.reason == "MOVE_OPEN")
        #expect(refusal.metadata["migration"] == move.uuid)
        #expect(shard.used(Fixture.further) == "0/0/0")
        // Once the first has failed and holds nothing, the second may begin.
        try shard.step(move.abort(.destination, .error), other.claim())
        #expect(shard.held(Fixture.further) == ["move_new F1"])
    }

    @Test("L13: an abort frees what was claimed, whatever became of the instance since")
    func snapshot() throws {
        let move = Move(.resize, to: Fixture.node)
        var shard = try Shard(inventory: Fixture.inventory(pools: Self.pools))
        try shard.claim(move.instance)
        try shard.step(move.claim(allocations: Self.allocation(2)))
        try shard.update(Fixture.instance(vmState: .stopped, taskState: .resizePrep))
        try shard.step(move.abort(.destination, .failed))
        #expect(shard.held() == ["instance F1"] && shard.used() == "128/1/1")
        #expect(try shard.claim(Fixture.instance(2), allocations: Self.allocation(2)).resources == Self.pools)
    }

    @Test("L14: when the source has failed, the destination is freed, however far it was told that the move is")
    func failedSource() throws {
        for type in [MigrationType.resize, .coldMigration] {
            for status in [MigrationStatus.preMigrating, .migrating, .postMigrating] {
                var source = try SideInStatus(type, .source, status)
                try source.shard.step(source.move.tell(.source, .error))
                for told in [MigrationStatus.preMigrating, .migrating, .postMigrating] {
                    var destination = try SideInStatus(type, .destination, told)
                    let migration = try destination.shard.step(destination.move.abort(.destination, .failed))
                    #expect(migration?.status == .failed)
                    #expect(destination.shard.used(destination.node) == "0/0/0")
                }
                // Told that the instance never left, the source keeps it and nothing else.
                try source.shard.step(source.move.tell(.source, .failed, location: source.node))
                #expect(source.shard.held() == ["instance F1"])
            }
        }
    }

    @Test("L14: an abort at a destination that was never claimed does nothing")
    func neverClaimed() throws {
        let move = Move(.resize)
        var shard = try Shard(before: move)
        try shard.expectNoChange(
            move.abort(.destination), move.abort(.destination, .failed), move.abort(.source, .error))
    }

    @Test(
        "L15: a live migration that ends before it ran is given up at the destination",
        arguments: [
            MigrationStatus.accepted, .queued, .preparing, .running,
        ])
    func queuedLive(_ told: MigrationStatus) throws {
        for status in [MigrationStatus.cancelled, .failed] {
            var place = try SideInStatus(.liveMigration, .destination, told)
            try place.shard.step(place.move.abort(.destination, status))
            #expect(place.shard.used(place.node) == "0/0/0")
            #expect(place.shard.status(.destination, of: place.move) == status)
            #expect(place.shard.state.instanceCount == 0)
        }
    }

    @Test("L15: a candidate that failed its check is given up for the next one, which holds the only claim")
    func nextCandidate() throws {
        let move = Move(.liveMigration)
        var shard = try Shard(before: move)
        try shard.step(move.claim(status: .accepted))
        var next = move
        next.destination = Fixture.further
        try shard.step(next.claim(status: .accepted))
        #expect(shard.used(Fixture.away) == "0/0/0" && shard.held(Fixture.further) == ["move_new F1"])
    }
}
