import Testing

@testable import Tracker

@Suite("A place through the life of an instance")
struct TopologyLifeTests {
    @Test("A claim has its place in the grant and in the instance, and a release gives all of it back")
    func claimAndRelease() throws {
        var shard = try Shard(inventory: TopologyFixture.inventory())
        let grant = try shard.claim(Fixture.instance(1, TopologyFixture.wide))
        #expect(grant.numaTopology?.cells.map(\.hostCell) == [0, 1])
        #expect(grant.numaTopology?.cells.map(\.pageSizeKibibytes) == [2048, 2048])
        #expect(shard.pins() == [.instance: [0, 1, 8, 9]])
        #expect(shard.cell(0) == "0 CPUs, 1024 MiB, pinned [0, 1], pages [0, 512]")
        let record = shard.state.instanceRecord(grant.instanceIdentifier)
        #expect(record?.instance.numaTopology == grant.numaTopology)
        try shard.expectSameWhenLoaded()
        try shard.update(Fixture.instance(1, TopologyFixture.wide, vmState: .deleted))
        #expect(shard.cell(0) == "0 CPUs, 0 MiB, pinned [], pages [0, 0]")
        #expect(shard.cell(1) == "0 CPUs, 0 MiB, pinned [], pages [0, 0]")
        guard case .claimReleased(let release) = shard.facts.last?.body else { throw Unexpected.answer }
        #expect(release.grant.numaTopology == grant.numaTopology)
        #expect(release.after?.numaTopology?.cells.map(\.hostCell) == [nil, nil])
        #expect(release.after?.numaTopology?.cells.flatMap(\.cpuPinning) == [])
        #expect(release.after?.numaTopology?.cells.map(\.pageSizeKibibytes) == [2048, 2048])
    }

    @Test("A node without cells refuses what asks for them, also as a destination")
    func noCells() throws {
        var shard = try Shard(inventory: TopologyFixture.inventory(nil))
        let instance = Fixture.instance(1, TopologyFixture.pinned)
        let refusal = try shard.refusal(.claimInstance(ClaimInstance(node: Fixture.node, instance: instance)))
        #expect(refusal.code == .resourceExhausted && refusal.shortfalls.map(\.reason) == ["NUMA_NO_FIT"])
        let move = Move(.coldMigration, of: instance, from: Fixture.away, to: Fixture.node)
        #expect(try shard.refusal(move.claim()).shortfalls.map(\.reason) == ["NUMA_NO_FIT"])
    }

    @Test("A flavor that breaks a rule is refused with the rule's name, by claims, moves and questions alike")
    func badFlavor() throws {
        var shard = try Shard(inventory: TopologyFixture.inventory())
        let instance = Fixture.instance(1, TopologyFixture.flavor(["hw:cpu_policy": "pinned"]))
        let claim = try shard.refusal(.claimInstance(ClaimInstance(node: Fixture.node, instance: instance)))
        #expect(claim.code == .invalidArgument && claim.reason == "InvalidCPUAllocationPolicy")
        #expect(claim.metadata["key"] == "hw:cpu_policy" && claim.metadata["value"] == "pinned")
        #expect(claim.violations.map(\.field) == ["instance.flavor.extra_specs[\"hw:cpu_policy\"]"])
        #expect(try shard.refusal(.checkFit(CheckFit(host: "H", instance: instance))) == claim)
        let move = Move(.coldMigration, of: instance, from: Fixture.away, to: Fixture.node)
        #expect(try shard.refusal(move.claim()) == claim)
    }

    @Test("Cells that come with the instance must add up to its flavor")
    func mismatch() throws {
        var shard = try Shard(inventory: TopologyFixture.inventory())
        for (cpus, memory) in [([Int32(0)], Int64(256)), ([0, 1], 128)] {
            var instance = Fixture.instance(1, TopologyFixture.pinned)
            instance.numaTopology = InstanceTopology(cells: [InstanceCell(cpuset: cpus, memoryMebibytes: memory)])
            let refusal = try shard.refusal(.claimInstance(ClaimInstance(node: Fixture.node, instance: instance)))
            #expect(refusal.reason == "INVALID_FIELDS" && refusal.code == .invalidArgument)
            #expect(refusal.violations.map(\.field) == ["instance.numa_topology"])
        }
    }

