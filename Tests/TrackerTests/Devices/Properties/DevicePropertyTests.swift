import Foundation
import Testing

@Suite("Devices in random order")
struct DevicePropertyTests {
    /// New ones each time; `BERTH_DEVICE_SEEDS` asks for more, `BERTH_DEVICE_SEED` for one.
    private static let seeds: [UInt64] = {
        let environment = ProcessInfo.processInfo.environment
        if let seed = environment["BERTH_DEVICE_SEED"].flatMap(UInt64.init) { return [seed] }
        return (0..<(environment["BERTH_DEVICE_SEEDS"].flatMap(Int.init) ?? 4)).map { _ in .random(in: 0...UInt64.max) }
    }()

    @Test(
        "Whatever is done in whatever order, who has what is right, and choices are those of an independent model",
        arguments: seeds)
    func run(seed: UInt64) throws {
        var counts: [String: Int] = [:]
        try run(seed, &counts)
    }

    @Test("Everything that is tried happens, or the runs show nothing")
    func coverage() throws {
        let expected = [
            "report", "return", "remove node", "no remove node", "restart", "change specs", "claim", "no claim", "take",
            "no take", "allocate", "free", "free of two grants", "remove", "claim move", "no claim move",
            "claim within", "finish", "confirm", "revert", "abort", "live migration", "rollback", "audit", "take over",
            "devices that go with a node", "take in instance", "refuse in instance", "take in moveNew",
            "refuse in moveNew", "lost", "other devices",
        ]
        var counts: [String: Int] = [:]
        var missing: [String] { expected.filter { (counts[$0] ?? 0) == 0 } }
        for seed in 1...10 as ClosedRange<UInt64> where !missing.isEmpty { try run(seed, &counts) }
        #expect(missing == [], "\(counts)")
    }

    private func run(_ seed: UInt64, _ counts: inout [String: Int]) throws {
        var run = try RandomDeviceRun(seed: seed)
        for step in 0..<250 { try run.step("seed \(seed), step \(step)") }
        counts.merge(run.counts) { $0 + $1 }
    }
}
