import Testing

@testable import Tracker

/// The audits among the conformance scenarios (claims and moves, 13), by their numbers.
@Suite("Scenarios of audits")
struct AuditScenarioTests {
    typealias F = AuditFixture

    @Test("Scenario 1: nothing")
    func nothing() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let before = shard.facts.count
        #expect(try shard.audit() == [])
        #expect((shard.used(), shard.free(), shard.running()) == ("0/0/0", "512/6", "0 running, workload 0"))
        #expect(shard.facts.count == before)
    }

    @Test("Scenario 1: an audit makes the node, once")
    func create() throws {
        var shard = Shard()
        let report: (inout AuditNode) -> Void = {
            $0.nodeUUID = Fixture.nodeUUID
            $0.inventory = Fixture.inventory()
        }
        try shard.audit([], [], report)
        try shard.audit([], [], report)
        #expect(shard.facts.count == 1)
        #expect(shard.free() == "512/6")
    }

    @Test("Scenario 2: reserved amounts count as used")
    func reserved() throws {
        let first = ReservedReport(vcpus: 1, memoryMebibytes: 512, diskMebibytes: 1024)
        var shard = try Shard(inventory: Fixture.inventory(reserved: first))
        try shard.audit()
        #expect((shard.used(), shard.free()) == ("512/1/1", "0/5"))
        let second = ReservedReport(vcpus: 0, memoryMebibytes: 0, diskMebibytes: 1536)
        try shard.audit { $0.inventory = Fixture.inventory(reserved: second) }
        #expect(shard.used() == "0/0/1")
    }

    @Test("Scenario 3: free amounts may be negative")
    func negative() throws {
        let reserved = ReservedReport(vcpus: 0, memoryMebibytes: 2048, diskMebibytes: 11264)
        var shard = try Shard(inventory: Fixture.inventory(memory: 1024, disk: 10, reserved: reserved))
        try shard.audit()
        #expect(shard.free() == "-1024/-1")
    }

    @Test("Scenario 4: a deleted instance is not counted")
    func deleted() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.audit([F.listed(1), F.listed(2, Fixture.large, vmState: .deleted)])
        #expect((shard.used(), shard.free(), shard.running()) == ("128/1/1", "384/5", "1 running, workload 0"))
    }

    @Test("Scenario 5: a resize away keeps the old side")
    func away() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let instance = F.listed(3, task: .resizeMigrating, at: F.away)
        try shard.audit([instance], [F.move(1, of: 3, .resize, .migrating, from: F.here, to: F.away)])
        #expect((shard.used(), shard.running()) == ("128/1/1", "0 running, workload 0"))
    }

    @Test("Scenario 6: a resize to here holds the new side")
    func incoming() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let instance = F.listed(3, task: .resizeMigrating, at: F.away)
        try shard.audit([instance], [F.move(1, of: 3, .resize, .migrating, from: F.away, to: F.here)])
        #expect((shard.used(), shard.free(), shard.running()) == ("256/2/5", "256/1", "0 running, workload 0"))
    }

    @Test("Scenario 7: an evacuation to here holds the instance's size")
    func evacuation() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let instance = F.listed(3, Fixture.large, task: .rebuilding, at: F.away)
        let move = F.move(1, of: 3, .evacuation, .preMigrating, from: F.away, to: F.here, old: Fixture.large)
        try shard.audit([instance], [move])
        #expect(shard.used() == "256/2/5")
    }

    @Test("Scenario 8: a resize within the node holds both sides")
    func sameNode() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let resized = F.listed(3, Fixture.large, task: .resizeMigrating)
        let move = F.move(1, of: 3, .resize, .migrating, from: F.here, to: F.here)
        try shard.audit([F.listed(1), resized], [move])
        #expect((shard.used(), shard.free(), shard.running()) == ("512/4/7", "0/-1", "2 running, workload 1"))
    }

    @Test("Scenario 9: a failed resize is counted while the instance is moving")
    func failedMoving() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let instance = F.listed(3, task: .resizeMigrating, at: F.away)
        try shard.audit([instance], [F.move(1, of: 3, .resize, .error, from: F.away, to: F.here)])
        #expect(shard.used() == "256/2/5")
        #expect(shard.status(.destination, of: F.uuid(1)) == .error)
        // The same move, once the instance has settled.
        try shard.audit(
            [F.listed(3, at: F.away)], [F.move(1, of: 3, .resize, .error, from: F.away, to: F.here)])
        #expect(shard.used() == "0/0/0")
        #expect(shard.status(.destination, of: F.uuid(1)) == .failed)
    }

    @Test("Scenario 9: a failed resize of an instance that has settled is failed at once")
    func failedSettled() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.audit(
            [F.listed(3, at: F.away)], [F.move(1, of: 3, .resize, .error, from: F.away, to: F.here)])
        #expect(shard.used() == "0/0/0")
        #expect(shard.status(.destination, of: F.uuid(1)) == .failed)
    }

    @Test("Scenario 10: units of both sides and of others are in use")
    func units() throws {
        let pool = Fixture.pool("CUSTOM_R", ["R0", "R1", "R2"])
        var shard = try Shard(inventory: Fixture.inventory(memory: 2048, disk: 60, pools: [pool]))
        let move = F.move(1, of: 3, .resize, .preMigrating, from: F.here, to: F.here)
        try shard.audit([F.listed(1), F.listed(3, task: .resizePrep)], [move]) {
            $0.recorded = [
                F.recorded(1, "R0", .instance), F.recorded(3, "R1", .instance),
                F.recorded(3, "R2", .moveNew, move: 1),
            ]
        }
        let units = shard.state.grants(on: F.here).flatMap(\.assignedUnits).map(\.unit.identifier).sorted()
        #expect(units == ["R0", "R1", "R2"])
    }

    @Test("Scenario 11: a unit that the node no longer lists is reported")
    func missingUnit() throws {
        let pool = Fixture.pool("CUSTOM_R", ["X"])
        var shard = try Shard(inventory: Fixture.inventory(pools: [pool]))
        try shard.claim(
            Fixture.instance(), allocations: [Allocation(providerUUID: "provider", resources: ["CUSTOM_R": 1])])
        let drifts = try shard.audit([F.listed(1)]) { $0.inventory = Fixture.inventory() }
        #expect(drifts.map(\.kind) == [.missingResource])
        #expect(drifts.map(\.subject) == ["CUSTOM_R/X"])
        #expect(drifts.map(\.isRepaired) == [false])
        #expect(shard.used() == "128/1/1")
    }

    @Test("Scenario 34: a move without its old size, and one of an unknown instance, are left out")
    func leftOut() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let instance = F.listed(3, task: .resizeMigrating, at: F.away)
        let drifts = try shard.audit(
            [instance],
            [
                F.move(1, of: 3, .resize, .migrating, from: F.here, to: F.away, old: nil),
                F.move(2, of: 4, .resize, .migrating, from: F.here, to: F.away),
            ])
        #expect(drifts.map(\.kind) == [.invalidItem, .invalidItem])
        #expect(drifts.map(\.subject) == [F.uuid(1), F.uuid(2)])
        #expect(shard.used() == "0/0/0")
    }

    @Test("Scenario 35: of two moves of an instance the more recent one counts")
    func recency() throws {
        let middle = Flavor(id: "F3", vcpus: 3, memoryMebibytes: 64)
        let instance = F.listed(3, task: .resizeMigrating, at: F.away)
        for (first, second, used) in [(10, 20, "64/3/0"), (20, nil, "256/2/5"), (nil, nil, "256/2/5")]
            as [(Int64?, Int64?, String)]
        {
            var shard = try Shard(inventory: Fixture.inventory())
            let drifts = try shard.audit(
                [instance],
                [
                    F.move(1, of: 3, .resize, .migrating, from: F.away, to: F.here, updated: first),
                    F.move(2, of: 3, .resize, .migrating, from: F.away, to: F.here, new: middle, updated: second),
                ])
            #expect(shard.used() == used)
            #expect(drifts.contains { $0.kind == .staleMigration && !$0.isRepaired })
        }
    }

    @Test("Scenario 36: a move that the instance's grants are not of goes to error, and is not counted")
    func stale() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let instance = F.listed(3, task: .resizeMigrating, at: F.away)
        let drifts = try shard.audit(
            [instance], [F.move(1, of: 3, .resize, .migrating, from: F.away, to: F.here)]
        ) { $0.recorded = [F.recorded(3, "R", .moveNew, move: 2)] }
        #expect(drifts.map(\.kind) == [.staleMigration])
        #expect(drifts.map(\.subject) == [F.uuid(1)])
        #expect(shard.used() == "0/0/0")
    }

    @Test("Scenario 37: an instance that is stopped and in any task of a resize or rebuild is moving")
    func stopped() throws {
        for task in [
            TaskState.resizePrep, .resizeMigrating, .resizeMigrated, .resizeFinish, .rebuilding,
            .rebuildBlockDeviceMapping, .rebuildSpawning,
        ] {
            var shard = try Shard(inventory: Fixture.inventory())
            let instance = F.listed(3, vmState: .stopped, task: task, at: F.away)
            try shard.audit([instance], [F.move(1, of: 3, .resize, .migrating, from: F.away, to: F.here)])
            #expect(shard.used() == "256/2/5", "task \(task.rawValue)")
        }
    }

    @Test(
        "Scenario 38: an instance that is active or paused and migrating is moving, a stopped one is not",
        arguments: [(VMState.active, "128/1/1"), (.paused, "128/1/1"), (.stopped, "0/0/0")])
    func live(state: VMState, used: String) throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let instance = F.listed(3, vmState: state, task: .migrating, at: F.away)
        let move = F.move(
            1, of: 3, .liveMigration, .running, from: F.away, to: F.here, new: Fixture.small)
        try shard.audit([instance], [move])
        #expect(shard.used() == used)
    }

    @Test("Scenario 41: a node that another host had is taken over, with its service and what it holds")
    func takenOver() throws {
        var shard = Shard()
        let old = NodeIdentifier(host: "old", name: "N")
        try shard.report(Fixture.inventory(), node: old)
        try shard.claim(Fixture.instance(), on: old, key: "the first")
        let drifts = try shard.audit([F.listed(1)]) {
            $0.nodeUUID = Fixture.nodeUUID
            $0.inventory = Fixture.inventory()
            $0.serviceID = "123"
        }
        #expect(shard.state.node(old) == nil)
        #expect(shard.state.node(Fixture.node)?.serviceID == "123")
        #expect(shard.used() == "128/1/1")
        #expect(shard.state.grants(on: Fixture.node).map(\.claimRequestID) == ["the first"])
        #expect(drifts.contains { $0.kind == .nodeIdentity && $0.isRepaired })
    }

    @Test("Scenario 41: another service takes the node over, with a word about it")
    func service() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        #expect(try shard.audit { $0.serviceID = "121" } == [])
        #expect(try shard.audit { $0.serviceID = "123" }.map(\.kind) == [.nodeIdentity])
        #expect(shard.state.node(Fixture.node)?.serviceID == "123")
    }

    @Test("Scenario 44: an audit takes ratios over as a report does")
    func ratios() throws {
        var shard = try Shard(inventory: Fixture.inventory(ratios: AllocationRatiosReport(ram: 1.5)))
        try shard.audit { $0.inventory = Fixture.inventory(ratios: AllocationRatiosReport(ram: 0)) }
        #expect(shard.state.node(Fixture.node)?.ratios.ram == 1.5)
        try shard.audit { $0.inventory = Fixture.inventory(ratios: AllocationRatiosReport(ram: 1)) }
        #expect(shard.state.node(Fixture.node)?.ratios.ram == 1)
    }

    @Test("Scenario 52: failed builds outlive an audit")
    func failedBuilds() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        for _ in 0..<2 {
            _ = try shard.run(.reportBuildResult(ReportBuildResult(node: Fixture.node, isSuccess: false))).get()
        }
        try shard.audit([F.listed(1)])
        #expect(shard.state.stats(of: Fixture.node)?["failed_builds"] == 2)
    }
}

extension AuditFixture {
    /// A grant as the database has it, with one unit of the class `CUSTOM_R`.
    static func recorded(_ instance: Int, _ unit: String, _ side: GrantSide, move: Int? = nil) -> Grant {
        Grant(
            instanceUUID: Fixture.uuid(instance), node: Fixture.node, resources: [Fixture.pool("CUSTOM_R", [unit])],
            migrationUUID: move.map(uuid) ?? "", side: side)
    }
}
