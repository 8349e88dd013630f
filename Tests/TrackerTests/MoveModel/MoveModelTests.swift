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
        return 0..<(environment["BERTH_MOVE_SEEDS"].flatMap(UInt64.init) ?? 300)
    }()

    /// What the runs have to meet, or they would not say much.
    private static let expected: [String] =
        ["OK, released true", "OK, released false", "WRONG_NODE", "MOVE_OPEN"].map { "abortInstanceClaim \($0)" }
        + ["OK", "ALREADY_CLAIMED", "INSTANCE_HELD_ELSEWHERE", "MOVE_OPEN", "NODE_DISABLED", "NODE_NOT_FOUND"].map {
            "claimInstance \($0)"
        }
        + [
            "OK, tracked true, released true", "OK, tracked true, released false", "OK, tracked false, released false",
            "MOVE_OPEN", "WRONG_NODE",
        ].map { "updateInstance \($0)" }
        + [
            "OK", "NODE_NOT_FOUND", "NODE_DISABLED", "DOES_NOT_FIT", "ALREADY_CLAIMED", "NOT_CLAIMABLE", "SAME_HOST",
            "CLAIMED_ELSEWHERE", "MOVE_OPEN", "INSTANCE_HELD_ELSEWHERE",
        ].map { "claimMove \($0)" }
        + ["OK", "WRONG_NODE", "CANNOT_ABORT", "ILLEGAL_TRANSITION"].map { "abortMove \($0)" }
        + ["OK", "WRONG_NODE", "WRONG_SIDE", "MIGRATION_NOT_FOUND", "ILLEGAL_TRANSITION"].map { "finishMove \($0)" }
        + [
            "OK", "WRONG_NODE", "ILLEGAL_TRANSITION", "TRANSITION_TOO_EARLY", "MIGRATION_NOT_FOUND",
            "MIGRATION_MISMATCH", "STALE_MIGRATION",
        ].map { "confirmMove \($0)" }
        + ["OK", "WRONG_NODE", "WRONG_SIDE", "ILLEGAL_TRANSITION", "TRANSITION_TOO_EARLY"].map { "revertMove \($0)" }
        + [
            "OK", "WRONG_SIDE", "ILLEGAL_TRANSITION", "TRANSITION_TOO_EARLY", "MIGRATION_NOT_FOUND",
            "MIGRATION_MISMATCH", "STALE_MIGRATION", "DESTINATION_NOT_CLAIMED", "INVALID_FIELDS",
        ].map { "updateMigration \($0)" }
        + ["endLease OK, released true", "removeNode OK", "removeNode NODE_IN_USE"]

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
        guard Self.seeds.count >= 200 else { return }
        #expect(Self.expected.filter { !outcomes.contains($0) } == [], "every answer is met")
    }
}
