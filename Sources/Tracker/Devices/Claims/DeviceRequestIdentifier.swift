/// Makes the identity of a request that nobody else made one for.
///
/// The same instance, name and position lead to the same identity everywhere: at both ends of a live migration.
enum DeviceRequestIdentifier {
    /// A UUID of version 8 (RFC 9562); the position stands in its last digits, so that no two requests of an instance
    /// have the same.
    static func make(instance: String, name: String, position: Int) -> String {
        let bytes = Array(instance.utf8) + [0] + Array(name.utf8)
        let high = mixed(hash(bytes, basis: 0xCBF2_9CE4_8422_2325))
        let low = mixed(hash(bytes.reversed(), basis: 0x8422_2325_CBF2_9CE4))
        let versioned = (high & 0xFFFF_FFFF_FFFF_0FFF) | 0x8000
        let numbered =
            (low & 0x3FFF_FFFF_FFFF_0000) | 0x8000_0000_0000_0000 | UInt64(UInt16(truncatingIfNeeded: position))
        return text(versioned, numbered)
    }

    /// FNV-1a.
    private static func hash(_ bytes: some Sequence<UInt8>, basis: UInt64) -> UInt64 {
        bytes.reduce(basis) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// Spreads over all digits what would stand in a few.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    private static func text(_ high: UInt64, _ low: UInt64) -> String {
        let digits = [high, low].map { value in
            let digits = String(value, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { range in
            digits.dropFirst(range.lowerBound).prefix(range.count)
        }
        return groups.joined(separator: "-")
    }
}
