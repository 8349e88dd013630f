/// A size of memory pages as flavors and images spell it (NUMA, 2.9).
enum RequestedPageSize {
    /// What a request has instead of a size: the smallest, any but the smallest, any.
    static let small: Int64 = -1, large: Int64 = -2, any: Int64 = -3

    /// The largest size; 4 TiB in KiB.
    static let maximumKibibytes: Int64 = 1 << 32

    /// What is allowed, for people.
    static let allowed = "small, large, any, a number of KiB, or a number with a unit such as 2MB or 1GB"

    /// KiB, one of the values above, or 0 for none asked for; absent: the text is no page size.
    static func kibibytes(_ text: String) -> Int64? {
        switch text {
        case "small": return small
        case "large": return large
        case "any": return any
        default: break
        }
        guard let size = plainNumber(text) ?? withUnit(text), size <= maximumKibibytes else { return nil }
        return size
    }

    private static func plainNumber(_ text: String) -> Int64? {
        text.utf8.allSatisfy(isDigit) ? DecimalText.integer(text) : nil
    }

    /// Capital units are powers of 1024 with or without `i`; bytes are rounded up, then KiB down.
    private static func withUnit(_ text: String) -> Int64? {
        var rest = Substring(text)
        let bitsPerUnit: Double
        if rest.hasSuffix("bit") {
            rest = rest.dropLast(3)
            bitsPerUnit = 1
        } else if rest.hasSuffix("b") || rest.hasSuffix("B") {
            bitsPerUnit = rest.hasSuffix("B") ? 8 : 1
            rest = rest.dropLast()
        } else {
            return nil
        }
        guard let factor = takeUnit(&rest), isDecimal(rest), let number = Double(rest) else { return nil }
        let exactBytes = number * factor * bitsPerUnit / 8
        guard exactBytes <= Double(maximumKibibytes) * 1024 else { return nil }
        let whole = Int64(exactBytes)
        let bytes = Double(whole) < exactBytes ? whole + 1 : whole
        // The reference keeps a fraction of a KiB, which no page has.
        return bytes == 0 ? 0 : bytes < 1024 ? nil : bytes / 1024
    }

    /// Takes `K`, `Mi` and so on from the end: what the number is to be multiplied by; absent: an `i` without unit.
    private static func takeUnit(_ text: inout Substring) -> Double? {
        let isMarked = text.hasSuffix("i")
        if isMarked { text = text.dropLast() }
        let units = Array("KMGTPEZYRQ")
        guard let last = text.last, let exponent = units.firstIndex(of: last) else { return isMarked ? nil : 1 }
        text = text.dropLast()
        return (0...exponent).reduce(1) { factor, _ in factor * 1024 }
    }

    /// `12`, `1.5` or `.5`, without sign or exponent.
    private static func isDecimal(_ text: Substring) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        return parts.allSatisfy { $0.allSatisfy(isDigit) } && parts.last?.isEmpty == false
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
