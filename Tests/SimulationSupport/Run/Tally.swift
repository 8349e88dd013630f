/// What many seeds have shown together.
package struct Tally: Sendable {
    /// The seeds that failed, ascending.
    package private(set) var failed: [UInt64] = []
    /// The first failures, in the order of their seeds.
    package private(set) var failures: [SimulationResult] = []
    /// What all of them have seen.
    package private(set) var coverage = Coverage()

    /// Runs so many seeds from `first` on, as many at once as there are cores.
    ///
    /// - Parameter onFailure: told of each failing seed as soon as it is known.
    package static func run(
        from first: UInt64, count: Int, lanes: Int = 4, onFailure: (SimulationResult) -> Void = { _ in }
    ) async -> Tally {
        await withTaskGroup(of: SimulationResult.self) { group in
            var tally = Tally()
            var next = first
            let end = first + UInt64(count)
            while next < end, next < first + UInt64(lanes) {
                let seed = next
                group.addTask { Simulator.run(seed: seed) }
                next += 1
            }
            while let result = await group.next() {
                tally.add(result)
                if !result.problems.isEmpty { onFailure(result) }
                guard next < end else { continue }
                let seed = next
                group.addTask { Simulator.run(seed: seed) }
                next += 1
            }
            tally.failures.sort { $0.seed < $1.seed }
            tally.failed.sort()
            return tally
        }
    }

    private mutating func add(_ result: SimulationResult) {
        coverage.add(result.coverage)
        guard !result.problems.isEmpty else { return }
        failed.append(result.seed)
        if failures.count < 20 { failures.append(result) }
    }
}
