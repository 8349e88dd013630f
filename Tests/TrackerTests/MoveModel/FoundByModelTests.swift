import Testing
import Tracker

/// The shortest sequences in which the explorations once found a defect.
@Suite("Sequences in which a defect was found")
struct FoundByModelTests {
    private let move = Fixture.uuid(77)
    private let first = NodeIdentifier(host: "a", name: "n1")
    private let second = NodeIdentifier(host: "a", name: "n2")
    private let other = NodeIdentifier(host: "b", name: "n1")

    private func shard() throws -> Shard {
        var shard = Shard()
        for (index, node) in [first, second, other].enumerated() {
            try shard.report(
                Fixture.inventory(vcpus: 100, memory: 10_000, disk: 100), node: node, uuid: Fixture.uuid(900 + index))
        }
        return shard
    }

    private func claim(
        from source: NodeIdentifier, to node: NodeIdentifier, _ type: MigrationType = .coldMigration,
        move uuid: String? = nil
    ) -> Command {
        .claimMove(
            ClaimMove(
                node: node, instance: Fixture.instance(),
                migration: MigrationReport(uuid: uuid ?? move, type: type, source: source)))
    }

    private func update(
        _ status: MigrationStatus, host: String = "a", with report: MigrationReport? = nil,
        at location: NodeIdentifier? = nil
    ) -> Command {
        .updateMigration(
            UpdateMigration(
                host: host, migrationUUID: move, status: status, migration: report, location: location))
    }

    private func record(_ status: MigrationStatus? = nil, to node: NodeIdentifier? = nil) -> MigrationReport {
        MigrationReport(
            uuid: move, instanceUUID: Fixture.uuid(1), type: .coldMigration, status: status, source: first,
            destination: node)
    }

    private func sides(_ shard: Shard, _ node: NodeIdentifier) -> [GrantSide] {
        shard.state.grants(on: node).map(\.side)
    }

    @Test("A claim that moves within a host to which the instance is new keeps what it holds")
    func destinationChangedWithinHost() throws {
        var shard = try shard()
        _ = try shard.run(claim(from: other, to: first)).get()
        _ = try shard.run(claim(from: other, to: second)).get()
        #expect(sides(shard, first) == [])
        #expect(sides(shard, second) == [.moveNew])
    }

    @Test("On one node an abort means the side that holds the claim")
    func abortOnOneNode() throws {
        var shard = try shard()
        try shard.claim(Fixture.instance(), on: first)
        _ = try shard.run(claim(from: first, to: first)).get()
        _ = try shard.run(update(.migrating)).get()
        _ = try shard.run(.abortMove(AbortMove(node: first, migrationUUID: move, status: .failed))).get()
        #expect(sides(shard, first) == [.instance])
        _ = try shard.run(update(.failed, with: record(to: first), at: first)).get()
        #expect(sides(shard, first) == [.instance])
        #expect(shard.state.migrationRecords(move).map(\.migration.status) == [.failed, .failed])
    }

    @Test("A deleted instance holds nothing once its move has failed, wherever it is said to be")
    func failedMoveOfDeleted() throws {
        var shard = try shard()
        try shard.claim(Fixture.instance(), on: first)
        _ = try shard.run(claim(from: first, to: second)).get()
        try shard.update(Fixture.instance(vmState: .deleted), on: first)
        _ = try shard.run(update(.failed, with: record(to: second), at: second)).get()
        #expect(sides(shard, second) == [])
        #expect(shard.state.instanceCount == 0)
    }

    @Test("A claim is not taken back once the source on the host has handed over", arguments: [true, false])
    func takenBackTooLate(isReverting: Bool) throws {
        var shard = try shard()
        try shard.claim(Fixture.instance(), on: first)
        _ = try shard.run(claim(from: first, to: second)).get()
        _ = try shard.run(update(.migrating)).get()
        _ = try shard.run(update(.postMigrating)).get()
        if isReverting { _ = try shard.run(update(.reverting, with: record(.reverting, to: second))).get() }
        let refusal = try shard.refusal(.abortMove(AbortMove(node: second, migrationUUID: move)))
        #expect(refusal.reason == "CANNOT_ABORT")
        #expect(sides(shard, first) + sides(shard, second) == [.moveOld, .instance])
    }

    @Test("A source follows its destination to another node of the host")
    func destinationChangedAfterSource() throws {
        var shard = try shard()
        try shard.claim(Fixture.instance(), on: first)
        _ = try shard.run(update(.preMigrating, with: record(to: first))).get()
        _ = try shard.run(claim(from: first, to: second)).get()
        _ = try shard.run(update(.migrating)).get()
        _ = try shard.run(update(.postMigrating)).get()
        #expect(sides(shard, first) + sides(shard, second) == [.moveOld, .instance])
    }

