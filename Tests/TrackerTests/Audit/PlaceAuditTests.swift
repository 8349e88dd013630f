import Testing

@testable import Tracker

/// Places of guests in audits (NUMA, 4.2).
@Suite("Places in audits")
struct PlaceAuditTests {
    private static func placed(_ cpus: [Int32], cell: Int32 = 0) -> InstanceTopology {
        InstanceTopology(cells: [
            InstanceCell(
                hostCell: cell, pcpuset: [0, 1], memoryMebibytes: 256, cpuPolicy: .dedicated,
                cpuPinning: zip([0, 1], cpus).map { CPUPin(guestCPU: $0, hostCPU: $1) })
        ])
    }

    private static func listed(_ number: Int, _ topology: InstanceTopology? = nil) -> Instance {
        var instance = Fixture.instance(number, TopologyFixture.pinned)
        instance.host = Fixture.node.host
        instance.node = Fixture.node.name
        instance.numaTopology = topology
        return instance
    }

    private static func recorded(_ number: Int, _ topology: InstanceTopology) -> Grant {
        Grant(
            instanceUUID: Fixture.uuid(number), node: Fixture.node, vcpus: 2, memoryMebibytes: 256,
            diskMebibytes: 1024, numaTopology: topology)
    }

    private static func audit(_ shard: inout Shard, _ command: AuditNode) throws -> [Drift] {
        guard case .nodeAudited(_, let drifts, _) = try shard.run(.auditNode(command)).get() else {
            throw Unexpected.answer
        }
        try shard.expectSameWhenLoaded()
        return drifts
    }

    @Test("An unknown guest is taken in on the CPUs that the database has for it, by grant or by instance")
    func takenIn() throws {
        for byGrant in [true, false] {
            var shard = try Shard(inventory: TopologyFixture.inventory())
            let place = Self.placed([4, 5])
            let drifts = try Self.audit(
                &shard,
                AuditNode(
                    node: Fixture.node, instances: [Self.listed(1, byGrant ? nil : place)],
                    recorded: byGrant ? [Self.recorded(1, place)] : []))
            #expect(drifts.map(\.kind) == [.unknownInstance])
            #expect(shard.pins() == [.instance: [4, 5]])
            #expect(shard.cell(0) == "0 CPUs, 256 MiB, pinned [4, 5], pages [65536, 0]")
            // The next claim goes around it.
            try shard.claim(Fixture.instance(2, TopologyFixture.pinned))
            #expect(shard.pins(2) == [.instance: [8, 9]])
            try shard.claim(Fixture.instance(3, TopologyFixture.pinned))
            #expect(Set(shard.pins(3)[.instance] ?? []).isDisjoint(with: [4, 5]))
        }
    }

    @Test("A guest that the database pins to another one's CPU is taken in on the rest of its place, and listed")
    func contradiction() throws {
        var shard = try Shard(inventory: TopologyFixture.inventory())
        try shard.claim(Fixture.instance(2, TopologyFixture.pinned))
        #expect(shard.pins(2) == [.instance: [0, 1]])
        let drifts = try Self.audit(
            &shard,
            AuditNode(
                node: Fixture.node, instances: [Self.listed(1), Self.listed(2)],
                recorded: [Self.recorded(1, Self.placed([1, 2]))]))
        #expect(drifts.map(\.kind) == [.unknownInstance, .invalidItem])
        #expect(drifts.last?.message.contains("CPUs 1") == true)
        #expect(shard.pins() == [.instance: [2]])
        #expect(shard.pins(2) == [.instance: [0, 1]])
        #expect(shard.cell(0) == "0 CPUs, 512 MiB, pinned [0, 1, 2], pages [131072, 0]")
        // Once the CPU is free, the next audit takes the rest in.
        try shard.abort(Fixture.instance(2, TopologyFixture.pinned))
        let later = try Self.audit(
            &shard,
            AuditNode(
                node: Fixture.node, instances: [Self.listed(1)], recorded: [Self.recorded(1, Self.placed([1, 2]))]))
        #expect(later.map(\.kind) == [.usageMismatch] && later.first?.isRepaired == true)
        #expect(shard.pins() == [.instance: [1, 2]])
    }

    @Test("What the same audit lets go of is free for those that it takes in, whatever the order of the list")
    func releasedFirst() throws {
        var shard = try Shard(inventory: TopologyFixture.inventory())
        try shard.claim(Fixture.instance(2, TopologyFixture.pinned))
        try shard.claim(Fixture.instance(3, TopologyFixture.pinned))
        var gone = Self.listed(2)
        gone.isDeleted = true
        let drifts = try Self.audit(
            &shard,
            AuditNode(
                node: Fixture.node, instances: [Self.listed(1, Self.placed([1, 2])), gone]))
        #expect(Set(drifts.map(\.kind)) == [.unknownInstance, .missingInstance])
        #expect(shard.pins() == [.instance: [1, 2]])
        #expect(shard.pins(3) == [:])
    }

