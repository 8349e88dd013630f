import Testing
import Tracker

@Suite("Known bugs of moves, which cannot happen here (claims and moves, 12)")
struct MoveBugTests {
    private static let pools = [Fixture.pool("CUSTOM_A", ["a1", "a2", "a3"])]

    private static func allocation(_ count: Int64) -> [Allocation] {
        [Allocation(providerUUID: "provider", resources: ["CUSTOM_A": count])]
    }

    private func switched(_ move: Move, _ shard: inout Shard) throws {
        try shard.step(
            move.tell(.source, .migrating, record: .preMigrating), move.tell(.source, .postMigrating), move.finish())
    }

    @Test("Bug 1585214: a confirmation frees the places of the source, a revert those of the destination")
    func recordedGrant() throws {
        for isConfirmed in [true, false] {
            let move = Move(.resize, to: Fixture.neighbour)
            var shard = try Shard(before: move, inventory: Fixture.inventory(pools: Self.pools))
            try shard.abort(move.instance)
            try shard.claim(move.instance, allocations: Self.allocation(1))
            try shard.step(move.claim(allocations: Self.allocation(2)))
            try switched(move, &shard)
            try shard.step(isConfirmed ? move.confirm() : move.revert())
            let free = try shard.claim(
                Fixture.instance(2), allocations: Self.allocation(isConfirmed ? 1 : 2), on: Fixture.away)
            #expect(free.resources.flatMap { $0.units.map(\.identifier) } == (isConfirmed ? ["a1"] : ["a2", "a3"]))
        }
    }

    @Test("Bugs 1879878, 1944759, 1952915, 1953359: host, size, places and status change in one fact")
    func atomicSwitch() throws {
        let move = Move(.resize)
        var shard = try Shard(before: move)
        try shard.step(move.claim(), move.tell(.source, .migrating, record: .preMigrating))
        var count = shard.facts.count
        try shard.step(move.tell(.source, .postMigrating))
        #expect(shard.steps(since: count) == ["source -instance +move_old post-migrating"])
        let source = shard.state.instanceRecord(InstanceIdentifier(host: "H", uuid: move.instance.uuid))?.instance
        #expect(source?.home == move.destination && source?.flavor.id == "F1")

        count = shard.facts.count
        try shard.step(move.finish())
        #expect(shard.steps(since: count) == ["destination -move_new +instance finished"])
        let destination = shard.state.instanceRecord(InstanceIdentifier(host: "G", uuid: move.instance.uuid))?.instance
        #expect(destination?.home == move.destination && destination?.flavor.id == "F2")

        count = shard.facts.count
        try shard.step(move.tell(.destination, .reverting), move.revert())
        try shard.step(move.tell(.source, .reverted, record: .reverted))
        #expect(
            shard.steps(since: count) == [
                "destination reverting", "destination -instance reverted", "source -move_old +instance reverted",
            ])
        let back = shard.state.instanceRecord(InstanceIdentifier(host: "H", uuid: move.instance.uuid))?.instance
        #expect(back?.home == move.source && back?.flavor.id == "F1")
    }

    @Test("Bug 1512880: what a revert needs is kept until the source has the instance back")
    func keptForRevert() throws {
        let move = Move(.resize)
        var shard = try Shard(before: move, inventory: Fixture.inventory(pools: Self.pools))
        try shard.abort(move.instance)
        try shard.claim(move.instance, allocations: Self.allocation(1))
        try shard.step(move.claim(allocations: Self.allocation(2)))
        try switched(move, &shard)
        try shard.step(move.revert())
        #expect(shard.units(.moveOld) == ["a1"])
        #expect(shard.state.migrationRecords(move.uuid).first { $0.side == .source }?.migration.oldFlavor?.id == "F1")
        try shard.step(move.tell(.source, .reverted, record: .reverted))
        #expect(shard.units(.instance) == ["a1"] && shard.used() == "128/1/1")
    }

    @Test(
        "Bugs 1641750, 1647370, 1818914: a source that has heard of nothing else is confirmed",
        arguments: [
            MigrationStatus.preMigrating, .migrating, .postMigrating,
        ])
    func confirmWithoutNews(_ known: MigrationStatus) throws {
        for told in [MigrationStatus.finished, .confirming] {
            var place = try SideInStatus(.resize, .source, known)
            guard known == .postMigrating else {
                // Steps of its own are missing: the guest may still run here.
                #expect(try place.shard.refusal(place.move.confirm(record: told)).reason == "TRANSITION_TOO_EARLY")
                continue
            }
            try place.shard.step(place.move.confirm(record: told))
            #expect(place.shard.used() == "0/0/0" && place.shard.held() == [])
        }
    }

    @Test("Bug 1600304: a request of a move that no longer moves the instance is refused")
    func stale() throws {
        let move = Move(.resize)
        var shard = try Shard(before: move)
        try shard.step(move.tell(.source, .migrating, record: .preMigrating))
        let stale = Move(.coldMigration, to: Fixture.further, number: 902)
        for command in [stale.tell(.source, .migrating, record: .preMigrating), stale.confirm(record: .finished)] {
            let refusal = try shard.refusal(command)
            #expect(refusal.code == .failedPrecondition && refusal.reason == "STALE_MIGRATION")
            #expect(refusal.metadata["migration"] == stale.uuid && refusal.metadata["current"] == move.uuid)
        }
        #expect(shard.held() == ["instance F1"])
    }

    @Test("A record that says other things about the move than the side's is refused")
    func mismatch() throws {
        let move = Move(.resize)
        var shard = try Shard(before: move)
        try shard.step(move.claim(), move.tell(.source, .migrating, record: .preMigrating))
        var otherType = move
        otherType.type = .coldMigration
        otherType.newFlavor = nil
        var otherInstance = move
        otherInstance.instance = Fixture.instance(2)
        for other in [otherType, otherInstance] {
            for command in [
                other.tell(.source, .postMigrating, record: .migrating), other.confirm(record: .finished),
                other.claim(),
            ] {
                let refusal = try shard.refusal(command)
                #expect(refusal.code == .failedPrecondition && refusal.reason == "MIGRATION_MISMATCH")
            }
        }
    }

    @Test("Bugs 1782393, 1796737, 1782386: both sides of a volume-backed instance leave out the root, and count swap")
    func oneUsageFunction() throws {
        var move = Move(.resize, of: Fixture.instance(1, Fixture.small, isVolumeBacked: true))
        move.newFlavor?.swapMebibytes = 1024
        var shard = try Shard(before: move)
        try shard.step(move.claim())
        #expect(shard.used(move.source) == "128/1/0" && shard.used(move.destination) == "256/2/1")
        try switched(move, &shard)
        #expect(shard.used(move.source) == "128/1/0" && shard.used(move.destination) == "256/2/1")
        try shard.step(move.revert(), move.tell(.source, .reverted, record: .reverted))
        #expect(shard.used(move.source) == "128/1/0" && shard.used(move.destination) == "0/0/0")
    }

    @Test("Bug 1894095: a source that heard of the end of a rollback last does not count at the destination")
    func rollbackOrder() throws {
        let move = Move(.liveMigration)
        var shard = try Shard(before: move)
        try shard.step(
            move.claim(status: .accepted), move.tell(.source, .queued, record: .accepted),
            move.tell(.source, .error), move.abort(.destination, .failed))
        #expect(shard.used(move.source) == "128/1/1" && shard.used(move.destination) == "0/0/0")
        try shard.step(move.tell(.source, .failed))
        #expect(shard.used(move.source) == "128/1/1" && shard.used(move.destination) == "0/0/0")
    }
}
