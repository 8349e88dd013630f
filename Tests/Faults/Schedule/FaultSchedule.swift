import EndToEndTestSupport

/// One fault of a schedule.
struct Fault: Sendable, CustomStringConvertible {
    let kind: FaultKind
    /// How many requests pass before it.
    let requestsBefore: Int
    /// How long it lasts, where that can be chosen.
    let duration: Duration
    /// For what else is drawn about it.
    let seed: UInt64

    var description: String { "\(kind.rawValue) after \(requestsBefore) requests, for \(duration)" }
}

/// The faults of one round, all drawn before it begins.
struct FaultSchedule: Sendable {
    let faults: [Fault]

    /// Draws a schedule.
    ///
    /// - Parameter kinds: what must be among the faults; as many as there is room for.
    init(seed: UInt64, count: Int, covering kinds: [FaultKind] = []) {
        var generator = SeededGenerator(seed: seed &+ 0x5EED)
        // A swarm: a round leaves some kinds out and prefers others, so that each is also seen in unusual company.
        let deck = FaultKind.allCases.flatMap { kind in
            Array(repeating: kind, count: kind.frequency * Int.random(in: 0...2, using: &generator))
        }
        var drawn = Array(kinds.prefix(count))
        while drawn.count < count {
            drawn.append(deck.randomElement(using: &generator) ?? .workerKilled)
        }
        drawn.shuffle(using: &generator)
        faults = drawn.map { kind in
            Fault(
                kind: kind, requestsBefore: Int.random(in: 0...60, using: &generator),
                duration: .milliseconds(Int.random(in: 50...2_500, using: &generator)), seed: generator.next())
        }
    }
}
