import Testing
import Tracker

@Suite("Leaks L16 to L21: a move that ends, in whichever way, leaves what its status says")
struct MoveEndLeakTests {
    @Test(
        "L16: what an end frees is freed by the very fact that has the status",
        arguments: MigrationType.allCases, MoveSide.allCases)
    func oneStep(_ type: MigrationType, _ side: MoveSide) throws {
        for expected in ExpectedStatus.all(of: type) {
            for status in expected.allowed(side) where status.isTerminal {
                var place = try SideInStatus(type, side, expected.status)
                let before = place.shard.facts.count
                let held = place.shard.state.grants(on: place.node).map(\.side)
                try place.shard.step(place.move.tell(side, status))
                let facts = place.shard.facts[before...]
                #expect(facts.count == 1)
                guard case .migrationChanged(let change) = facts.first?.body else { throw Unexpected.answer }
                #expect(change.record.migration.status == status)
                let after = place.shard.state.grants(on: place.node).map(\.side)
                #expect(change.released.map(\.side) == (held == after ? [] : held))
                #expect(change.granted.map(\.side) == (held == after ? [] : after))
                #expect((change.cause == nil) == (held.count == after.count))
            }
        }
    }

    @Test("L16: a move whose node is gone does not come to an end that nothing was freed for")
    func nodeGone() throws {
        let move = Move(.resize)
        var shard = try Shard(before: move)
        try shard.step(
            move.claim(), move.tell(.source, .migrating, record: .preMigrating), move.tell(.source, .postMigrating),
            move.finish())
        _ = try shard.run(.removeNode(RemoveNode(node: move.source, isForced: true))).get()
        #expect(try shard.refusal(move.confirm()).reason == "MIGRATION_NOT_FOUND")
        #expect(try shard.refusal(move.confirm(record: .finished)).code == .notFound)
        #expect(shard.status(.source, of: move) == nil)
        #expect(shard.held(move.destination) == ["instance F2"])
        try shard.expectSameWhenLoaded()
    }

