import Testing
import Tracker

@Suite("Conformance scenarios: capacity limits that a scheduler gives")
struct LimitScenarioTests {
    @Test("Scenario 24: no limit admits any amount, a limit of 8192 MiB refuses 16384 and states what is available")
    func memory() throws {
        var shard = try trusting()
        let huge = Flavor(id: "huge", vcpus: 1, memoryMebibytes: 99_999_999)
        try shard.claim(Fixture.instance(1, huge))
        try shard.abort(Fixture.instance(1))

        let refusal = try refusal(
            &shard, Flavor(id: "big", vcpus: 1, memoryMebibytes: 16384), Limits(memoryMebibytes: 8192))
        #expect(refusal.code == .resourceExhausted)
        #expect(refusal.shortfalls.map(\.reason) == ["MEMORY"])
        #expect(refusal.shortfalls.map(\.requested) == [16384])
        #expect(refusal.shortfalls.map(\.available) == [8192])
    }

    @Test("Scenario 25: what equals the limit is accepted, one more is not; the disk limit may exceed the disk")
    func equality() throws {
        var shard = try trusting()
        let limits = Limits(memoryMebibytes: 2048)
        let exact = Flavor(id: "exact", vcpus: 1, memoryMebibytes: 2048)
        try shard.claim(Fixture.instance(1, exact), limits: limits)
        try shard.abort(Fixture.instance(1))
        let above = Flavor(id: "above", vcpus: 1, memoryMebibytes: 2049)
        #expect(try refusal(&shard, above, limits).shortfalls.map(\.reason) == ["MEMORY"])

        let local = Flavor(id: "local", vcpus: 1, memoryMebibytes: 1, rootGibibytes: 10, ephemeralGibibytes: 40)
        try shard.claim(Fixture.instance(2, local), limits: Limits(diskGibibytes: 60))
        try shard.abort(Fixture.instance(2))
        #expect(try refusal(&shard, local, Limits(diskGibibytes: 45)).shortfalls.map(\.reason) == ["DISK"])
    }

    @Test("Scenario 26: every shortfall is listed, memory before disk")
    func bothReasons() throws {
        var shard = try trusting()
        let flavor = Flavor(
            id: "both", vcpus: 1, memoryMebibytes: 16384, rootGibibytes: 10, ephemeralGibibytes: 40)
        let refusal = try refusal(&shard, flavor, Limits(memoryMebibytes: 8192, diskGibibytes: 45))
        #expect(refusal.shortfalls.map(\.reason) == ["MEMORY", "DISK"])
        #expect(refusal.shortfalls.map(\.available) == [8192, 45])
        #expect(
            refusal.message
                == "instance \(Fixture.uuid(1)) does not fit on H/N: 16384 MiB of memory requested, 8192 MiB of memory "
                + "available; 50.00 GiB of disk requested, 45.00 GiB of disk available")
    }

    private func trusting() throws -> Shard {
        var policy = Shard().policy
        policy.admission = .trustLimits
        return try Shard(inventory: Fixture.inventory(disk: 20), policy: policy)
    }

    private func refusal(_ shard: inout Shard, _ flavor: Flavor, _ limits: Limits) throws -> Refusal {
        let command = ClaimInstance(node: Fixture.node, instance: Fixture.instance(1, flavor), limits: limits)
        return try shard.refusal(.claimInstance(command))
    }
}
