import Testing
import Tracker

@Suite("Leases of move claims")
struct MoveLeaseTests {
    private static let second: Int64 = 1_000_000_000
    private let move = Move(.resize)

    /// A destination that is claimed for a minute.
    private func leased(_ move: Move? = nil, nodes: [NodeIdentifier] = [Fixture.away]) throws -> Shard {
        var shard = try Shard(nodes: nodes)
        try shard.step((move ?? self.move).claim(lease: 60 * Self.second), key: "claim")
        return shard
    }

    private func due(_ shard: Shard) throws -> EndLease {
        try #require(shard.state.leases(endingBy: Instant(nanoseconds: .max)).first)
    }

    private func ended(_ shard: inout Shard, _ lease: EndLease) throws -> Bool {
        guard case .leaseEnded(let released) = try shard.run(.endLease(lease)).get() else { throw Unexpected.answer }
        try shard.expectSameWhenLoaded()
        return released
    }

    @Test("A claim that nobody renews ends when its time has come, and the move has failed with it")
    func ends() throws {
        var shard = try leased()
        let end = shard.now.advanced(byNanoseconds: 60 * Self.second)
        let lease = try due(shard)
        #expect(lease.leaseEndTime == end && lease.claimRequestID == "claim")
        #expect(lease.instance == InstanceIdentifier(host: "G", uuid: move.instance.uuid))
        #expect(try ended(&shard, lease) == false)
        #expect(shard.held(Fixture.away) == ["move_new F2"])

        shard.now = end
        let before = shard.facts.count
        #expect(try ended(&shard, lease) == true)
        #expect(shard.steps(since: before) == ["destination -move_new failed"])
        guard case .migrationChanged(let change) = shard.facts.last?.body else { throw Unexpected.answer }
        #expect(change.cause == .leaseEnded)
        #expect(shard.used(Fixture.away) == "0/0/0" && shard.state.nextLeaseEnd() == nil)
        #expect(shard.status(.destination, of: move) == .failed)
        #expect(try ended(&shard, lease) == false)
        // What comes late finds the move over.
        #expect(try shard.refusal(move.finish()).reason == "ILLEGAL_TRANSITION")
        try shard.expectNoChange(move.abort(.destination, .failed))
    }

    @Test("Every update of the move renews the lease, the same status included")
    func renewed() throws {
        for told in [MigrationStatus.preMigrating, .migrating, .postMigrating] {
            var shard = try leased()
            let lease = try due(shard)
            shard.now = shard.now.advanced(byNanoseconds: 50 * Self.second)
            try shard.step(move.tell(.destination, told, record: told))
            #expect(shard.state.nextLeaseEnd()?.end == shard.now.advanced(byNanoseconds: 60 * Self.second))
            guard case .leaseRenewed(let renewal) = shard.facts.last?.body else { throw Unexpected.answer }
            #expect(renewal.migrationUUID == move.uuid && renewal.node == "N")
            shard.now = lease.leaseEndTime
            #expect(try ended(&shard, lease) == false)
            #expect(shard.held(Fixture.away) == ["move_new F2"])
        }
    }

    @Test("An update without a record renews the lease, too, and one whose clock is behind does not make it shorter")
    func neverShorter() throws {
        var shard = try leased()
        let end = try due(shard).leaseEndTime
        shard.now = shard.now.advanced(byNanoseconds: -Self.second)
        try shard.expectNoChange(move.tell(.destination, .preMigrating))
        #expect(shard.state.nextLeaseEnd()?.end == end)
        shard.now = shard.now.advanced(byNanoseconds: 2 * Self.second)
        try shard.step(move.tell(.destination, .preMigrating))
        #expect(shard.state.nextLeaseEnd()?.end == end.advanced(byNanoseconds: Self.second))
    }

    @Test("A refused update renews nothing")
    func refusedUpdate() throws {
        var shard = try leased()
        let end = try due(shard).leaseEndTime
        shard.now = shard.now.advanced(byNanoseconds: Self.second)
        _ = try shard.refusal(move.tell(.destination, .migrating))
        #expect(shard.state.nextLeaseEnd()?.end == end)
    }

