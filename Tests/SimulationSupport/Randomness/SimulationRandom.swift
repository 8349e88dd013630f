/// The same numbers for the same seed (SplitMix64): the only source of chance in a simulation.
package struct SimulationRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Makes the numbers of a seed.
    package init(seed: UInt64) { state = seed &* 0x2545_F491_4F6C_DD1D &+ 0x1234_5678_9ABC_DEF1 }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number of the range; the slight preference for small ones does not matter here.
    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// True once in so many times.
    mutating func once(in times: Int) -> Bool { next() % UInt64(times) == 0 }

    /// True in so many of a thousand times.
    mutating func chance(perMille: Int) -> Bool { Int(next() % 1000) < perMille }

    /// One of the elements.
    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(0...elements.count - 1)] }

    /// An index, each as often as its weight says; nil: all weights are 0.
    mutating func pick(weights: [Int]) -> Int? {
        let sum = weights.reduce(0, +)
        guard sum > 0 else { return nil }
        var left = number(0...sum - 1)
        for (index, weight) in weights.enumerated() {
            if left < weight { return index }
            left -= weight
        }
        return nil
    }

    /// The elements in any order.
    mutating func shuffle<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        for index in result.indices.dropFirst() { result.swapAt(index, number(0...index)) }
        return result
    }

    mutating func bytes(_ most: Int) -> [UInt8] {
        (0..<number(0...most)).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}
