import Foundation
import Testing
import Tracker

@Suite("Random moves against an independent model")
struct MoveModelTests {
    private static let length = 60

    /// As many as fit into a few seconds; `BERTH_MOVE_SEEDS` asks for more, `BERTH_MOVE_SEED` for one.
    private static let seeds: Range<UInt64> = {
        let environment = ProcessInfo.processInfo.environment
        if let seed = environment["BERTH_MOVE_SEED"].flatMap(UInt64.init) { return seed..<seed + 1 }
        return 0..<(environment["BERTH_MOVE_SEEDS"].flatMap(UInt64.init) ?? 250)
    }()

    @Test("Whatever is asked in whatever order, answers and usage are the model's", arguments: [false, true])
    func model(isSplit: Bool) {
        var outcomes: Set<String> = []
        for seed in Self.seeds {
            let steps = MoveRequests.run(seed: seed, length: Self.length)
            var run = MoveRun(isSplit: isSplit)
            if let failure = run.failure(of: steps) {
                let short = Shrinking.shortest(steps) { MoveRun.failure(of: $0, isSplit: isSplit) != nil }
                Issue.record(
                    """
                    seed \(seed), \(isSplit ? "two shards" : "one shard"): \(failure)
                    shortest: \(MoveRun.failure(of: short, isSplit: isSplit) ?? "")
                    \(MoveScript.text(short))
                    """)
                return
            }
            outcomes.formUnion(run.outcomes)
        }
        #expect(outcomes == [])
    }
}
