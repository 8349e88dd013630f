import Testing
import Tracker

@Suite("Conformance scenarios: what a report leads to")
struct ReportScenarioTests {
    @Test("Scenario 1: an empty node has everything free, and one fact records it")
    func emptyNode() throws {
        let shard = try Shard(inventory: Fixture.inventory())
        #expect(shard.usage == "used 0/0/0, free 512/6")
        #expect(shard.state.usage(of: Fixture.node)?.runningVMs == 0)
        #expect(shard.state.usage(of: Fixture.node)?.currentWorkload == 0)
        #expect(shard.facts.count == 1)
    }

    @Test("Scenario 2: reserved amounts count as used, the disk reserve rounded down")
    func reserved() throws {
        let reserved = ReservedReport(vcpus: 1, memoryMebibytes: 512, diskMebibytes: 1024)
        let shard = try Shard(inventory: Fixture.inventory(reserved: reserved))
        #expect(shard.usage == "used 512/1/1, free 0/5")

        let uneven = ReservedReport(vcpus: 0, memoryMebibytes: 0, diskMebibytes: 1536)
        let other = try Shard(inventory: Fixture.inventory(reserved: uneven))
        #expect(other.state.usage(of: Fixture.node)?.localGibibytesUsed == 1)
        #expect(other.state.usage(of: Fixture.node)?.diskMebibytesUsed == 1536)
    }

    @Test("Scenario 3: a reserve above the total shows as negative free amounts")
    func negativeFree() throws {
        let reserved = ReservedReport(vcpus: 0, memoryMebibytes: 2048, diskMebibytes: 11264)
        let shard = try Shard(inventory: Fixture.inventory(memory: 1024, disk: 10, reserved: reserved))
        #expect(shard.usage == "used 2048/0/11, free -1024/-1")
    }

    @Test("Scenario 4: a deleted instance holds nothing beside one that is active")
    func deletedBesideActive() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(1))
        let deleted = Fixture.instance(2, Fixture.large, vmState: .deleted)
        let refusal = try shard.refusal(.claimInstance(ClaimInstance(node: Fixture.node, instance: deleted)))
        #expect(refusal.code == .failedPrecondition)
        #expect(refusal.reason == "INSTANCE_REMOVABLE")
        #expect(shard.usage == "used 128/1/1, free 384/5")
        #expect(shard.state.usage(of: Fixture.node)?.runningVMs == 1)
    }

    @Test("Scenario 44: a configured ratio of 0 or none keeps the stored one, 1.0 replaces it", arguments: [nil, 0.0])
    func ratios(nothing: Double?) throws {
        var shard = try Shard(inventory: Fixture.inventory(ratios: AllocationRatiosReport(cpu: 7, ram: 3, disk: 2)))
        shard.policy.configuredRatios = AllocationRatiosReport(cpu: nothing, ram: nothing, disk: nothing)
        try shard.report(Fixture.inventory(vcpus: 5))
        #expect(shard.state.node(Fixture.node)?.ratios == AllocationRatios(cpu: 7, ram: 3, disk: 2))

        shard.policy.configuredRatios = AllocationRatiosReport(cpu: 1, ram: 1, disk: 1)
        try shard.report(Fixture.inventory(vcpus: 6))
        #expect(shard.state.node(Fixture.node)?.ratios == AllocationRatios(cpu: 1, ram: 1, disk: 1))
    }

    @Test("Scenario 52: failed builds are counted in a row, and a report keeps the count")
    func failedBuilds() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let reports: [(Bool, Int64)] = [(false, 1), (false, 2), (true, 0), (true, 0), (false, 1)]
        for (isSuccess, expected) in reports {
            let command = ReportBuildResult(node: Fixture.node, isSuccess: isSuccess)
            let answer = try shard.run(.reportBuildResult(command)).get()
            #expect(answer == .buildResultReported(failedBuilds: expected))
            #expect(shard.stats["failed_builds"] == expected)
        }
        try shard.report(Fixture.inventory(vcpus: 8))
        #expect(shard.stats["failed_builds"] == 1)
    }
}
