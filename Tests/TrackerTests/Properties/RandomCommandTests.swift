import Testing
import Tracker

@Suite("Random commands against an independent model")
struct RandomCommandTests {
    @Test("Whatever is asked, the tracker answers as the model does and keeps every invariant", arguments: 0..<32)
    func model(seed: Int) throws {
        var run = RandomRun(seed: UInt64(seed))
        for step in 0..<250 {
            let place: Comment = "seed \(seed), step \(step), \(run.options)"
            run.step(place)
            if step % 50 == 49 { try run.checkLoading(place) }
        }
        run.checkReplay("seed \(seed), \(run.options)")
        #expect(run.claimed > 0 && run.refused > 0, "seed \(seed): the run must see claims and refusals")
    }

    @Test("The same commands lead to the same facts, whatever the order of hashing", arguments: 100..<108)
    func determinism(seed: Int) {
        var one = RandomRun(seed: UInt64(seed))
        var other = RandomRun(seed: UInt64(seed))
        // A state that went through other changes has other hash tables inside.
        for node in ["x", "y", "z"] { other.disturb(node) }
        for step in 0..<200 {
            one.step("seed \(seed), step \(step)")
            other.step("seed \(seed), step \(step)")
        }
        #expect(one.facts == other.facts, "seed \(seed)")
    }
}
