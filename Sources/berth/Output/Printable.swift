/// Text from outside, made safe for a terminal.
///
/// A dead letter's headers are whatever its sender wrote. Escape sequences in them could move the cursor, hide lines or
/// retitle the window of the operator who reads them.
enum Printable {
    /// The text with every control and direction character written as an escape.
    static func text(_ raw: String) -> String {
        guard raw.unicodeScalars.contains(where: isHostile) else { return raw }
        var result = ""
        for scalar in raw.unicodeScalars {
            if isHostile(scalar) {
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The text with its line feeds kept and every other control and direction character written as an escape.
    static func lines(_ raw: String) -> String {
        raw.split(separator: "\n", omittingEmptySubsequences: false).map { text(String($0)) }.joined(separator: "\n")
    }

    /// The text in at most `width` characters, the end replaced by `…` if it is longer.
    static func shortened(_ text: String, to width: Int) -> String {
        guard text.count > width else { return text }
        return width <= 1 ? String(text.prefix(max(width, 0))) : String(text.prefix(width - 1)) + "…"
    }

    private static func isHostile(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
        default: false
        }
    }
}
