import Testing
import Tracker

@Suite("Conformance scenarios: moves")
struct MoveScenarioTests {
    private static let units = [Fixture.pool("CUSTOM_X", ["R0", "R1", "R2"])]

    private static func allocation(_ count: Int64) -> [Allocation] {
        [Allocation(providerUUID: "provider", resources: ["CUSTOM_X": count])]
    }

    /// The statuses of the moves of which a node is a side.
    private func open(_ shard: Shard, on node: NodeIdentifier = Fixture.node) -> [MigrationStatus] {
        shard.state.migrationRecords(on: node).map(\.migration.status).filter(\.isOpen)
    }

    @Test("Scenario 27: a resize within the node that is aborted leaves the instance as it was, and tracked")
    func sameNodeAborted() throws {
        for status in [MigrationStatus.failed, nil] {
            var shard = try Shard(inventory: Fixture.inventory())
            let move = Move(.resize, to: Fixture.node)
            try shard.claim(move.instance)
            #expect(shard.used() == "128/1/1")
            try shard.step(move.claim())
            #expect(shard.used() == "384/3/6")
            #expect(open(shard) == [.preMigrating])
            #expect(shard.stats["num_instances"] == 1)

            try shard.step(move.abort(.destination, status))
            #expect(shard.used() == "128/1/1")
            #expect(open(shard) == [])
            #expect(shard.held() == ["instance F1"])
            #expect(try shard.update(move.instance) == (tracked: true, released: false))
            #expect(try shard.update(Fixture.instance(vmState: .deleted)) == (tracked: true, released: true))
            #expect(shard.used() == "0/0/0")
        }
    }

    @Test("Scenario 28: a confirmed resize within the node leaves the new units, a reverted one the old")
    func unitsOfSides() throws {
        for isConfirmed in [true, false] {
            var shard = try Shard(inventory: Fixture.inventory(pools: Self.units))
            let move = Move(.resize, to: Fixture.node)
            try shard.claim(move.instance, allocations: Self.allocation(1))
            try shard.step(move.claim(allocations: Self.allocation(2)), move.finish())
            #expect(shard.used() == "384/3/6")
            #expect(shard.units(.moveOld) == ["R0"] && shard.units(.instance) == ["R1", "R2"])

            try shard.step(isConfirmed ? move.confirm() : move.revert())
            #expect(shard.used() == (isConfirmed ? "256/2/5" : "128/1/1"))
            #expect(shard.units(.instance) == (isConfirmed ? ["R1", "R2"] : ["R0"]))
            #expect(shard.held() == (isConfirmed ? ["instance F2"] : ["instance F1"]))
            let next = try shard.claim(Fixture.instance(2), allocations: Self.allocation(1))
            #expect(next.resources.flatMap { $0.units.map(\.identifier) } == (isConfirmed ? ["R0"] : ["R1"]))
        }
    }

    @Test("Scenarios 29 and 30: two moves to a node both count, and a second claim of one counts nothing")
    func twoIncoming() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let large = Move(.resize, from: Fixture.away, to: Fixture.node)
        let small = Move(.coldMigration, of: Fixture.instance(2), from: Fixture.away, to: Fixture.node, number: 902)
        try shard.step(large.claim(), key: "first")
        try shard.step(small.claim())
        #expect(shard.used() == "384/3/6" && shard.free() == "128/0")
        #expect(open(shard) == [.preMigrating, .preMigrating])

