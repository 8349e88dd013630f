/// Seeds of random tests: a few that stay the same and one that does not.
///
/// The seed is a test's argument, so a failure
/// names it; to repeat one, write it into the list.
enum Seeds {
    static let all: [UInt64] = [1, 2, 3, 4, 5, UInt64.random(in: 0 ... .max)]
}

/// A small generator whose whole state is the seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension SeededGenerator {
    /// Text of a few characters, among them such as need escapes or several bytes.
    mutating func text() -> String {
        let alphabet = Array("ab-Z09 ./\"\\\n%é漢🙂")
        return String(
            (0..<Int.random(in: 0...8, using: &self)).map { _ in alphabet.randomElement(using: &self) ?? "x" })
    }

    /// Any number, the small and the extreme ones more often.
    mutating func integer<Number: FixedWidthInteger>() -> Number {
        switch Int.random(in: 0..<8, using: &self) {
        case 0: .max
        case 1: .min
        case 2: 0
        case 3, 4: Number(truncatingIfNeeded: UInt64.random(in: 0..<100, using: &self))
        default: Number(truncatingIfNeeded: next())
        }
    }

    /// Any number but NaN, which is unequal to itself.
    mutating func real() -> Double {
        switch Int.random(in: 0..<8, using: &self) {
        case 0: .infinity
        case 1: -.infinity
        case 2: 0.1
        default: Double.random(in: -1e9...1e9, using: &self)
        }
    }
}
