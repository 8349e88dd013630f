/// The same choices for the same seed (SplitMix64).
struct FuzzRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The choices for one input of a run.
    init(seed: UInt64, target: String, input: Int) {
        state = target.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        state = (state ^ next()) &+ UInt64(truncatingIfNeeded: input) &* 0xD6E8_FEB8_6659_FD93
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True once in so many times.
    mutating func once(in times: Int) -> Bool { number(1...times) == 1 }

    mutating func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &self) }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &self)]
    }

    mutating func byte() -> UInt8 { UInt8(truncatingIfNeeded: next()) }

    mutating func bytes(_ most: Int) -> [UInt8] { (0..<number(0...most)).map { _ in byte() } }

    /// A whole number at which something may go over: around powers of two and of ten, both signs.
    mutating func edge() -> Int64 {
        let power = Int64(truncatingIfNeeded: UInt64(1) << UInt64(number(0...63)))
        let base = pick([0, 1, 9, 10, 99, 100, 1_000, 65_535, 86_400, 999_999_999, .max, .min, power, power, power])
        let value = base &+ Int64(number(-1...1))
        return once(in: 3) ? 0 &- value : value
    }
}
