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

    @Test("The random commands meet every refusal, every answer and every fact")
    func coverage() {
        var outcomes: Set<String> = []
        for seed in 200..<212 {
            var run = RandomRun(seed: UInt64(seed))
            for step in 0..<250 { run.step("seed \(seed), step \(step)") }
            outcomes.formUnion(run.outcomes)
        }
        let expected = [
            "NODE_NOT_FOUND", "NODE_UUID_CHANGED", "CONFLICTING_UUID", "NODE_ELSEWHERE", "NODE_IN_USE", "NODE_DISABLED",
            "ALREADY_CLAIMED", "INSTANCE_HELD_ELSEWHERE", "INSTANCE_REMOVABLE", "DOES_NOT_FIT [\"PCI_NO_FIT\"",
            "DOES_NOT_FIT [\"NUMA_NO_FIT\"",
            "DOES_NOT_FIT [\"MEMORY\"", "DOES_NOT_FIT [\"DISK\"", "DOES_NOT_FIT [\"VCPU\"",
            "DOES_NOT_FIT [\"RESOURCE_UNITS\"", "WRONG_NODE", "STALE_UPDATE", "FLAVOR_CHANGED",
            "VOLUME_BACKED_CHANGED", "INSTANCE_NOT_FOUND", "HOST_NOT_FOUND", "reported created=true",
            "reported created=false", "open=true", "open=false", "removed", "node ", "nodes ", "claimed []",
            "claimed [\"p-", "aborted true", "aborted false", "updated tracked=true released=true",
            "updated tracked=true released=false", "updated tracked=false", "instance", "fits ", "failures 1",
            "ended true", "ended false", "fact nodeReported", "fact nodeEnabledChanged", "fact nodeRemoved",
            "fact instanceClaimed", "fact claimReleased", "fact instanceUpdated", "fact leaseRenewed",
            "fact leaseCleared", "fact buildResultReported",
        ]
        #expect(expected.filter { text in !outcomes.contains { $0.hasPrefix(text) } } == [])
    }
}
