import SimulationSupport
import Testing

/// Seeds beyond the first 300 that found something, each with what it found.
///
/// When what seeds draw is changed, they become other seeds; the smallest test of each find, beside the unit that was
/// mended, does not.
@Suite("Seeds that found something once")
struct ScenarioTests {
    static let finds: [(seed: UInt64, what: String)] = [
        (1_039, "an innocent was parked for a mark that an orderly stop had left behind"),
        (2_122, "lost replies waited for an alarm that was set before the clock was put forward"),
    ]

    @Test("It is found no longer", arguments: finds)
    func isMended(seed: UInt64, what: String) {
        let result = Simulator.run(seed: seed)
        #expect(result.problems.isEmpty, "\(what)?\n\(result.report)")
    }
}
