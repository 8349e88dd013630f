import HashTreeCollections
import Testing

@testable import Tracker

@Suite("Broken invariants are found")
struct ViolationTests {
    @Test("A sum that differs from the grants is a usage mismatch")
    func usage() throws {
        try expect(.usageMismatch) { $0.ledgers[Fixture.node]?.held.memoryMebibytes += 1 }
        try expect(.usageMismatch) { $0.ledgers[Fixture.node]?.held.diskMebibytes -= 1 }
    }

    @Test("Counters that differ from the instances are a statistics mismatch")
    func statistics() throws {
        try expect(.statisticsMismatch) { $0.ledgers[Fixture.node]?.statistics.add(Fixture.instance(9)) }
    }

    @Test("A node that is gone leaves grants without a node")
    func grantWithoutNode() throws {
        try expect(.grantWithoutNode) { $0.forget(Fixture.node) }
    }

    @Test("A fact that claims twice leaves two grants, also on another host")
    func duplicateGrant() throws {
        try expect(.duplicateInstanceGrant) { state in
            let other = NodeIdentifier(host: "K", name: "K")
            let report = NodeReported(
                node: other, uuid: "k", inventory: Inventory(), reserved: Reserved(), ratios: AllocationRatios(),
                isCreated: true)
            state.evolve(Fact(time: Instant(nanoseconds: 0), body: .nodeReported(report)))
            let claim = InstanceClaimed(
                instance: Fixture.instance(1), grant: Grant(instanceUUID: Fixture.uuid(1), node: other))
            state.evolve(Fact(time: Instant(nanoseconds: 0), body: .instanceClaimed(claim)))
        }
    }

    @Test("A unit that two instances have is held twice")
    func unitHeldTwice() throws {
        try expect(.unitHeldTwice) { state in
            let grant = Grant(
                instanceUUID: Fixture.uuid(2), node: Fixture.node, resources: [Fixture.pool("CUSTOM_R", ["u"])])
            let claim = InstanceClaimed(instance: Fixture.instance(2), grant: grant)
            state.evolve(Fact(time: Instant(nanoseconds: 0), body: .instanceClaimed(claim)))
        }
    }

    @Test("A lease without a length, a removable holder, an empty record and a negative amount are found")
    func records() throws {
        try expect(.leaseMismatch) { Self.change(&$0) { $0.leaseNanoseconds = nil } }
        try expect(.removableHeld) { Self.change(&$0) { $0.instance.vmState = .deleted } }
        try expect(.recordWithoutGrant) { Self.change(&$0) { $0.grants = [] } }
        try expect(.negativeAmount) { Self.change(&$0) { $0.grants[0].vcpus = -1 } }
    }

    @Test("Entities under another identity than their own are found")
    func identities() throws {
        try expect(.inconsistentIdentity) { Self.change(&$0) { $0.host = "other" } }
        try expect(.inconsistentIdentity) { $0.ledgers[Fixture.node]?.counters.identifier.name = "other" }
        try expect(.inconsistentIdentity) { $0.ledgers[Fixture.node] = nil }
    }

    @Test("Every index that disagrees with the records is found")
    func indexes() throws {
        try expect(.indexMismatch) { $0.ledgers[Fixture.node]?.holders.insert("nobody") }
        try expect(.indexMismatch) { $0.instanceCount += 1 }
        try expect(.indexMismatch) { $0.recordsByInstance[Fixture.uuid(1)] = [] }
        try expect(.indexMismatch) { $0.nodesByUUID["nobody"] = Fixture.node }
        try expect(.indexMismatch) { $0.nodesByUUID[Fixture.nodeUUID] = nil }
        try expect(.indexMismatch) { $0.nodeOrder.remove(Fixture.node) }
        try expect(.indexMismatch) { $0.assignedUnits = [:] }
        try expect(.indexMismatch) { state in state.leases = SortedSet() }
    }

    @Test("Violations come in order and say what is wrong where")
    func order() throws {
        var state = try held().state
        state.ledgers[Fixture.node]?.held.vcpus += 1
        state.leases = SortedSet()
        let found = violations(of: state)
        #expect(found == found.sorted())
        #expect(found.map(\.kind) == [.indexMismatch, .indexMismatch, .usageMismatch])
        #expect(found.last?.subject == "H/N")
    }

    /// A shard with one leased claim that has a named unit.
    private func held() throws -> Shard {
        var shard = try Shard(inventory: Fixture.inventory(pools: [Fixture.pool("CUSTOM_R", ["u"])]))
        try shard.claim(
            Fixture.instance(1, vmState: .building),
            allocations: [Allocation(providerUUID: "provider", resources: ["CUSTOM_R": 1])], lease: 5)
        return shard
    }

    private func expect(_ kind: Violation.Kind, after damage: (inout State) -> Void) throws {
        var state = try held().state
        #expect(violations(of: state) == [])
        damage(&state)
        #expect(violations(of: state).map(\.kind).contains(kind), "\(violations(of: state))")
    }

    /// Changes a record behind the back of the books.
    private static func change(_ state: inout State, _ change: (inout InstanceRecord) -> Void) {
        let identifier = InstanceIdentifier(host: "H", uuid: Fixture.uuid(1))
        guard var record = state.instanceRecord(identifier) else { return }
        change(&record)
        state.recordsByInstance[identifier.uuid] = [record]
    }
}