    @Test("A stored place is asked for anew, with its page size and without its pins")
    func storedPlace() throws {
        var shard = try Shard(inventory: TopologyFixture.inventory())
        try shard.claim(Fixture.instance(2, TopologyFixture.pinned))
        var instance = Fixture.instance(1, TopologyFixture.pinned)
        instance.numaTopology = InstanceTopology(cells: [
            InstanceCell(
                hostCell: 7, pcpuset: [0, 1], memoryMebibytes: 256, pageSizeKibibytes: 2048, cpuPolicy: .dedicated,
                cpuPinning: [CPUPin(guestCPU: 0, hostCPU: 0), CPUPin(guestCPU: 1, hostCPU: 1)], reservedCPUs: [5])
        ])
        let grant = try shard.claim(instance)
        #expect(shard.pins(2) == [.instance: [0, 1]])
        #expect(shard.pins() == [.instance: [8, 9]])
        #expect(grant.numaTopology?.cells.map(\.pageSizeKibibytes) == [2048])
        #expect(grant.numaTopology?.cells.map(\.reservedCPUs) == [[]])
    }

    @Test("Whole cores that are not free refuse the claim, and nothing changes (NUMA, 7.2, 2)")
    func wholeCores() throws {
        let cpus: [Int32] = Array(0..<6)
        let cell = NUMACell(
            id: 0, cpuset: cpus, pcpuset: cpus, memoryMebibytes: 8192, siblings: [[0, 1], [2, 3], [4, 5]])
        var shard = try Shard(inventory: TopologyFixture.inventory(NUMATopology(cells: [cell])))
        try shard.claim(Fixture.instance(2, TopologyFixture.flavor(vcpus: 1, ["hw:cpu_policy": "dedicated"])))
        #expect(shard.pins(2) == [.instance: [0]])
        let flavor = TopologyFixture.flavor([
            "hw:cpu_policy": "dedicated", "hw:cpu_thread_policy": "isolate", "hw:emulator_threads_policy": "isolate",
        ])
        let before = shard.state.allEntities()
        let claim = ClaimInstance(node: Fixture.node, instance: Fixture.instance(1, flavor))
        let refusal = try shard.refusal(.claimInstance(claim))
        #expect(refusal.reason == "CPUPinningInvalid" && refusal.code == .resourceExhausted)
        #expect(refusal.metadata["cpus"] == "0" && refusal.metadata["cell"] == "0")
        #expect(shard.state.allEntities() == before)
    }

    @Test("Both sides of a move hold their places; a confirm gives back the source's, a revert the destination's")
    func moves() throws {
        for ending in ["confirm", "revert"] {
            let move = Move(.coldMigration, of: Fixture.instance(1, TopologyFixture.pinned), to: Fixture.neighbour)
            var shard = try Shard(before: move, inventory: TopologyFixture.inventory())
            try shard.claim(Fixture.instance(2, TopologyFixture.pinned), on: Fixture.neighbour)
            try shard.step(move.claim())
            #expect(shard.pins() == [.instance: [0, 1]])
            #expect(shard.pins(on: Fixture.neighbour) == [.moveNew: [8, 9]])
            try shard.step(move.tell(.source, .migrating), move.tell(.source, .postMigrating), move.finish())
            #expect(shard.pins(on: Fixture.neighbour) == [.instance: [8, 9]])
            #expect(shard.pins() == [.moveOld: [0, 1]])
            let identifier = InstanceIdentifier(host: "H", uuid: Fixture.uuid(1))
            let moved = shard.state.instanceRecord(identifier)?.instance
            #expect(moved?.numaTopology?.cells.first?.cpuPinning.map(\.hostCPU) == [8, 9])
            if ending == "confirm" {
                try shard.step(move.confirm())
                #expect(shard.pins() == [:])
                #expect(shard.cell(0) == "0 CPUs, 0 MiB, pinned [], pages [0, 0]")
            } else {
                try shard.step(move.revert())
                #expect(shard.pins(on: Fixture.neighbour) == [:])
                #expect(shard.pins() == [.instance: [0, 1]])
                let back = shard.state.instanceRecord(identifier)?.instance
                #expect(back?.numaTopology?.cells.first?.cpuPinning.map(\.hostCPU) == [0, 1])
            }
        }
    }