        let refusal = try shard.refusal(large.claim(), key: "another")
        #expect(refusal.code == .alreadyExists && refusal.reason == "ALREADY_CLAIMED")
        #expect(refusal.held == shard.state.grants(on: Fixture.node).first)
        #expect(refusal.metadata["claim_request_id"] == "first")
        #expect(shard.used() == "384/3/6")
        #expect(shard.held() == ["move_new F2", "move_new F1"])
    }

    @Test("Scenario 31: the claim of an evacuation holds the size, and brings the record to pre-migrating in one step")
    func evacuation() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance())
        let before = shard.facts.count
        let move = Move(.evacuation, of: Fixture.instance(2, Fixture.large), from: Fixture.away, to: Fixture.node)
        let migration = try shard.step(move.claim(status: .accepted))
        #expect(shard.used() == "384/3/6")
        #expect(migration?.status == .preMigrating && migration?.destination == Fixture.node)
        #expect(shard.facts.count == before + 1)
    }

    @Test("Scenario 32: the claim of a live migration leaves the record accepted")
    func live() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let move = Move(.liveMigration, from: Fixture.away, to: Fixture.node)
        let migration = try shard.step(move.claim(status: .accepted))
        #expect(migration?.status == .accepted && migration?.destination == Fixture.node)
        #expect(shard.held() == ["move_new F1"])
        #expect(shard.state.grants(on: Fixture.node).first?.pciDevices == [])
    }

    @Test("Scenario 18: a move gets a unit that is free; more than there are is refused, and none is taken")
    func freeUnit() throws {
        var shard = try Shard(inventory: Fixture.inventory(pools: [Fixture.pool("CUSTOM_X", ["U1", "U2"])]))
        try shard.claim(Fixture.instance(2), allocations: Self.allocation(1))
        let move = Move(.coldMigration, from: Fixture.away, to: Fixture.node)
        try shard.step(move.claim(allocations: Self.allocation(1)))
        #expect(shard.units(.instance) == ["U1"] && shard.units(.moveNew) == ["U2"])

        shard = try Shard(inventory: Fixture.inventory(pools: [Fixture.pool("CUSTOM_X", ["U1"])]))
        let before = shard.state.allEntities()
        #expect(try shard.refusal(move.claim(allocations: Self.allocation(2))).code == .resourceExhausted)
        #expect(shard.state.allEntities() == before)
        try shard.step(move.claim(allocations: Self.allocation(1)))
        #expect(shard.units(.moveNew) == ["U1"])
    }

    @Test("Scenario 48: a volume-backed instance moves without its root disk, and swap counts")
    func volumeBackedAndSwap() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let backed = Move(
            .evacuation, of: Fixture.instance(1, Fixture.large, isVolumeBacked: true), from: Fixture.away,
            to: Fixture.node)
        try shard.step(backed.claim())
        #expect(shard.used() == "256/2/0")
        try shard.step(backed.finish())
        #expect(shard.used() == "256/2/0")

        shard = try Shard(inventory: Fixture.inventory())
        var swapping = Fixture.large
        swapping.swapMebibytes = 10
        let move = Move(.evacuation, of: Fixture.instance(1, swapping), from: Fixture.away, to: Fixture.node)
        try shard.step(move.claim())
        #expect(shard.used() == "256/2/5")
    }

    @Test("Scenario 49: a move with swap adds and removes the same disk")
    func swapDrift() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(2, Fixture.large))
        let swapping = Flavor(id: "swap", vcpus: 1, memoryMebibytes: 128, swapMebibytes: 512)
        let move = Move(.coldMigration, of: Fixture.instance(1, swapping), from: Fixture.away, to: Fixture.node)
        try shard.step(move.claim())
        #expect(shard.state.grants(on: Fixture.node).map(\.diskMebibytes) == [512, 5 * 1024])
        try shard.step(move.abort(.destination, .failed))
        #expect(shard.used() == "256/2/5")
    }

    @Test("Scenario 54: a confirmed resize is confirmed again without a change, and not reverted")
    func confirmedTwice() throws {
        for destination in [Fixture.away, Fixture.neighbour, Fixture.node] {
            let move = Move(.resize, to: destination)
            var shard = try Shard(before: move)
            try shard.step(
                move.claim(), move.tell(.source, .migrating, record: .preMigrating),
                move.tell(.source, .postMigrating), move.finish(), move.confirm(record: .finished))
            let before = shard.state.allEntities()
            try shard.expectNoChange(move.confirm(), move.confirm(record: .finished))
            #expect(try shard.refusal(move.revert()).code == .failedPrecondition)
            #expect(shard.state.allEntities() == before)
            #expect(shard.held(destination) == ["instance F2"])
        }
    }

    @Test("Scenario 54: a live migration that switched over is not cancelled")
    func postCopy() throws {
        var place = try SideInStatus(.liveMigration, .source, .runningPostCopy)
        for command in [place.move.tell(.source, .cancelled), place.move.abort(.source, .cancelled)] {
            let refusal = try place.shard.refusal(command)
            #expect(refusal.code == .failedPrecondition)
            #expect(refusal.metadata["allowed"] == "completed,error")
        }
    }
}

