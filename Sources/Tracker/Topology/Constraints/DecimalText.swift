/// Whole numbers and truth as extra specifications and image properties spell them.
///
/// The reference reads numbers with its language's own function, so blanks around them, a sign and single `_` between
/// digits are allowed.
enum DecimalText {
    /// The number, held at ±`Int64.max`; absent: the text is none.
    static func integer(_ text: String) -> Int64? { integer(text.unicodeScalars[...]) }

    /// The number, held at ±`Int64.max`; absent: the text is none.
    static func integer(_ text: Substring.UnicodeScalarView) -> Int64? {
        var digits = trimmed(text)
        let isNegative = digits.first == "-"
        if isNegative || digits.first == "+" { digits = digits.dropFirst() }
        var magnitude: Int64 = 0
        var followsDigit = false
        for scalar in digits {
            if scalar == "_", followsDigit {
                followsDigit = false
                continue
            }
            guard let digit = digit(scalar) else { return nil }
            magnitude = magnitude.multipliedSaturating(by: 10).addingSaturating(digit)
            followsDigit = true
        }
        guard followsDigit else { return nil }
        return isNegative ? -magnitude : magnitude
    }

    /// Whether a text means yes; anything but the known words means no.
    static func isTrue(_ text: String) -> Bool {
        let word = String(String.UnicodeScalarView(trimmed(text.unicodeScalars[...]))).lowercased()
        return ["1", "t", "true", "on", "y", "yes"].contains(word)
    }

    /// The text without blanks at both ends.
    static func trimmed(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
        var text = text
        while let first = text.first, isBlank(first) { text.removeFirst() }
        while let last = text.last, isBlank(last) { text.removeLast() }
        return text
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }

    private static func digit(_ scalar: Unicode.Scalar) -> Int64? {
        ("0"..."9").contains(scalar) ? Int64(scalar.value) - 48 : nil
    }
}
