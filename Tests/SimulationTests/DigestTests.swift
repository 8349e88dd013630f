import SimulationSupport
import Testing

@Suite("A seed repeats itself")
struct DigestTests {
    @Test("The same seed gives the same digest over all that happens", arguments: Array(1...40))
    func sameSeed(seed: UInt64) {
        let first = Simulator.run(seed: seed)
        let second = Simulator.run(seed: seed)
        #expect(first.digest == second.digest, "compare two runs of: make simulate SEED=\(seed) TRACE=1")
        #expect(first.coverage == second.coverage)
    }

    @Test("Another seed gives another digest")
    func otherSeeds() {
        let digests = (1...10).map { Simulator.run(seed: $0).digest }
        #expect(Set(digests).count == digests.count)
    }

    @Test("What is not drawn from the seed shows in the digest")
    func unseeded() {
        let first = Simulator.run(seed: 1, sabotage: .unseeded)
        let second = Simulator.run(seed: 1, sabotage: .unseeded)
        #expect(first.digest != second.digest)
    }

    @Test("A failing seed says what it has drawn and how to repeat it")
    func report() {
        let result = Simulator.run(seed: 3, sabotage: .forgetsKeys)
        #expect(result.report.contains("faults in a thousand steps"))
        #expect(result.report.contains("make simulate SEED=3"))
    }

    @Test("The trace tells every step, and is kept only when it is asked for")
    func trace() {
        let kept = Simulator.run(seed: 1, keepsTrace: true)
        #expect(kept.trace.contains { $0.contains("commit") })
        #expect(kept.digest == Simulator.run(seed: 1).digest)
        #expect(Simulator.run(seed: 1).trace == [])
    }
}