@Suite("Conformance scenarios: capacity limits of move claims")
struct MoveLimitScenarioTests {
    @Test("Scenario 24: no limit admits any amount, a limit of 8192 MiB refuses 16384 and states what is available")
    func memory() throws {
        var shard = try trusting()
        let huge = claim(Flavor(id: "huge", vcpus: 1, memoryMebibytes: 99_999_999), Limits())
        try shard.step(huge.0, huge.1.abort(.destination))
        let big = claim(Flavor(id: "big", vcpus: 1, memoryMebibytes: 16384), Limits(memoryMebibytes: 8192))
        let refusal = try shard.refusal(big.0)
        #expect(refusal.code == .resourceExhausted)
        #expect(refusal.shortfalls.map(\.reason) == ["MEMORY"])
        #expect(refusal.shortfalls.map(\.available) == [8192])
    }

    @Test("Scenario 25: what equals the limit is accepted, one more is not; the disk limit may exceed the disk")
    func equality() throws {
        var shard = try trusting()
        let exact = claim(Flavor(id: "exact", vcpus: 1, memoryMebibytes: 2048), Limits(memoryMebibytes: 2048))
        try shard.step(exact.0, exact.1.abort(.destination))
        let above = claim(Flavor(id: "above", vcpus: 1, memoryMebibytes: 2049), Limits(memoryMebibytes: 2048))
        #expect(try shard.refusal(above.0).shortfalls.map(\.reason) == ["MEMORY"])

        let local = Flavor(id: "local", vcpus: 1, memoryMebibytes: 1, rootGibibytes: 10, ephemeralGibibytes: 40)
        let fits = claim(local, Limits(diskGibibytes: 60))
        try shard.step(fits.0, fits.1.abort(.destination))
        #expect(try shard.refusal(claim(local, Limits(diskGibibytes: 45)).0).shortfalls.map(\.reason) == ["DISK"])
    }

    @Test("Scenario 26: every shortfall is listed, memory before disk")
    func bothReasons() throws {
        var shard = try trusting()
        let flavor = Flavor(id: "both", vcpus: 1, memoryMebibytes: 16384, rootGibibytes: 10, ephemeralGibibytes: 40)
        let refusal = try shard.refusal(claim(flavor, Limits(memoryMebibytes: 8192, diskGibibytes: 45)).0)
        #expect(refusal.shortfalls.map(\.reason) == ["MEMORY", "DISK"])
        #expect(refusal.shortfalls.map(\.available) == [8192, 45])
    }

    @Test("Both sides of a resize within the node are tested together, the old one as in use")
    func sameNode() throws {
        var shard = try Shard(inventory: Fixture.inventory(memory: 383))
        let move = Move(.resize, to: Fixture.node)
        try shard.claim(move.instance)
        let refusal = try shard.refusal(move.claim())
        #expect(refusal.shortfalls.map(\.reason) == ["MEMORY"])
        #expect(refusal.shortfalls.map(\.available) == [255])
    }

    private func trusting() throws -> Shard {
        var policy = Shard().policy
        policy.admission = .trustLimits
        return try Shard(inventory: Fixture.inventory(disk: 20), policy: policy)
    }

    private func claim(_ flavor: Flavor, _ limits: Limits) -> (Command, Move) {
        var move = Move(.resize, from: Fixture.away, to: Fixture.node)
        move.newFlavor = flavor
        return (move.claim(limits: limits), move)
    }
}
