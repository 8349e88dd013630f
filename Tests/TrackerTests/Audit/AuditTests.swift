import Testing

@testable import Tracker

/// What an audit puts right, what it leaves alone, and the leaks of audits (claims and moves, 9).
@Suite("Audits")
struct AuditTests {
    typealias F = AuditFixture

    @Test("An instance that is not held is taken in, one that the database does not have is released")
    func bothWays() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(1))
        let drifts = try shard.audit([F.listed(2, Fixture.large)])
        #expect(drifts.map(\.kind) == [.unknownInstance, .missingInstance])
        #expect(drifts.allSatisfy { $0.isRepaired })
        #expect(shard.used() == "256/2/5")
        #expect(try shard.audit([F.listed(2, Fixture.large)]) == [])
        #expect(shard.facts.suffix(3).map(\.changesNode) == [true, true, false])
    }

    @Test("A claim whose caller may not have told the database yet is left for the grace, and then released")
    func grace() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(1, vmState: .building))
        #expect(try shard.audit().map(\.isRepaired) == [false])
        #expect(shard.used() == "128/1/1")
        shard.now = shard.now.advanced(byNanoseconds: shard.policy.auditGraceNanoseconds)
        #expect(try shard.audit().map(\.isRepaired) == [true])
        #expect(shard.used() == "0/0/0")
    }

    @Test("States are taken over without a word, and leases end or are renewed by them")
    func states() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(1, vmState: .building), lease: 60)
        #expect(try shard.audit([F.listed(1, task: .imageBackup)]) == [])
        #expect(shard.running() == "1 running, workload 1")
        #expect(shard.state.grants(on: Fixture.node).map(\.leaseEndTime) == [nil])
    }

    @Test("Another size is put right, and the places stay")
    func size() throws {
        let pool = Fixture.pool("CUSTOM_R", ["R0"])
        var shard = try Shard(inventory: Fixture.inventory(pools: [pool]))
        let allocation = Allocation(providerUUID: "provider", resources: ["CUSTOM_R": 1])
        let held = try shard.claim(Fixture.instance(1), allocations: [allocation])
        let drifts = try shard.audit([F.listed(1, Fixture.large)])
        #expect(drifts.map(\.kind) == [.usageMismatch])
        #expect(shard.used() == "256/2/5")
        #expect(shard.state.grants(on: Fixture.node).map(\.resources) == [held.resources])
        #expect(shard.state.grants(on: Fixture.node).map(\.claimRequestID) == [held.claimRequestID])
        #expect(try shard.audit([F.listed(1, Fixture.large)]) == [])
    }

    @Test("Items that changed after the inputs were read are left alone and listed")
    func changedSince() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(1))
        let generation = try #require(shard.state.node(Fixture.node)?.generation)
        try shard.claim(Fixture.instance(2))
        // The inputs have neither; the first is released, the second is newer than they are.
        let drifts = try shard.audit(generation: generation)
        #expect(drifts.map(\.kind) == [.missingInstance, .changedSince])
        #expect(drifts.map(\.subject) == [Fixture.uuid(1), Fixture.uuid(2)])
        #expect(shard.used() == "128/1/1")
    }

    @Test("Bug 1896463: what was released after the inputs were read is not taken in again")
    func releasedSince() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(1))
        let generation = try #require(shard.state.node(Fixture.node)?.generation)
        try shard.update(Fixture.instance(1, vmState: .deleted))
        #expect(try shard.audit([F.listed(1)], generation: generation).map(\.kind) == [.changedSince])
        #expect(shard.used() == "0/0/0")
        let now = try #require(shard.state.node(Fixture.node)?.generation)
        #expect(try shard.audit([F.listed(1)], generation: now).map(\.kind) == [.unknownInstance])
    }

    @Test("Only another identity of the node refuses the audit as a whole")
    func identity() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let other = AuditNode(node: Fixture.node, nodeUUID: Fixture.uuid(5))
        #expect(try shard.refusal(.auditNode(other)).code == .aborted)
        let ahead = AuditNode(node: Fixture.node, generation: 99)
        #expect(try shard.refusal(.auditNode(ahead)).reason == "NODE_IDENTITY_CHANGED")
        let unknown = AuditNode(node: F.away)
        #expect(try shard.refusal(.auditNode(unknown)).reason == "NODE_NOT_FOUND")
        let twin = AuditNode(
            node: NodeIdentifier(host: Fixture.host, name: "M"), nodeUUID: Fixture.nodeUUID,
            inventory: Fixture.inventory())
        #expect(try shard.refusal(.auditNode(twin)).reason == "CONFLICTING_UUID")
    }

    @Test("L23: one bad item is listed, and the rest of the node is put right all the same")
    func oneBadItem() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let huge = Flavor(id: "F9", vcpus: 1, memoryMebibytes: .max, rootGibibytes: .max)
        let drifts = try shard.audit([F.listed(1), F.listed(2, huge), F.listed(1), F.listed(3)]) {
            $0.invalid = [InvalidItem(subject: "instances[4]", message: "uuid must be a UUID")]
        }
        #expect(drifts.count { $0.kind == .invalidItem } == 3)
        #expect(drifts.count { $0.kind == .unknownInstance && $0.isRepaired } == 2)
        #expect(shard.used() == "256/2/2")
    }

    @Test("L24: an audit of one node leaves the other nodes of the host alone")
    func otherNode() throws {
        let other = NodeIdentifier(host: Fixture.host, name: "M")
        let pool = Fixture.pool("CUSTOM_R", ["R0"], provider: "other")
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.report(Fixture.inventory(pools: [pool]), node: other, uuid: Fixture.uuid(50))
        let allocation = Allocation(providerUUID: "other", resources: ["CUSTOM_R": 1])
        try shard.claim(Fixture.instance(1), allocations: [allocation], on: other)
        #expect(try shard.audit() == [])
        #expect(shard.used(other) == "128/1/1")
        #expect(try shard.update(Fixture.instance(1, vmState: .deleted), on: other) == (tracked: true, released: true))
        #expect(shard.used(other) == "0/0/0")
        try shard.claim(Fixture.instance(2), allocations: [allocation], on: other)
    }

    @Test("L25: a stale move that is the most recent one does not hide the one that moves the instance")
    func staleIsRecent() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let instance = F.listed(3, task: .resizeMigrating, at: F.away)
        let claim = ClaimMove(
            node: Fixture.node, instance: instance, newFlavor: Fixture.large,
            migration: MigrationReport(uuid: F.uuid(2), type: .resize, source: F.away))
        _ = try shard.run(.claimMove(claim)).get()
        let drifts = try shard.audit(
            [instance],
            [
                F.move(1, of: 3, .resize, .migrating, from: F.away, to: F.here, updated: .max),
                F.move(2, of: 3, .resize, .preMigrating, from: F.away, to: F.here, updated: 5),
            ])
        #expect(drifts.map(\.subject) == [F.uuid(1)])
        #expect(shard.used() == "256/2/5")
        #expect(shard.status(.destination, of: F.uuid(2)) == .preMigrating)
        #expect(shard.status(.destination, of: F.uuid(1)) == nil)
    }

    @Test("L22, L26: an audit before the switch of a resize within the node counts each side once, and writes nothing")
    func beforeSwitch() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(3))
        let claim = ClaimMove(
            node: Fixture.node, instance: F.listed(3), newFlavor: Fixture.large,
            migration: MigrationReport(uuid: F.uuid(1), type: .resize, source: F.here))
        _ = try shard.run(.claimMove(claim)).get()
        let before = (shard.used(), shard.facts.count)
        let move = F.move(1, of: 3, .resize, .preMigrating, from: F.here, to: F.here)
        #expect(try shard.audit([F.listed(3)], [move]) == [])
        #expect((shard.used(), shard.facts.count) == before)
        #expect(before.0 == "384/3/6")
    }

    @Test("A move that the database no longer has open ends by where its instance is")
    func unlistedMoves() throws {
        for (place, status, used) in [
            (F.away, MigrationStatus.failed, "0/0/0"), (F.here, .confirmed, "256/2/5"),
        ] {
            var shard = try Shard(inventory: Fixture.inventory())
            let claim = ClaimMove(
                node: Fixture.node, instance: F.listed(3, at: F.away), newFlavor: Fixture.large,
                migration: MigrationReport(uuid: F.uuid(1), type: .resize, source: F.away))
            _ = try shard.run(.claimMove(claim)).get()
            // Fresh: the database may not have it yet.
            try shard.audit([F.listed(3, Fixture.large, at: place)])
            #expect(shard.status(.destination, of: F.uuid(1)) == .preMigrating)
            shard.now = shard.now.advanced(byNanoseconds: shard.policy.auditGraceNanoseconds)
            try shard.audit([F.listed(3, Fixture.large, at: place)])
            #expect(shard.status(.destination, of: F.uuid(1)) == status)
            #expect(shard.used() == used)
        }
    }

    @Test("A step that was lost is made up for: the instance is the destination's own, and leaves the source")
    func lostSteps() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(3))
        let moved = F.listed(3, Fixture.large, vmState: .resized, at: F.away)
        try shard.audit([moved], [F.move(1, of: 3, .resize, .finished, from: F.here, to: F.away)])
        #expect(shard.status(.source, of: F.uuid(1)) == .finished)
        #expect(shard.used() == "128/1/1")
        #expect(shard.running() == "0 running, workload 0")
        #expect(shard.state.grants(on: Fixture.node).map(\.side) == [.moveOld])

        var other = try Shard(inventory: Fixture.inventory())
        let claim = ClaimMove(
            node: Fixture.node, instance: F.listed(3, at: F.away), newFlavor: Fixture.large,
            migration: MigrationReport(uuid: F.uuid(1), type: .resize, source: F.away))
        _ = try other.run(.claimMove(claim)).get()
        try other.audit(
            [F.listed(3, Fixture.large, vmState: .resized)],
            [F.move(1, of: 3, .resize, .finished, from: F.away, to: F.here)])
        #expect(other.status(.destination, of: F.uuid(1)) == .finished)
        #expect(other.running() == "1 running, workload 0")
        #expect(other.used() == "256/2/5")
    }

    @Test("A database that lags behind does not take a move back")
    func lagging() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(3))
        let report = F.move(1, of: 3, .resize, .preMigrating, from: F.here, to: F.away)
        for status in [MigrationStatus.migrating, .postMigrating] {
            let update = UpdateMigration(
                host: Fixture.host, migrationUUID: F.uuid(1), status: status, migration: report)
            _ = try shard.run(.updateMigration(update)).get()
        }
        try shard.audit([F.listed(3, task: .resizeMigrating)], [report])
        #expect(shard.status(.source, of: F.uuid(1)) == .postMigrating)
        #expect(shard.state.grants(on: Fixture.node).map(\.side) == [.moveOld])
    }

    @Test("Guests for which nothing is held are listed, and hold their memory if the policy says so")
    func guests() throws {
        let guests = [
            Guest(instanceUUID: Fixture.uuid(1), name: "one", memoryMebibytes: 128),
            Guest(instanceUUID: Fixture.uuid(2), name: "two", memoryMebibytes: 64),
        ]
        for (holds, used) in [(false, "128/1/1"), (true, "192/1/1")] {
            var shard = try Shard(inventory: Fixture.inventory())
            shard.policy.holdsOrphanMemory = holds
            try shard.claim(Fixture.instance(1))
            let drifts = try shard.audit([F.listed(1)]) { $0.guests = guests }
            #expect(drifts.map(\.subject) == [Fixture.uuid(2)])
            #expect(shard.used() == used)
            // What it holds keeps others out, and is free once the guest is gone.
            let tall = Flavor(id: "F8", vcpus: 1, memoryMebibytes: 384)
            if holds { #expect(try shard.refusal(F.claim(9, tall)).reason == "DOES_NOT_FIT") }
            try shard.audit([F.listed(1)])
            _ = try shard.run(F.claim(9, tall)).get()
        }
    }

    @Test("An audit is the same on every machine, and a second one finds nothing more to do")
    func pure() throws {
        var shard = try Shard(inventory: Fixture.inventory(vcpus: 64, memory: 65_536, disk: 1_000))
        for number in 0..<40 where number % 3 != 0 { try shard.claim(Fixture.instance(number)) }
        let listed = (0..<40).filter { $0 % 4 != 0 }.map { F.listed($0) }
        let command = Command.auditNode(AuditNode(node: Fixture.node, instances: listed))
        let context = CommandContext(requestKey: "k", now: shard.now)
        let first = decide(shard.state, command, context, policy: shard.policy)
        #expect(decide(shard.state, command, context, policy: shard.policy) == first)
        try shard.audit(listed)
        let count = shard.facts.count
        #expect(try shard.audit(listed) == [])
        #expect(shard.facts.count == count)
        #expect(shard.running() == "30 running, workload 0")
    }
}

extension AuditFixture {
    static func claim(_ number: Int, _ flavor: Flavor) -> Command {
        .claimInstance(
            ClaimInstance(
                node: Fixture.node, instance: Fixture.instance(number, flavor), limits: Limits(memoryMebibytes: 512)))
    }
}