    @Test("A place that the instance's own record has is compared, and taken in where none is held")
    func storedLater() throws {
        var shard = try Shard(inventory: TopologyFixture.inventory())
        _ = try Self.audit(&shard, AuditNode(node: Fixture.node, instances: [Self.listed(1)]))
        #expect(shard.pins() == [:])
        let drifts = try Self.audit(
            &shard, AuditNode(node: Fixture.node, instances: [Self.listed(1, Self.placed([0, 1]))]))
        #expect(drifts.map(\.kind) == [.usageMismatch] && drifts.first?.isRepaired == true)
        #expect(shard.pins() == [.instance: [0, 1]])
        let again = try Self.audit(
            &shard, AuditNode(node: Fixture.node, instances: [Self.listed(1, Self.placed([4, 5]))]))
        #expect(again.map(\.kind) == [.usageMismatch] && again.first?.isRepaired == false)
        #expect(shard.pins() == [.instance: [0, 1]])
    }

    @Test("A place of another size than the flavor's holds its host CPUs, and no memory of cells")
    func wrongSize() throws {
        var shard = try Shard(inventory: TopologyFixture.inventory())
        var place = Self.placed([4, 5])
        place.cells[0].memoryMebibytes = 1 << 42
        let drifts = try Self.audit(
            &shard,
            AuditNode(node: Fixture.node, instances: [Self.listed(1)], recorded: [Self.recorded(1, place)]))
        #expect(drifts.map(\.kind) == [.unknownInstance, .invalidItem])
        #expect(shard.cell(0) == "0 CPUs, 0 MiB, pinned [4, 5], pages [0, 0]")
    }

    @Test("A place that names a host CPU twice is taken over with it once, and listed")
    func contradictsItself() throws {
        var shard = try Shard(inventory: TopologyFixture.inventory())
        let drifts = try Self.audit(
            &shard,
            AuditNode(
                node: Fixture.node, instances: [Self.listed(1)], recorded: [Self.recorded(1, Self.placed([3, 3]))]))
        #expect(drifts.map(\.kind) == [.unknownInstance, .invalidItem])
        #expect(shard.pins() == [.instance: [3]])
    }

    @Test("A guest whose place no record says is taken in without one, and listed")
    func unknownPlace() throws {
        var shard = try Shard(inventory: TopologyFixture.inventory())
        let drifts = try Self.audit(&shard, AuditNode(node: Fixture.node, instances: [Self.listed(1)]))
        #expect(Set(drifts.map(\.kind)) == [.unknownInstance, .usageMismatch])
        #expect(shard.cell(0) == "0 CPUs, 0 MiB, pinned [], pages [0, 0]")
    }

    @Test("Pins that are held are never moved, whatever the database says; the difference is listed")
    func neverMoved() throws {
        var shard = try Shard(inventory: TopologyFixture.inventory())
        let grant = try shard.claim(Fixture.instance(1, TopologyFixture.pinned))
        let same = AuditNode(
            node: Fixture.node, instances: [Self.listed(1)], recorded: [Self.recorded(1, Self.placed([0, 1]))])
        #expect(try Self.audit(&shard, same) == [])
        let other = AuditNode(
            node: Fixture.node, instances: [Self.listed(1)], recorded: [Self.recorded(1, Self.placed([6, 7]))])
        let drifts = try Self.audit(&shard, other)
        #expect(drifts.map(\.kind) == [.usageMismatch])
        #expect(drifts.first?.isRepaired == false)
        #expect(shard.pins() == [.instance: [0, 1]])
        #expect(shard.state.instanceRecord(grant.instanceIdentifier)?.grants.first?.numaTopology == grant.numaTopology)
    }

    @Test("Cells and CPUs that the node no longer reports are listed with the guest that is on them")
    func lost() throws {
        var shard = try Shard(inventory: TopologyFixture.inventory())
        try shard.claim(Fixture.instance(1, TopologyFixture.pinned))
        var small = TopologyFixture.topology
        small.cells[0].pcpuset = Array(1...7)
        small.cells[0].cpuset = [0]
        let drifts = try Self.audit(
            &shard,
            AuditNode(
                node: Fixture.node, inventory: TopologyFixture.inventory(small), instances: [Self.listed(1)]))
        #expect(drifts.map(\.kind) == [.missingResource])
        #expect(drifts.first?.subject == Fixture.uuid(1))
        #expect(drifts.first?.message.contains("CPUs 0") == true)
        #expect(shard.pins() == [.instance: [0, 1]])
    }
}
