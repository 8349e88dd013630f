import Foundation
import SimulationSupport
import Testing

@Suite("The pipeline under faults in any order")
struct SwarmTests {
    /// One seed to repeat a failure, or the first 300.
    private static let only = ProcessInfo.processInfo.environment["BERTH_TEST_SEED"].flatMap(UInt64.init)
    private static let count = 300

    @Test("300 seeds keep every property, and reach every fault and every branch")
    func swarm() async {
        if let seed = Self.only {
            let result = Simulator.run(seed: seed)
            #expect(result.problems.isEmpty, "\(result.report)")
            return
        }
        let tally = await Tally.run(from: 1, count: Self.count)
        #expect(tally.failures.isEmpty, "\(tally.failures.map(\.report).joined(separator: "\n"))")
        #expect(tally.coverage.missing == [], "\(tally.coverage.report)")
    }
}
