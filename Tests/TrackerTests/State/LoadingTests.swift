import Testing
import Tracker

@Suite("Loading the state")
struct LoadingTests {
    private let node = NodeRecord(
        identifier: Fixture.node, uuid: Fixture.nodeUUID, inventory: Fixture.inventory(),
        reserved: Reserved(vcpus: 0, memoryMebibytes: 0, diskMebibytes: 0), ratios: AllocationRatios())
    private let counters = NodeCounters(identifier: Fixture.node, generation: 3, failedBuilds: 2)

    @Test("What is loaded shows usage, counters and leases that nobody stored")
    func derived() throws {
        let state = try State(loading: [.instance(record(1, lease: 7)), .nodeCounters(counters), .node(node)])
        #expect(state.usage(of: Fixture.node)?.memoryMebibytesUsed == 128)
        #expect(state.stats(of: Fixture.node)?["num_vm_active"] == 1)
        #expect(state.stats(of: Fixture.node)?["failed_builds"] == 2)
        #expect(state.node(Fixture.node)?.generation == 3)
        #expect(state.nextLeaseEnd()?.end == Instant(nanoseconds: 7))
        #expect(state.nodes(onHost: "H") == [Fixture.node])
        #expect(state.nodes(onHost: "HH") == [])
        #expect(violations(of: state) == [])
        #expect(state.allEntities() == [.node(node), .nodeCounters(counters), .instance(record(1, lease: 7))])
    }

    @Test("Entities that contradict each other are not loaded, and the error names the entity")
    func contradictions() {
        var twin = node
        twin.identifier.name = "twin"
        var foreign = record(1)
        foreign.grants[0].node.host = "elsewhere"
        var lost = record(1)
        lost.grants[0].node.name = "lost"
        var empty = record(1)
        empty.grants = []
        var doubled = record(1)
        doubled.grants += doubled.grants
        let whole: [Entity] = [.node(node), .nodeCounters(counters)]
        let cases: [([Entity], LoadError.Code, EntityIdentifier)] = [
            (whole + [.node(node)], .duplicateEntity, .node(Fixture.node)),
            (whole + [.nodeCounters(counters)], .duplicateEntity, .nodeCounters(Fixture.node)),
            (whole + [.instance(record(1)), .instance(record(1))], .duplicateEntity, instance(1)),
            ([.node(node)], .incompleteNode, .node(Fixture.node)),
            ([.nodeCounters(counters)], .incompleteNode, .nodeCounters(Fixture.node)),
            (whole + [.node(twin)], .duplicateNodeUUID, .node(twin.identifier)),
            (whole + [.instance(foreign)], .foreignGrant, instance(1)),
            (whole + [.instance(lost)], .unknownNode, instance(1)),
            (whole + [.instance(empty)], .recordWithoutGrant, instance(1)),
            (whole + [.instance(doubled)], .duplicateGrant, instance(1)),
        ]
        for (entities, code, entity) in cases {
            let error = #expect(throws: LoadError.self) { try State(loading: entities) }
            #expect(error?.code == code)
            #expect(error?.entity == entity)
            #expect(error?.description.hasPrefix(code.rawValue) == true)
        }
    }

    @Test("An instance that two hosts hold is not loaded")
    func twoHosts() {
        var other = node
        other.identifier = NodeIdentifier(host: "K", name: "K")
        other.uuid = "other"
        var second = record(1)
        second.host = "K"
        second.grants[0].node = other.identifier
        let entities: [Entity] = [
            .node(node), .nodeCounters(counters), .node(other),
            .nodeCounters(NodeCounters(identifier: other.identifier, generation: 1)), .instance(record(1)),
            .instance(second),
        ]
        let error = #expect(throws: LoadError.self) { try State(loading: entities) }
        #expect(error?.code == .duplicateGrant)
    }

    private func instance(_ number: Int) -> EntityIdentifier {
        .instance(InstanceIdentifier(host: "H", uuid: Fixture.uuid(number)))
    }

    private func record(_ number: Int, lease: Int64? = nil) -> InstanceRecord {
        let grant = Grant(
            instanceUUID: Fixture.uuid(number), node: Fixture.node, vcpus: 1, memoryMebibytes: 128,
            diskMebibytes: 1024, claimRequestID: "key", leaseEndTime: lease.map(Instant.init))
        return InstanceRecord(
            host: "H", instance: Fixture.instance(number), grants: [grant], leaseNanoseconds: lease)
    }
}
