import Foundation

/// The same numbers for the same seed (SplitMix64); a failing random test prints its seed.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True once in so many times.
    mutating func once(in times: Int) -> Bool { Int.random(in: 0..<times, using: &self) == 0 }

    mutating func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &self) }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }

    mutating func bytes(_ most: Int) -> [UInt8] {
        (0..<number(0...most)).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}

/// The seeds of a random test: a fixed row of them, or the one in `BERTH_TEST_SEED` to repeat a failure.
enum Seeds {
    static func row(_ count: UInt64) -> [UInt64] {
        if let text = ProcessInfo.processInfo.environment["BERTH_TEST_SEED"], let seed = UInt64(text) { return [seed] }
        return Array(1...count)
    }

    /// What a failure says, so that it can be repeated.
    static func repeating(_ seed: UInt64) -> String { "repeat it with BERTH_TEST_SEED=\(seed)" }
}