    @Test("The instance that runs at the destination has no lease any more", arguments: MigrationType.allCases)
    func cleared(_ type: MigrationType) throws {
        let move = Move(type)
        var shard = try leased(move)
        let lease = try due(shard)
        try shard.step(move.finish())
        #expect(shard.state.nextLeaseEnd() == nil)
        #expect(shard.state.grants(on: Fixture.away).map(\.leaseEndTime) == [nil])
        #expect(shard.state.migrationRecords(move.uuid).map(\.leaseNanoseconds) == [nil])
        shard.now = Instant(nanoseconds: .max)
        #expect(try ended(&shard, lease) == false)
        #expect(shard.state.grants(on: Fixture.away).map(\.side) == [.instance])
    }

    @Test("A failure keeps claim and lease; the end of the lease frees the claim")
    func inError() throws {
        var shard = try leased()
        try shard.step(move.tell(.destination, .error))
        #expect(shard.held(Fixture.away) == ["move_new F2"])
        let lease = try due(shard)
        shard.now = lease.leaseEndTime
        #expect(try ended(&shard, lease) == true)
        #expect(shard.held(Fixture.away) == [] && shard.status(.destination, of: move) == .failed)
    }

    @Test(
        "Within a host the end of the lease leaves the instance as it was",
        arguments: [Fixture.node, Fixture.neighbour])
    func withinHost(_ destination: NodeIdentifier) throws {
        let move = Move(.resize, to: destination)
        var shard = try Shard(before: move)
        try shard.step(move.claim(lease: 60 * Self.second))
        shard.now = shard.now.advanced(byNanoseconds: 30 * Self.second)
        // The host is both sides: what it hears as the source renews the claim as well.
        try shard.step(move.tell(.source, .migrating, record: .preMigrating))
        let lease = try due(shard)
        #expect(lease.leaseEndTime == shard.now.advanced(byNanoseconds: 60 * Self.second))
        shard.now = lease.leaseEndTime
        #expect(try ended(&shard, lease) == true)
        #expect(shard.held() == ["instance F1"])
        #expect(try shard.update(move.instance) == (tracked: true, released: false))
        // The source hears of it: no side goes on with a move that has failed.
        _ = try shard.refusal(move.tell(.source, .postMigrating))
        try shard.step(move.tell(.source, .failed))
        #expect(shard.held() == ["instance F1"])
    }

    @Test("Within a host the hand-over ends the lease", arguments: [Fixture.node, Fixture.neighbour])
    func handedOver(_ destination: NodeIdentifier) throws {
        let move = Move(.resize, to: destination)
        var shard = try Shard(before: move)
        try shard.step(
            move.claim(lease: 60 * Self.second), move.tell(.source, .migrating, record: .preMigrating),
            move.tell(.source, .postMigrating))
        #expect(shard.state.nextLeaseEnd() == nil)
        #expect(shard.state.grants(on: destination).contains { $0.side == .instance && $0.flavorID == "F2" })
    }

    @Test("A lease of an earlier claim does not end the claim of another destination")
    func nextClaim() throws {
        let other = NodeIdentifier(host: "G", name: "N2")
        var shard = try leased(nodes: [Fixture.away, other])
        let lease = try due(shard)
        var next = move
        next.destination = other
        try shard.step(next.claim(), key: "next")
        shard.now = lease.leaseEndTime
        #expect(try ended(&shard, lease) == false)
        #expect(shard.held(other) == ["move_new F2"] && shard.state.nextLeaseEnd() == nil)
    }

    @Test("The instance's own lease and its move's are two")
    func twoLeases() throws {
        let move = Move(.resize, of: Fixture.instance(vmState: .building), to: Fixture.neighbour)
        var shard = try Shard(nodes: [Fixture.node, Fixture.neighbour])
        try shard.claim(move.instance, lease: 30 * Self.second, key: "own")
        try shard.step(move.claim(lease: 60 * Self.second), key: "move")
        let leases = shard.state.leases(endingBy: Instant(nanoseconds: .max))
        #expect(leases.map(\.claimRequestID) == ["own", "move"])
        try shard.update(Fixture.instance())
        #expect(shard.state.leases(endingBy: Instant(nanoseconds: .max)).map(\.claimRequestID) == ["move"])
        shard.now = leases[1].leaseEndTime
        #expect(try ended(&shard, leases[1]) == true)
        #expect(shard.held() == ["instance F1"] && shard.held(Fixture.neighbour) == [])
    }
}
