internal import Foundation
internal import Wire

/// Makes the text of a log line; the one place where secrets are masked.
package enum LogFormatter {
    /// A line, with its end.
    ///
    /// - Parameters:
    ///   - timeNanoseconds: since 1970.
    ///   - metadata: the particulars; values of keys that name a secret are masked, and so are passwords in URLs.
    package static func line(
        _ format: LogFormat, timeNanoseconds: Int64, level: String, label: String, message: String,
        metadata: [String: String]
    ) -> String {
        let time = RFC3339.format(nanosecondsSince1970: timeNanoseconds)
        let shown = metadata.map { (key: $0.key, value: value($0.value, of: $0.key)) }.sorted { $0.key < $1.key }
        switch format {
        case .text:
            let particulars = shown.map { " \($0.key)=\(quoted($0.value))" }.joined()
            return "\(time) \(level) \(masked(message))\(particulars)\n"
        case .json:
            var members = [("time", time), ("level", level), ("logger", label), ("message", masked(message))]
            members += shown.map { ($0.key, $0.value) }
            let text = members.map { "\(json($0.0)):\(json($0.1))" }.joined(separator: ",")
            return "{\(text)}\n"
        }
    }

    private static let secretNames = [
        "password", "passwd", "secret", "token", "credential", "authorization", "private_key",
    ]

    private static func value(_ value: String, of key: String) -> String {
        isSecret(key) ? "***" : masked(value)
    }

    /// Whether a particular of this name is masked whole.
    static func isSecret(_ key: String) -> Bool {
        let name = key.lowercased()
        return secretNames.contains { name.contains($0) }
    }

    /// The text with the password of every URL masked: what stands between `://user:` and the last `@` before a blank.
    ///
    /// A password may hold an unescaped `/` or `@`, so that rather too much than too little is masked.
    package static func masked(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "@")), text.utf8.firstRange(of: "://".utf8) != nil else { return text }
        // By scalars: as a character, an `@` with a combining mark behind it would be another one.
        let password = /:\/\/([^\s\/:@]*):\S*@/.matchingSemantics(.unicodeScalar)
        return text.replacing(password) { "://\($0.output.1):***@" }
    }

    private static func quoted(_ value: String) -> String {
        let isPlain =
            !value.isEmpty
            && value.unicodeScalars.allSatisfy {
                !isControl($0) && !$0.properties.isWhitespace && $0 != "\"" && $0 != "="
            }
        return isPlain ? value : json(value)
    }

    /// Whether a character could begin a line, reach the terminal as a command or turn what follows around.
    ///
    /// C0, DEL, C1, the two separators, and what is invisible, such as marks of direction and of byte order.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value < 0x7F { return scalar.value < 0x20 }
        // Beyond four digits an escape would need two halves; only tags are there.
        guard scalar.value <= 0xFFFF else { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }

    /// A JSON string: quotes, backslashes and control characters escaped, so that a value cannot forge a line.
    private static func json(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let scalar where isControl(scalar):
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