    @Test(
        "L17: after a move within the host the instance is tracked, and its end frees everything",
        arguments: [Fixture.node, Fixture.neighbour],
        ["confirm", "revert", "abort claim", "abort before", "abort after"])
    func withinHost(_ destination: NodeIdentifier, _ end: String) throws {
        let move = Move(.resize, to: destination)
        var shard = try Shard(before: move)
        try shard.step(move.claim())
        if end != "abort claim" { try shard.step(move.tell(.source, .migrating, record: .preMigrating)) }
        if end != "abort claim", end != "abort before" { try shard.step(move.tell(.source, .postMigrating)) }
        switch end {
        case "confirm": try shard.step(move.finish(), move.confirm())
        case "revert": try shard.step(move.finish(), move.revert())
        default: try shard.step(move.abort(.destination, .failed))
        }
        let (home, away, size) =
            end == "confirm"
            ? (move.destination, move.source, "F2") : (move.source, move.destination, "F1")
        #expect(shard.held(home) == ["instance \(size)"])
        if home != away { #expect(shard.held(away) == []) }
        #expect(shard.state.stats(of: home)?["num_instances"] == 1)
        var instance = end == "confirm" ? move.moved : move.instance
        instance.vmState = .stopped
        #expect(try shard.update(instance, on: home) == (tracked: true, released: false))
        #expect(shard.state.stats(of: home)?["num_vm_stopped"] == 1)
        instance.vmState = .deleted
        #expect(try shard.update(instance, on: home) == (tracked: true, released: true))
        #expect(shard.used(home) == "0/0/0" && shard.used(away) == "0/0/0")
        #expect(shard.state.stats(of: home)?["num_instances"] == 0)
        #expect(shard.state.instanceCount == 0)
    }

    @Test(
        "L18: an instance that has moved is tracked where it runs, at once, and its end frees it",
        arguments: MigrationType.allCases)
    func finished(_ type: MigrationType) throws {
        let move = Move(type)
        var shard = try Shard(nodes: [move.destination])
        try shard.step(move.claim())
        #expect(try shard.update(move.moved, on: move.destination) == (tracked: false, released: false))
        try shard.step(move.finish(move.moved))
        #expect(shard.state.stats(of: move.destination)?["num_vm_active"] == 1)
        #expect(try shard.update(move.moved, on: move.destination) == (tracked: true, released: false))
        var gone = move.moved
        gone.vmState = .deleted
        #expect(try shard.update(gone, on: move.destination) == (tracked: true, released: true))
        #expect(shard.used(move.destination) == "0/0/0")
    }

    @Test("L19: between the revert at the destination and the return at the source each holds what the table says")
    func reverting() throws {
        let move = Move(.resize)
        var shard = try Shard(before: move)
        try shard.step(
            move.claim(), move.tell(.source, .migrating, record: .preMigrating), move.tell(.source, .postMigrating),
            move.finish(), move.tell(.destination, .reverting), move.revert())
        #expect(shard.held(move.destination) == [] && shard.held(move.source) == ["move_old F1"])
        // A report of the destination counts nothing again, and neither does an update there.
        try shard.report(Fixture.inventory(), node: move.destination, uuid: Fixture.uuid(802))
        #expect(try shard.update(move.moved, on: move.destination) == (tracked: false, released: false))
        #expect(shard.used(move.destination) == "0/0/0" && shard.used(move.source) == "128/1/1")

        try shard.step(move.tell(.source, .reverted, record: .reverted))
        #expect(shard.held(move.source) == ["instance F1"] && shard.used(move.source) == "128/1/1")
        #expect(try shard.update(move.instance) == (tracked: true, released: false))
        let source = InstanceIdentifier(host: "H", uuid: move.instance.uuid)
        #expect(shard.state.instanceRecord(source)?.instance.flavor.id == "F1")
    }

    @Test("L20: between the switch of the host and the start at the destination the new size counts there")
    func switched() throws {
        let move = Move(.resize)
        var shard = try Shard(before: move)
        try shard.step(
            move.claim(), move.tell(.source, .migrating, record: .preMigrating), move.tell(.source, .postMigrating))
        #expect(shard.used(move.source) == "128/1/1" && shard.used(move.destination) == "256/2/5")
        try shard.report(Fixture.inventory(), node: move.destination, uuid: Fixture.uuid(802))
        #expect(shard.used(move.destination) == "256/2/5")
        try shard.step(move.finish())
        #expect(shard.used(move.source) == "128/1/1" && shard.used(move.destination) == "256/2/5")
        let destination = InstanceIdentifier(host: "G", uuid: move.instance.uuid)
        #expect(shard.state.instanceRecord(destination)?.instance.flavor.id == "F2")
    }

    @Test("L21: the rollback of a live migration is one step at each side, and nothing brings the claim back")
    func rollback() throws {
        for status in [MigrationStatus.cancelled, .failed] {
            let move = Move(.liveMigration)
            var shard = try Shard(before: move)
            try shard.step(
                move.claim(status: .accepted), move.tell(.source, .queued, record: .accepted),
                move.tell(.source, .preparing), move.tell(.source, .running))
            let before = shard.facts.count
            try shard.step(move.abort(.destination, status))
            #expect(shard.steps(since: before) == ["destination -move_new \(status.rawValue)"])
            for late in [MigrationStatus.running, .runningPostCopy, .completed, .error, .accepted] {
                _ = try shard.refusal(move.tell(.destination, late, record: .running))
            }
            _ = try shard.refusal(move.claim(status: .accepted))
            _ = try shard.refusal(move.finish())
            try shard.report(Fixture.inventory(), node: move.destination, uuid: Fixture.uuid(802))
            #expect(shard.used(move.destination) == "0/0/0")
            try shard.step(move.tell(.source, status))
            #expect(shard.held(move.source) == ["instance F1"])
        }
    }
}
