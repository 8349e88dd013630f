import Testing

@testable import SimulationSupport

@Suite("What a seed draws")
struct SwarmDrawTests {
    @Test("The same seed draws the same, and names it")
    func same() {
        var first = SimulationRandom(seed: 5)
        var second = SimulationRandom(seed: 5)
        let swarm = Swarm(&first)
        #expect(swarm.weights == Swarm(&second).weights)
        for kind in FaultKind.allCases where swarm.weight(kind) > 0 {
            #expect(swarm.description.contains("\(kind.rawValue)=\(swarm.weight(kind))"))
        }
    }

    @Test("Some seeds have many kinds of fault, some few, some none")
    func variety() {
        let counts = (1...100).map { seed in
            var random = SimulationRandom(seed: UInt64(seed))
            return Swarm(&random).weights.count { $0 > 0 }
        }
        #expect(counts.contains { $0 > 18 })
        #expect(counts.contains { $0 < 8 })
    }

    @Test("Random numbers stay in their range and reach both ends")
    func range() {
        var random = SimulationRandom(seed: 1)
        let numbers = Set((1...200).map { _ in random.number(3...5) })
        #expect(numbers == [3, 4, 5])
        #expect(random.pick(weights: [0, 0]) == nil)
        #expect(Set((1...50).compactMap { _ in random.pick(weights: [0, 1, 0, 2]) }) == [1, 3])
    }
}
