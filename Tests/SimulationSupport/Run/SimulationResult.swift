/// What a run of one seed has shown.
package struct SimulationResult: Sendable {
    /// The seed.
    package let seed: UInt64
    /// What it has drawn.
    package let swarm: Swarm
    /// Everything that must not be; empty: all is well.
    package let problems: [String]
    /// The digest over everything that happened, in order; the same seed gives the same.
    package let digest: String
    /// Which faults and branches it has seen.
    package let coverage: Coverage
    /// Everything that happened, if it was kept.
    package let trace: [String]

    /// What a failure says, so that it can be repeated.
    package var report: String {
        "seed \(seed) fails:\n  " + problems.joined(separator: "\n  ") + "\n  drawn: \(swarm)\n  repeat it with: "
            + "make simulate SEED=\(seed)"
    }
}

/// Runs seeds.
package enum Simulator {
    /// Runs one seed.
    ///
    /// - Parameters:
    ///   - sabotage: a defect to put in.
    ///   - keepsTrace: whether everything that happens is kept as text.
    package static func run(
        seed: UInt64, sabotage: Sabotage? = nil, keepsTrace: Bool = false
    ) -> SimulationResult {
        let simulation = Simulation(seed: seed, sabotage: sabotage, keepsTrace: keepsTrace)
        simulation.run()
        return SimulationResult(
            seed: seed, swarm: simulation.swarm, problems: simulation.problems, digest: simulation.trace.digest,
            coverage: simulation.coverage, trace: simulation.trace.lines)
    }
}
