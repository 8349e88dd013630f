import SimulationSupport
import Testing

/// Each check can fail: a defect that is put in on purpose is found within a few seeds.
@Suite("Defects that are put in on purpose")
struct SabotageTests {
    /// The defects, and a part of what the check that finds them says.
    static let finds: [(Sabotage, String)] = [
        (.acknowledgesEarly, "is acknowledged before its outcome is durable"),
        (.confirmsCommitEarly, "before it is durable"),
        (.forgetsKeys, "has 2 different answers"),
        (.losesEvents, "events: subscriber"),
        (.damagesRows, "reload: only memory has"),
        (.losesReplies, "answers: nobody answers"),
        (.losesDeadLetters, "casts: cast"),
        (.losesAcknowledgements, "rest:"),
        (.forgetsMarks, "are parked by the broker"),
        (.forgetsHeld, "casts: cast"),
        (.sleeps, "rest:"),
    ]

    @Test("The check that is meant for a defect finds it", arguments: finds)
    func isFound(sabotage: Sabotage, text: String) {
        let found = (1...60).contains { seed in
            Simulator.run(seed: seed, sabotage: sabotage).problems.contains { $0.contains(text) }
        }
        #expect(found, "\(sabotage) is not found as '\(text)'")
    }
}
