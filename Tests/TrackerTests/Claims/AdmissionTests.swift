import Testing
import Tracker

@Suite("Admission")
struct AdmissionTests {
    @Test(
        "Under enforce an absent limit is the total without the reserve, times the ratio, rounded down",
        arguments: [
            // total, reserved, ratio, free
            (512, 512, 1.5, 0), (512, 0, 1.5, 768), (513, 0, 1.5, 769), (100, 10, 1.1, 99), (7, 2, 0.5, 2),
            (10, 20, 1.5, -15), (0, 0, 16, 0),
        ] as [(Int64, Int64, Double, Int64)])
    func enforced(total: Int64, reserved: Int64, ratio: Double, free: Int64) throws {
        var shard = try Shard(
            inventory: Fixture.inventory(
                vcpus: 1, memory: total, disk: 0,
                reserved: ReservedReport(vcpus: 0, memoryMebibytes: reserved, diskMebibytes: 0),
                ratios: AllocationRatiosReport(cpu: 1, ram: ratio, disk: 1)))
        let one = Flavor(id: "m", memoryMebibytes: max(0, free + 1))
        let refusal = try shard.refusal(claim(one))
        #expect(refusal.shortfalls.map(\.reason) == ["MEMORY"])
        #expect(refusal.shortfalls.map(\.available) == [Double(free)])
        if free >= 0 {
            try shard.claim(Fixture.instance(1, Flavor(id: "m", memoryMebibytes: free)))
        }
    }

    @Test("A given limit replaces the node's own, also a larger one")
    func limitWins() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        let flavor = Flavor(id: "m", vcpus: 17, memoryMebibytes: 513, rootGibibytes: 7)
        #expect(try shard.refusal(claim(flavor)).shortfalls.map(\.reason) == ["MEMORY", "DISK", "VCPU"])
        let limits = Limits(memoryMebibytes: 513, diskGibibytes: 7, vcpus: 17)
        #expect(try shard.claim(Fixture.instance(1, flavor), limits: limits).vcpus == 17)
    }

    @Test("Shortfalls come in the order memory, disk, VCPU, named units, each in its unit")
    func order() throws {
        var shard = try Shard(inventory: Fixture.inventory(pools: [Fixture.pool("CUSTOM_R", [])]))
        try shard.claim(Fixture.instance(1))
        let flavor = Flavor(id: "m", vcpus: 99, memoryMebibytes: 999, rootGibibytes: 9, swapMebibytes: 512)
        let command = ClaimInstance(
            node: Fixture.node, instance: Fixture.instance(2, flavor),
            allocations: [Allocation(providerUUID: "provider", resources: ["CUSTOM_R": 1])])
        let shortfalls = try shard.refusal(.claimInstance(command)).shortfalls
        #expect(shortfalls.map(\.resource) == ["MEMORY_MB", "DISK_GB", "VCPU", "CUSTOM_R"])
        #expect(shortfalls.map(\.reason) == ["MEMORY", "DISK", "VCPU", "RESOURCE_UNITS"])
        #expect(shortfalls.map(\.requested) == [999, 9.5, 99, 1])
        #expect(shortfalls.map(\.available) == [384, 5, 15, 0])
        #expect(shortfalls[1].message == "9.50 GiB of disk requested, 5.00 GiB of disk available")
    }

    @Test("Disk is compared in MiB: a MiB too much does not fit")
    func diskInMebibytes() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        var flavor = Flavor(id: "d", rootGibibytes: 5, swapMebibytes: 1025)
        #expect(try shard.refusal(claim(flavor)).shortfalls.map(\.reason) == ["DISK"])
        flavor.swapMebibytes = 1024
        try shard.claim(Fixture.instance(1, flavor))
        #expect(shard.usage == "used 0/0/6, free 512/0")
    }

    @Test("Free disk is rounded so that a part of a GiB in use counts as none, also below zero")
    func floorOfDisk() throws {
        var policy = Shard().policy
        policy.admission = .trustLimits
        var shard = try Shard(inventory: Fixture.inventory(disk: 1), policy: policy)
        try shard.claim(Fixture.instance(1, Flavor(id: "s", swapMebibytes: 1023)))
        #expect(shard.usage == "used 0/0/0, free 512/1")
        try shard.claim(Fixture.instance(2, Flavor(id: "s", swapMebibytes: 2)))
        #expect(shard.usage == "used 0/0/1, free 512/0")
        try shard.claim(Fixture.instance(3, Flavor(id: "s", rootGibibytes: 2)))
        #expect(shard.usage == "used 0/0/3, free 512/-2")
    }

    @Test("Less than what is held may be reported; free amounts go below zero and new claims are refused")
    func shrinking() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(1, Fixture.large))
        try shard.report(Fixture.inventory(vcpus: 1, memory: 100, disk: 2))
        #expect(shard.usage == "used 256/2/5, free -156/-3")
        let refusal = try shard.refusal(
            .claimInstance(ClaimInstance(node: Fixture.node, instance: Fixture.instance(2))))
        #expect(refusal.shortfalls.map(\.available) == [-156, -3])
        try shard.abort(Fixture.instance(1))
        #expect(shard.usage == "used 0/0/0, free 100/2")
    }

    @Test(
        "Amounts that no number can hold are refused, not computed", arguments: [Int64.max, Int64.max / 1024 + 1, -1])
    func hugeAmounts(amount: Int64) throws {
        var policy = Shard().policy
        policy.admission = .trustLimits
        var shard = try Shard(inventory: Fixture.inventory(), policy: policy)
        try shard.claim(Fixture.instance(9, Flavor(id: "x", vcpus: 1, memoryMebibytes: 1, rootGibibytes: 1)))
        for flavor in [
            Flavor(id: "r", rootGibibytes: amount), Flavor(id: "e", rootGibibytes: 1, ephemeralGibibytes: amount),
        ] {
            let refusal = try shard.refusal(claim(flavor))
            #expect(refusal.code == .invalidArgument)
            #expect(refusal.violations.map(\.field) == ["instance.flavor"])
        }
    }

    @Test("A sum of claims that no number can hold is refused")
    func hugeSums() throws {
        var policy = Shard().policy
        policy.admission = .trustLimits
        var shard = try Shard(inventory: Fixture.inventory(), policy: policy)
        let most = Flavor(id: "m", vcpus: .max, memoryMebibytes: .max)
        try shard.claim(Fixture.instance(1, most))
        #expect(try shard.refusal(claim(most, number: 2)).reason == "AMOUNT_OUT_OF_RANGE")
    }

    @Test("An inventory of absurd size neither traps nor admits what is not there")
    func hugeInventory() throws {
        let all = ReservedReport(vcpus: .max, memoryMebibytes: .min, diskMebibytes: .max)
        for (ratio, reserved) in [(1e300, all), (1e-300, all), (1e300, ReservedReport()), (1.5, ReservedReport())] {
            var shard = try Shard(
                inventory: Fixture.inventory(
                    vcpus: .max, memory: .max, disk: .max, reserved: reserved,
                    ratios: AllocationRatiosReport(cpu: ratio, ram: ratio, disk: ratio)))
            _ = shard.run(claim(Fixture.small))
            let huge = Flavor(id: "h", vcpus: .max, memoryMebibytes: .max, rootGibibytes: 1 << 50)
            _ = shard.run(claim(huge, number: 2))
            #expect(shard.state.nodeCount == 1)
        }
    }

    private func claim(_ flavor: Flavor, number: Int = 1) -> Command {
        .claimInstance(ClaimInstance(node: Fixture.node, instance: Fixture.instance(number, flavor)))
    }
}