    @Test("A source that was told of another destination before the move starts takes it over")
    func destinationTold() throws {
        var shard = try shard()
        try shard.claim(Fixture.instance(), on: first)
        _ = try shard.run(update(.preMigrating, with: record(to: NodeIdentifier(host: "c", name: "n1")))).get()
        _ = try shard.run(update(.migrating, with: record(to: other))).get()
        #expect(shard.state.migrationRecords(move).map(\.migration.destination) == [other])
    }

    @Test("A source whose move has failed keeps nothing when the instance turns out to be at the other node")
    func failedSourceYields() throws {
        var shard = try shard()
        try shard.claim(Fixture.instance(), on: first)
        _ = try shard.run(claim(from: first, to: second)).get()
        _ = try shard.run(update(.migrating)).get()
        _ = try shard.run(.abortMove(AbortMove(node: first, migrationUUID: move, status: .failed))).get()
        _ = try shard.run(update(.failed, with: record(to: second), at: second)).get()
        #expect(sides(shard, first) + sides(shard, second) == [.instance])
        #expect(sides(shard, second) == [.instance])
    }

    @Test("A move in error does not hide another one that is under way")
    func secondMoveHidden() throws {
        var shard = try shard()
        _ = try shard.run(claim(from: other, to: first, move: Fixture.uuid(70))).get()
        let error = UpdateMigration(host: "a", migrationUUID: Fixture.uuid(70), status: .error)
        _ = try shard.run(.updateMigration(error)).get()
        _ = try shard.run(update(.preMigrating, with: record(to: other))).get()
        var third = record(to: other)
        third.uuid = Fixture.uuid(99)
        let step = UpdateMigration(
            host: "a", migrationUUID: third.uuid, status: .preMigrating, migration: third)
        #expect(try shard.refusal(.updateMigration(step)).reason == "STALE_MIGRATION")
    }

    @Test("A source that first hears of a move by its confirmation lets go, also if the record says so already")
    func confirmedUnseen() throws {
        var shard = try shard()
        try shard.claim(Fixture.instance(), on: first)
        let confirmation = ConfirmMove(node: first, migrationUUID: move, migration: record(.confirmed, to: other))
        _ = try shard.run(.confirmMove(confirmation)).get()
        #expect(sides(shard, first) == [])
        #expect(shard.state.migrationRecords(move).map(\.migration.status) == [.confirmed])
    }

    @Test("An instance does not come back to a host that has not given up what it left there")
    func backToUncleanHost() throws {
        var shard = try shard()
        try shard.claim(Fixture.instance(), on: second)
        _ = try shard.run(claim(from: second, to: other, .evacuation)).get()
        shard.now = shard.now.advanced(byNanoseconds: 1)
        _ = try shard.run(.finishMove(FinishMove(node: other, migrationUUID: move))).get()
        let back = claim(from: other, to: first, .evacuation, move: Fixture.uuid(78))
        #expect(try shard.refusal(back).reason == "LEFT_BEHIND")
        let record = MigrationReport(
            uuid: move, instanceUUID: Fixture.uuid(1), type: .evacuation, status: .done, source: second,
            destination: other)
        _ = try shard.run(update(.completed, with: record)).get()
        _ = try shard.run(back).get()
        #expect(sides(shard, first) == [.moveNew])
    }

    @Test("What a source has not heard to give up does not make a new claim on a third host a state that cannot load")
    func claimedAnewAfterMove() throws {
        var shard = try shard()
        try shard.claim(Fixture.instance(), on: first)
        _ = try shard.run(claim(from: first, to: other, .liveMigration)).get()
        shard.now = shard.now.advanced(byNanoseconds: 1)
        _ = try shard.run(.finishMove(FinishMove(node: other, migrationUUID: move))).get()
        try shard.abort(Fixture.instance(), on: other)
        let third = NodeIdentifier(host: "c", name: "n1")
        try shard.report(Fixture.inventory(), node: third, uuid: Fixture.uuid(903))
        try shard.claim(Fixture.instance(), on: third)
        let loaded = try State(loading: shard.state.allEntities())
        #expect(loaded.allEntities() == shard.state.allEntities())
        #expect(sides(shard, first) == [.instance])
    }

    @Test("A move starts where the instance is, also if it is in two places")
    func claimedFromOneOfTwo() throws {
        var shard = try shard()
        try shard.claim(Fixture.instance(), on: second)
        _ = try shard.run(claim(from: second, to: other, .evacuation)).get()
        _ = try shard.run(update(.failed, host: "b", at: other)).get()
        let again = claim(from: second, to: first, move: Fixture.uuid(78))
        #expect(try shard.refusal(again).reason == "INSTANCE_HELD_ELSEWHERE")
    }
}