    @Test("A resize within one node holds both places at once")
    func withinNode() throws {
        var move = Move(.resize, of: Fixture.instance(1, TopologyFixture.pinned), to: Fixture.node)
        move.newFlavor = TopologyFixture.wide
        var shard = try Shard(before: move, inventory: TopologyFixture.inventory())
        try shard.step(move.claim())
        #expect(shard.pins() == [.instance: [0, 1], .moveNew: [2, 3, 8, 9]])
        try shard.step(move.abort(.destination))
        #expect(shard.pins() == [.instance: [0, 1]])
        #expect(shard.cell(1) == "0 CPUs, 0 MiB, pinned [], pages [0, 0]")
    }
}

@Suite("A place when the host changes under it")
struct ChangedHostTests {
    @Test("A report that takes cells and CPUs away leaves what is held held, and gives none of it to another")
    func shrunk() throws {
        var shard = try Shard(inventory: TopologyFixture.inventory())
        try shard.claim(Fixture.instance(1, TopologyFixture.wide))
        // Cell 1 is gone, its CPUs are in cell 0 now, and cell 0's first core is for shared CPUs only.
        var cell = TopologyFixture.cell(0, cpus: 0...15)
        cell.pcpuset = Array(2...15)
        cell.cpuset = [0, 1]
        try shard.report(TopologyFixture.inventory(NUMATopology(cells: [cell])))
        #expect(shard.cell(0) == "0 CPUs, 1024 MiB, pinned [8, 9], pages [0, 512]")
        try shard.expectSameWhenLoaded()
        let taken = try (2...5).map { try shard.claim(Fixture.instance($0, TopologyFixture.pinned)) }
        let pins = taken.flatMap { $0.numaTopology?.cells.flatMap(\.cpuPinning).map(\.hostCPU) ?? [] }
        #expect(pins == [2, 3, 4, 5, 6, 7, 10, 11])
        try shard.abort(Fixture.instance(1, TopologyFixture.wide))
        try shard.claim(Fixture.instance(6, TopologyFixture.pinned))
        #expect(shard.pins(6) == [.instance: [8, 9]])
        try shard.expectSameWhenLoaded()
    }

    @Test("Cells that swap their numbers do not free the CPUs that are held")
    func swapped() throws {
        var shard = try Shard(inventory: TopologyFixture.inventory())
        try shard.claim(Fixture.instance(1, TopologyFixture.pinned))
        #expect(shard.pins() == [.instance: [0, 1]])
        let cells = [TopologyFixture.cell(1, cpus: 0...7), TopologyFixture.cell(0, cpus: 8...15)]
        try shard.report(TopologyFixture.inventory(NUMATopology(cells: cells)))
        let all = try (2...8).map { try shard.claim(Fixture.instance($0, TopologyFixture.pinned)) }
        let pins = all.flatMap { $0.numaTopology?.cells.flatMap(\.cpuPinning).map(\.hostCPU) ?? [] }
        #expect(Set(pins) == Set(2...15))
        #expect(pins.count == 14)
    }

    @Test("An isolated guest keeps the siblings of its CPUs when its cell gets another number, or loses its cores")
    func isolated() throws {
        let renumbered = NUMATopology(cells: [
            TopologyFixture.cell(2, cpus: 0...7), TopologyFixture.cell(1, cpus: 8...15),
        ])
        let swapped = NUMATopology(cells: [TopologyFixture.cell(1, cpus: 0...7), TopologyFixture.cell(0, cpus: 8...15)])
        for changed in [renumbered, swapped] {
            var shard = try Shard(inventory: TopologyFixture.inventory())
            let flavor = TopologyFixture.flavor(
                memory: 256, ["hw:cpu_policy": "dedicated", "hw:cpu_thread_policy": "isolate"])
            try shard.claim(Fixture.instance(1, flavor))
            #expect(shard.pins() == [.instance: [0, 2]])
            try shard.report(TopologyFixture.inventory(changed))
            #expect(shard.state.usage(of: Fixture.node)?.numaCells.map(\.pinnedCPUs) == [[0, 1, 2, 3], []])
            try shard.expectSameWhenLoaded()
            let all = try (2...7).map { try shard.claim(Fixture.instance($0, TopologyFixture.pinned)) }
            let pins = all.flatMap { $0.numaTopology?.cells.flatMap(\.cpuPinning).map(\.hostCPU) ?? [] }
            #expect(Set(pins) == Set(4...15))
        }
    }
}
