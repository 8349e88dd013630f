import Testing
import Tracker

@Suite("Live migrations that never claim their destination")
struct ClaimlessMoveTests {
    private let move = Move(.liveMigration)

    private func tell(_ side: MoveSide, _ status: MigrationStatus, record: MigrationStatus) -> Command {
        var report = move.report(record)
        report.isClaimless = true
        return .updateMigration(
            UpdateMigration(
                host: move.node(side).host, migrationUUID: move.uuid, status: status, migration: report))
    }

    @Test("The destination holds nothing until the instance runs there, and then what the instance says")
    func whole() throws {
        var shard = try Shard(before: move)
        try shard.step(tell(.source, .queued, record: .accepted), tell(.destination, .accepted, record: .accepted))
        #expect(shard.state.migrationRecords(move.uuid).map(\.migration.isClaimless) == [true, true])
        try shard.step(move.tell(.source, .preparing), move.tell(.source, .running))
        #expect(shard.held(move.destination) == [])

        let nothing = try shard.refusal(move.finish())
        #expect(nothing.code == .invalidArgument && nothing.violations.map(\.field) == ["instance"])
        var other = move.instance
        other.uuid = Fixture.uuid(77)
        #expect(try shard.refusal(move.finish(other)).violations.map(\.field) == ["instance.uuid"])

        try shard.step(move.finish(move.instance))
        #expect(shard.held(move.destination) == ["instance F1"] && shard.used(move.destination) == "128/1/1")
        #expect(shard.state.stats(of: move.destination)?["num_instances"] == 1)
        try shard.step(move.tell(.source, .completed))
        #expect(shard.held(move.source) == [])
        try shard.expectNoChange(move.finish(move.instance))
        var gone = move.instance
        gone.vmState = .deleted
        #expect(try shard.update(gone, on: move.destination) == (tracked: true, released: true))
        #expect(shard.used(move.destination) == "0/0/0")
    }

    @Test("A guest that runs on a full node is counted all the same")
    func fullNode() throws {
        var shard = try Shard(before: move)
        try shard.claim(Fixture.instance(2, Fixture.large), on: move.destination)
        try shard.claim(Fixture.instance(3, Fixture.large, isVolumeBacked: true), on: move.destination)
        try shard.step(tell(.destination, .running, record: .running), move.finish(move.instance))
        #expect(shard.used(move.destination) == "640/5/6" && shard.free(move.destination) == "-128/0")
    }

    @Test("Rolled back, neither side holds more than before")
    func rolledBack() throws {
        for status in [MigrationStatus.cancelled, .failed] {
            var shard = try Shard(before: move)
            try shard.step(
                tell(.source, .queued, record: .accepted), move.tell(.source, .preparing),
                move.tell(.source, .running), tell(.destination, .running, record: .running),
                move.abort(.destination, status), move.tell(.source, status))
            #expect(shard.held(move.source) == ["instance F1"] && shard.held(move.destination) == [])
            #expect(shard.state.instanceCount == 1)
            #expect(try shard.refusal(move.finish(move.instance)).code == .failedPrecondition)
        }
    }

    @Test("It is said by the record: a claim cannot be claimless, and a source without a destination does not start")
    func contradictions() throws {
        var shard = try Shard(before: move)
        var report = move.report(.accepted)
        report.isClaimless = true
        let claim = ClaimMove(node: move.destination, instance: move.instance, migration: report)
        #expect(try shard.refusal(.claimMove(claim)).violations.map(\.field) == ["migration.claimless"])

        report = move.report(.accepted)
        report.destination = nil
        let start = UpdateMigration(host: "H", migrationUUID: move.uuid, status: .queued, migration: report)
        let refusal = try shard.refusal(.updateMigration(start))
        #expect(refusal.code == .failedPrecondition && refusal.reason == "DESTINATION_NOT_CLAIMED")
        // A destination that was neither claimed nor declared claimless knows nothing of the move.
        let unknown = try shard.refusal(move.tell(.destination, .accepted, record: .accepted))
        #expect(unknown.code == .notFound && unknown.reason == "MIGRATION_NOT_FOUND")
    }
}
