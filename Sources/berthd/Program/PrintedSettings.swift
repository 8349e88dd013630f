import AMQP
import Worker

/// The settings in force, as a file that could be used again, secrets masked.
enum PrintedSettings {
    /// The file's text.
    ///
    /// - Parameter shown: what is written of a value; by default everything but secrets.
    static func text(
        _ values: [SettingReader.Value], shown: (SettingReader.Value) -> String = Self.withoutSecrets
    ) -> String {
        var lines: [String] = []
        var path: [String] = []
        for value in values {
            let parts = value.setting.key.split(separator: ".").map(String.init)
            let parents = Array(parts.dropLast())
            let shared = zip(path, parents).prefix { $0 == $1 }.count
            for depth in shared..<parents.count { lines.append(indent(depth) + parents[depth] + ":") }
            path = parents
            lines.append("\(indent(parents.count))\(parts[parts.count - 1]): \(quoted(shown(value)))")
        }
        return lines.joined(separator: "\n")
    }

    private static func withoutSecrets(_ value: SettingReader.Value) -> String {
        guard value.setting.isSecret else { return LogFormatter.masked(value.text) }
        return (try? BrokerURL(value.text))?.redacted ?? "<masked>"
    }

    private static func quoted(_ text: String) -> String {
        if text.unicodeScalars.contains(where: isInvisible) { return escaped(text) }
        let isPlain = text.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                || "._-/".unicodeScalars.contains($0)
        }
        // A dash or a dot in front could begin a list or end the document.
        return isPlain && text.first.map { !"-.".contains($0) } ?? false
            ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    /// In double quotes, where YAML knows escapes: in single ones a line break would become a blank.
    private static func escaped(_ text: String) -> String {
        let scalars = text.unicodeScalars.map { scalar in
            if scalar == "\"" || scalar == "\\" { return "\\\(scalar)" }
            guard isInvisible(scalar) else { return String(scalar) }
            let digits = String(scalar.value, radix: 16)
            return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        }
        return "\"\(scalars.joined())\""
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
        default: false
        }
    }

    private static func indent(_ depth: Int) -> String { String(repeating: "  ", count: depth) }
}
