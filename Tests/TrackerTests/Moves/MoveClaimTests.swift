import Testing
import Tracker

@Suite("What a move claim says, and why it is refused")
struct MoveClaimTests {
    private let move = Move(.resize)

    private func claim(_ change: (inout ClaimMove) -> Void) -> Command {
        var report = move.report(nil)
        report.destination = nil
        var command = ClaimMove(
            node: move.destination, instance: move.instance, newFlavor: move.newFlavor, migration: report)
        change(&command)
        return .claimMove(command)
    }

    @Test("Record, grant and usage are what was asked for")
    func whole() throws {
        var shard = try Shard(before: move)
        let migration = try #require(try shard.step(move.claim(), key: "key"))
        #expect(migration.uuid == move.uuid && migration.instanceUUID == move.instance.uuid)
        #expect(migration.type == .resize && migration.status == .preMigrating)
        #expect(migration.source == move.source && migration.destination == move.destination)
        #expect(migration.oldFlavor == Fixture.small && migration.newFlavor == Fixture.large)
        #expect(migration.createTime == shard.now && migration.updateTime == shard.now)
        let grant = try #require(shard.state.grants(on: move.destination).first)
        #expect(grant.side == .moveNew && grant.migrationUUID == move.uuid && grant.claimRequestID == "key")
        #expect(grant.instanceUUID == move.instance.uuid && grant.projectID == "p" && grant.flavorID == "F2")
        // A move grant has no statistics until the instance itself counts.
        #expect(shard.state.stats(of: move.destination)?["num_instances"] == 0)
        #expect(shard.state.usage(of: move.destination)?.runningVMs == 0)
    }

    @Test("Without a type, another flavor makes a resize, the same one a cold migration")
    func type() throws {
        for (flavor, type) in [(Fixture.large, MigrationType.resize), (Fixture.small, .coldMigration)] {
            var shard = try Shard(before: move)
            let migration = try shard.step(
                claim { command in
                    command.migration.type = nil
                    command.migration.newFlavor = nil
                    command.newFlavor = flavor
                })
            #expect(migration?.type == type)
        }
    }

    @Test("The source is where the instance says that it is, unless the record says it")
    func source() throws {
        var shard = try Shard(before: move)
        let unknown = try shard.refusal(claim { $0.migration.source = nil })
        #expect(unknown.violations.map(\.field) == ["migration.source_host"])
        let migration = try shard.step(
            claim { command in
                command.migration.source = nil
                command.instance.host = "H"
                command.instance.node = "N"
            })
        #expect(migration?.source == Fixture.node)
    }

    @Test("What contradicts itself is refused")
    func contradictions() throws {
        var shard = try Shard(before: move)
        let other = try shard.refusal(claim { $0.migration.instanceUUID = Fixture.uuid(9) })
        #expect(other.violations.map(\.field) == ["migration.instance_uuid"])
        let size = try shard.refusal(claim { $0.migration.type = .evacuation })
        #expect(size.violations.map(\.field) == ["new_flavor"])
        for vmState in [VMState.deleted, .shelvedOffloaded] {
            #expect(try shard.refusal(claim { $0.instance.vmState = vmState }).reason == "INSTANCE_REMOVABLE")
        }
        for status in MigrationStatus.allCases where ![.accepted, .preMigrating].contains(status) {
            #expect(try shard.refusal(claim { $0.migration.status = status }).reason == "NOT_CLAIMABLE")
        }
        #expect(shard.state.migrationRecords(move.uuid) == [])
    }

    @Test("A node that is unknown or closed is not claimed; a closed one may finish what it has")
    func nodes() throws {
        var shard = try Shard(before: move)
        #expect(try shard.refusal(claim { $0.node = NodeIdentifier(host: "G", name: "X") }).code == .notFound)
        try shard.step(move.claim())
        for node in [move.destination, Fixture.further] {
            _ = try shard.run(.setNodeEnabled(SetNodeEnabled(node: node, isEnabled: false, reason: "test"))).get()
        }
        let next = Move(.resize, of: Fixture.instance(2), number: 902)
        #expect(try shard.refusal(next.claim()).reason == "NODE_DISABLED")
        #expect(try shard.refusal(claim { $0.node = Fixture.further }).reason == "NODE_DISABLED")
        #expect(shard.held(move.destination) == ["move_new F2"])
        try shard.step(move.finish())
        #expect(shard.held(move.destination) == ["instance F2"])
    }

    @Test("An instance that is held elsewhere than where the move starts is not claimed")
    func elsewhere() throws {
        var shard = try Shard(before: move)
        let wrong = Move(.resize, from: Fixture.further, to: Fixture.away)
        let refusal = try shard.refusal(wrong.claim())
        #expect(refusal.code == .failedPrecondition && refusal.reason == "INSTANCE_HELD_ELSEWHERE")
        #expect(refusal.metadata["host"] == "H" && refusal.metadata["node"] == "N")
    }

    @Test("What a hand-over says about the instance is checked, and taken over")
    func handOver() throws {
        var shard = try Shard(before: move)
        try shard.step(move.claim())
        #expect(try shard.refusal(move.finish(move.instance)).reason == "FLAVOR_CHANGED")
        var gone = move.moved
        gone.vmState = .deleted
        #expect(try shard.refusal(move.finish(gone)).violations.map(\.field) == ["instance.vm_state"])
        var moved = move.moved
        moved.vmState = .resized
        moved.osType = "bsd"
        try shard.step(move.finish(moved))
        let stored = shard.state.instanceRecord(InstanceIdentifier(host: "G", uuid: moved.uuid))?.instance
        #expect(stored?.vmState == .resized && stored?.osType == "bsd" && stored?.flavor.id == "F2")
        #expect(stored?.home == move.destination)
        #expect(shard.state.stats(of: move.destination)?["num_vm_resized"] == 1)
    }

    @Test("Within a shard no side undoes what the other has finished")
    func otherSide() throws {
        let ready = [
            move.claim(), move.tell(.source, .migrating, record: .preMigrating), move.tell(.source, .postMigrating),
            move.finish(),
        ]
        var confirmed = try Shard(before: move)
        for command in ready + [move.confirm(record: .finished)] { try confirmed.step(command) }
        #expect(try confirmed.refusal(move.revert()).code == .failedPrecondition)
        #expect(confirmed.held(move.destination) == ["instance F2"])

        var reverted = try Shard(before: move)
        for command in ready + [move.revert()] { try reverted.step(command) }
        #expect(try reverted.refusal(move.confirm(record: .finished)).code == .failedPrecondition)
        #expect(reverted.held(move.source) == ["move_old F1"])
        try reverted.step(move.tell(.source, .reverted, record: .reverted))
        #expect(reverted.held(move.source) == ["instance F1"])
    }

    @Test("Each side on its own host goes its way in any order that its own table allows")
    func independentHalves() throws {
        // The destination is finished before the source has said anything.
        var shard = try Shard(before: move)
        try shard.step(move.claim(), move.finish())
        #expect(shard.held(move.source) == ["instance F1"] && shard.held(move.destination) == ["instance F2"])
        try shard.step(
            move.tell(.source, .migrating, record: .preMigrating), move.tell(.source, .postMigrating),
            move.confirm(record: .finished))
        #expect(shard.held(move.source) == [] && shard.held(move.destination) == ["instance F2"])
    }
}
