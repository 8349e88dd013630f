/// A size of pages as configurations write it: `2048` (KiB), `2MB`, `1GiB`, `16Mb` (bits) (NUMA, 2.9).
enum PageSizeText {
    private static let units: [Character] = ["K", "M", "G", "T", "P", "E"]
    /// Far above any page; beyond it a text is taken for a mistake.
    private static let maximumKibibytes = Int64(1) << 32

    /// The size in whole KiB; nil when the text is none.
    static func kibibytes(_ text: Substring) -> Int64? {
        let kibibytes: Int64?
        if text.allSatisfy({ $0.isASCII && $0.isNumber }) {
            kibibytes = Int64(text)
        } else {
            kibibytes = bytes(text).map { Int64($0) / 1024 }
        }
        guard let kibibytes, (1...maximumKibibytes).contains(kibibytes) else { return nil }
        return kibibytes
    }

    /// Bytes rounded up to a whole number; units are powers of 1024 with and without the `i`.
    private static func bytes(_ text: Substring) -> Double? {
        let digits = text.prefix { ($0.isASCII && $0.isNumber) || $0 == "." }
        guard let number = Double(digits), digits.last != "." else { return nil }
        var rest = text.dropFirst(digits.count)
        var factor = 1.0
        if let first = rest.first, let power = units.firstIndex(of: first) {
            for _ in 0...power { factor *= 1024 }
            rest = rest.dropFirst()
            if rest.first == "i" { rest = rest.dropFirst() }
        }
        let bytes: Double
        switch rest {
        case "B": bytes = number * factor
        case "b", "bit": bytes = number * factor / 8
        default: return nil
        }
        let whole = bytes.rounded(.up)
        return whole <= Double(maximumKibibytes) * 1024 ? whole : nil
    }
}
