import Testing

@testable import Tracker

/// Sequences in which an audit once released what runs, or led to a state that could not be loaded.
@Suite("Audits of moves and of items that cannot be judged")
struct AuditReviewTests {
    typealias F = AuditFixture

    private let other = NodeIdentifier(host: Fixture.host, name: "M")

    /// What the records lead to after a restart is what there was.
    private func expectLoadable(_ shard: Shard) throws {
        let loaded = try State(loading: shard.state.allEntities())
        #expect(violations(of: loaded) == [])
        #expect(loaded.usage(of: F.here) == shard.state.usage(of: F.here))
    }

    private func claim(_ shard: inout Shard, from source: NodeIdentifier, to node: NodeIdentifier) throws {
        var instance = F.listed(3, at: source)
        instance.flavor = Fixture.small
        let command = ClaimMove(
            node: node, instance: instance, newFlavor: Fixture.large,
            migration: MigrationReport(uuid: F.uuid(1), type: .resize, source: source))
        _ = try shard.run(.claimMove(command)).get()
    }

    @Test("An instance that is the destination's own counts itself, whatever the move that brings it says")
    func countsItself() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(3, Fixture.large))
        let listed = F.listed(3, Fixture.large, task: .resizeMigrated)
        let move = F.move(1, of: 3, .resize, .postMigrating, from: F.away, to: F.here)
        #expect(try shard.audit([listed], [move]).map(\.isRepaired) == [false])
        #expect(shard.used() == "256/2/5")
        #expect(shard.state.grants(on: F.here).map(\.side) == [.instance])
        try expectLoadable(shard)
        let finished = F.move(1, of: 3, .resize, .finished, from: F.away, to: F.here)
        try shard.audit([F.listed(3, Fixture.large, vmState: .resized)], [finished])
        #expect(shard.status(.destination, of: F.uuid(1)) == .finished)
        #expect(shard.used() == "256/2/5")
        try expectLoadable(shard)
    }

    @Test("An instance that another node of the host holds is not taken in, also when a move between the two failed")
    func otherNode() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.report(Fixture.inventory(), node: other, uuid: Fixture.uuid(50))
        try shard.claim(Fixture.instance(3), on: other)
        try claim(&shard, from: other, to: F.here)
        _ = try shard.run(.abortMove(AbortMove(node: F.here, migrationUUID: F.uuid(1), status: .failed))).get()
        let drifts = try shard.audit([F.listed(3)])
        #expect(drifts.map(\.kind) == [.unknownInstance])
        #expect(drifts.map(\.isRepaired) == [false])
        #expect(shard.used() == "0/0/0")
        try expectLoadable(shard)
    }

    @Test("Nothing follows from an item that breaks a rule, not even that its instance or its move is missing")
    func malformed() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(1))
        try claim(&shard, from: F.away, to: F.here)
        shard.now = shard.now.advanced(byNanoseconds: shard.policy.auditGraceNanoseconds)
        let drifts = try shard.audit {
            $0.invalid = [
                InvalidItem(subject: Fixture.uuid(1), message: "vm_state"),
                InvalidItem(subject: F.uuid(1), message: "dest_ip"),
            ]
        }
        #expect(drifts.map(\.kind) == [.invalidItem, .invalidItem])
        #expect(shard.used() == "384/3/6")
    }

    @Test(
        "A move within the node that the database no longer has open is settled by the size of the instance",
        arguments: [true, false])
    func withinNode(isConfirmed: Bool) throws {
        let pool = Fixture.pool("CUSTOM_R", ["R0", "R1"])
        var shard = try Shard(inventory: Fixture.inventory(pools: [pool]))
        let unit = [Allocation(providerUUID: "provider", resources: ["CUSTOM_R": 1])]
        try shard.claim(Fixture.instance(3), allocations: unit)
        let command = ClaimMove(
            node: F.here, instance: F.listed(3), newFlavor: Fixture.large,
            migration: MigrationReport(uuid: F.uuid(1), type: .resize, source: F.here), allocations: unit)
        _ = try shard.run(.claimMove(command)).get()
        _ = try shard.run(.finishMove(FinishMove(node: F.here, migrationUUID: F.uuid(1)))).get()
        let listed = F.listed(3, isConfirmed ? Fixture.large : Fixture.small)
        try shard.audit([listed])
        #expect(shard.used() == (isConfirmed ? "256/2/5" : "128/1/1"))
        let units = shard.state.grants(on: F.here).flatMap(\.assignedUnits).map(\.unit.identifier)
        #expect(units == [isConfirmed ? "R1" : "R0"])
        #expect(shard.running() == "1 running, workload 0")
        #expect(shard.status(.destination, of: F.uuid(1)) == (isConfirmed ? .confirmed : .reverted))
        #expect(try shard.audit([listed]) == [])
        try expectLoadable(shard)
    }

    @Test("A move that was aborted and never told does not stand in the way of the one that moves the instance now")
    func formerMove() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try claim(&shard, from: F.away, to: F.here)
        shard.now = shard.now.advanced(byNanoseconds: shard.policy.auditGraceNanoseconds)
        let instance = F.listed(3, task: .resizeMigrating, at: F.away)
        let move = F.move(2, of: 3, .resize, .migrating, from: F.away, to: F.here)
        try shard.audit([instance], [move])
        #expect(shard.status(.destination, of: F.uuid(1)) == .failed)
        #expect(shard.status(.destination, of: F.uuid(2)) == .migrating)
        #expect(shard.used() == "256/2/5")
        #expect(try shard.audit([instance], [move]) == [])
    }

    @Test("A step of a move that the database does not have yet is not taken back")
    func justFinished() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try claim(&shard, from: F.away, to: F.here)
        _ = try shard.run(.finishMove(FinishMove(node: F.here, migrationUUID: F.uuid(1)))).get()
        let move = F.move(1, of: 3, .resize, .postMigrating, from: F.away, to: F.here)
        let drifts = try shard.audit([F.listed(3, task: .resizeFinish, at: F.away)], [move])
        #expect(drifts.allSatisfy { !$0.isRepaired })
        #expect(shard.used() == "256/2/5")
    }

    @Test("States that are older than the known ones are left alone")
    func olderStates() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        var instance = Fixture.instance(1)
        instance.updateTime = Instant(nanoseconds: 20)
        try shard.claim(instance)
        var listed = F.listed(1, vmState: .shelvedOffloaded)
        listed.updateTime = Instant(nanoseconds: 10)
        #expect(try shard.audit([listed]).map(\.kind) == [.changedSince])
        #expect(shard.used() == "128/1/1")
    }

    @Test("What is told of a move after its end does not make it end later")
    func toldLater() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let evacuation = ClaimMove(
            node: Fixture.node, instance: F.listed(3, task: .rebuilding, at: F.away),
            migration: MigrationReport(uuid: F.uuid(1), type: .evacuation, source: F.away))
        _ = try shard.run(.claimMove(evacuation)).get()
        _ = try shard.run(.finishMove(FinishMove(node: Fixture.node, migrationUUID: F.uuid(1)))).get()
        let end = shard.now
        shard.now = shard.now.advanced(byNanoseconds: 1_000)
        let record = F.move(1, of: 3, .evacuation, .completed, from: F.away, to: F.here)
        _ = try shard.run(
            .updateMigration(
                UpdateMigration(
                    host: Fixture.host, migrationUUID: F.uuid(1), status: .completed, migration: record))
        ).get()
        let identifier = MigrationIdentifier(host: Fixture.host, uuid: F.uuid(1), side: .destination)
        #expect(shard.state.migrationRecord(identifier)?.migration.updateTime == end)
        #expect(shard.status(.destination, of: F.uuid(1)) == .completed)
    }
}
