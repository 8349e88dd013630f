import Testing
import Tracker

@Suite("Violations of places")
struct PlaceViolationTests {
    private func violations(_ change: (inout [InstanceRecord]) -> Void) throws -> [Violation] {
        var shard = try Shard(inventory: TopologyFixture.inventory())
        try shard.claim(Fixture.instance(1, TopologyFixture.pinned))
        try shard.claim(Fixture.instance(2, TopologyFixture.pinned))
        var others: [Entity] = []
        var records: [InstanceRecord] = []
        for entity in shard.state.allEntities() {
            if case .instance(let record) = entity { records.append(record) } else { others.append(entity) }
        }
        change(&records)
        return Tracker.violations(of: try State(loading: others + records.map(Entity.instance)))
    }

    @Test("Two guests on one host CPU are found")
    func twice() throws {
        let found = try violations { $0[1].grants[0].numaTopology = $0[0].grants[0].numaTopology }
        #expect(found.map(\.kind) == [.cpuHeldTwice, .cpuHeldTwice])
        #expect(found.allSatisfy { $0.message.contains(Fixture.uuid(2)) })
    }

    @Test("A dedicated guest CPU without a host CPU, and a guest cell without a host cell are found")
    func incomplete() throws {
        #expect(try violations { _ in } == [])
        let unpinned = try violations { $0[0].grants[0].numaTopology?.cells[0].cpuPinning = [] }
        #expect(unpinned.map(\.kind) == [.inconsistentPlace])
        let nowhere = try violations { $0[0].grants[0].numaTopology?.cells[0].hostCell = nil }
        #expect(nowhere.map(\.kind) == [.inconsistentPlace])
    }
}
