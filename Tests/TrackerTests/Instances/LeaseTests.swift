import Testing
import Tracker

@Suite("Leases")
struct LeaseTests {
    private let identifier = InstanceIdentifier(host: "H", uuid: Fixture.uuid(1))
    private let second: Int64 = 1_000_000_000

    @Test("A leased claim that nobody renews ends when its time has come, and not before")
    func ends() throws {
        var shard = try leased(seconds: 60)
        let end = shard.now.advanced(byNanoseconds: 60 * second)
        #expect(shard.state.nextLeaseEnd()?.0 == identifier)
        #expect(shard.state.nextLeaseEnd()?.claimRequestID == "claim")
        #expect(shard.state.nextLeaseEnd()?.end == end)
        #expect(shard.state.leases(endingBy: Instant(nanoseconds: end.nanoseconds - 1)) == [])
        let due = try #require(shard.state.leases(endingBy: end).first)

        #expect(try shard.run(.endLease(due)).get() == .leaseEnded(released: false))
        shard.now = end
        #expect(try shard.run(.endLease(due)).get() == .leaseEnded(released: true))
        #expect(shard.usage == "used 0/0/0, free 512/6")
        #expect(shard.state.nextLeaseEnd() == nil)
        guard case .claimReleased(let release) = shard.facts.last?.body else { throw Unexpected.answer }
        #expect(release.cause == .leaseEnded)
        #expect(try shard.run(.endLease(due)).get() == .leaseEnded(released: false))
    }

    @Test("An update renews the lease, so the end that was asked for before has no effect")
    func renewed() throws {
        var shard = try leased(seconds: 60)
        let due = try #require(shard.state.leases(endingBy: Instant(nanoseconds: .max)).first)
        shard.now = shard.now.advanced(byNanoseconds: 50 * second)
        try shard.update(Fixture.instance(vmState: .building, taskState: .spawning))
        #expect(shard.state.nextLeaseEnd()?.end == shard.now.advanced(byNanoseconds: 60 * second))
        shard.now = shard.now.advanced(byNanoseconds: 20 * second)
        #expect(try shard.run(.endLease(due)).get() == .leaseEnded(released: false))
        #expect(shard.state.instanceCount == 1)
    }

    @Test("An update without news renews the lease, too")
    func renewedWithoutNews() throws {
        var shard = try leased(seconds: 60)
        shard.now = shard.now.advanced(byNanoseconds: second)
        try shard.update(Fixture.instance(vmState: .building))
        guard case .leaseRenewed(let renewal) = shard.facts.last?.body else { throw Unexpected.answer }
        #expect(renewal.leaseEndTime == shard.now.advanced(byNanoseconds: 60 * second))
        #expect(shard.facts.last?.node == Fixture.node)
    }

    @Test("An update whose clock is behind does not make the lease shorter")
    func neverShorter() throws {
        var shard = try leased(seconds: 60)
        let end = shard.state.nextLeaseEnd()?.end
        shard.now = shard.now.advanced(byNanoseconds: -second)
        try shard.update(Fixture.instance(vmState: .building))
        #expect(shard.state.nextLeaseEnd()?.end == end)
    }

    @Test("Reported active, the claim has no lease any more, whatever is reported later")
    func cleared() throws {
        var shard = try leased(seconds: 60)
        let due = try #require(shard.state.leases(endingBy: Instant(nanoseconds: .max)).first)
        try shard.update(Fixture.instance(vmState: .active))
        #expect(shard.state.nextLeaseEnd() == nil)
        #expect(shard.state.instanceRecord(identifier)?.grants.first?.leaseEndTime == nil)
        #expect(shard.state.instanceRecord(identifier)?.leaseNanoseconds == nil)
        try shard.update(Fixture.instance(vmState: .stopped))
        #expect(shard.state.nextLeaseEnd() == nil)
        shard.now = Instant(nanoseconds: .max)
        #expect(try shard.run(.endLease(due)).get() == .leaseEnded(released: false))
        #expect(shard.state.instanceCount == 1)
    }

    @Test("A lease that ended does not end the next claim of the same instance")
    func nextClaim() throws {
        var shard = try leased(seconds: 60)
        let due = try #require(shard.state.leases(endingBy: Instant(nanoseconds: .max)).first)
        try shard.abort(Fixture.instance())
        try shard.claim(Fixture.instance(vmState: .building), lease: 60 * second, key: "another")
        shard.now = due.leaseEndTime
        #expect(try shard.run(.endLease(due)).get() == .leaseEnded(released: false))
        #expect(shard.state.instanceCount == 1)
    }

    @Test("Leases are ended in the order in which they run out")
    func order() throws {
        var shard = try Shard(inventory: Fixture.inventory(vcpus: 99, memory: 99999, disk: 999))
        for (number, seconds) in [(1, 30), (2, 10), (3, 20), (4, 10)] {
            try shard.claim(Fixture.instance(number, vmState: .building), lease: Int64(seconds) * second)
        }
        let due = shard.state.leases(endingBy: shard.now.advanced(byNanoseconds: 20 * second))
        #expect(due.map(\.instance.uuid) == [2, 4, 3].map(Fixture.uuid))
    }

    private func leased(seconds: Int64) throws -> Shard {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(vmState: .building), lease: seconds * second, key: "claim")
        return shard
    }
}
