import Tracker

/// Random values of the core, the same for the same seed (SplitMix64).
struct MappingRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func flag() -> Bool { next() & 1 == 1 }

    mutating func number(_ range: ClosedRange<Int64> = -5...1 << 50) -> Int64 { .random(in: range, using: &self) }

    mutating func small() -> Int32 { .random(in: 0...9, using: &self) }

    mutating func ratio() -> Double { .random(in: 0.001...64, using: &self) }

    mutating func maybe<Value>(_ make: (inout MappingRandom) -> Value) -> Value? { flag() ? make(&self) : nil }

    mutating func list<Value>(_ most: Int = 3, _ make: (inout MappingRandom) -> Value) -> [Value] {
        (0..<Int.random(in: 0...most, using: &self)).map { _ in make(&self) }
    }

    /// Texts with what keys and escapes must survive.
    mutating func text() -> String {
        let pieces = ["", "a", "host-1", "ä/%", "%2F", "\u{0}", "\"", "日本", "n\nl", " "]
        return list(3) { random in pieces[Int.random(in: pieces.indices, using: &random)] }.joined()
    }

    mutating func map() -> [String: String] {
        Dictionary(list(3) { ($0.text(), $0.text()) }, uniquingKeysWith: { first, _ in first })
    }

    mutating func element<Value: CaseIterable>(_ type: Value.Type) -> Value where Value.AllCases == [Value] {
        Value.allCases[Int.random(in: Value.allCases.indices, using: &self)]
    }

    mutating func uuid() -> String {
        let digits = (0..<32).map { _ in Character(String(UInt8.random(in: 0...15, using: &self), radix: 16)) }
        let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
        return parts.joined(separator: "-")
    }

    mutating func instant() -> Instant { Instant(nanoseconds: .random(in: .min ... .max, using: &self)) }

    mutating func node() -> NodeIdentifier { NodeIdentifier(host: text(), name: text()) }
}
