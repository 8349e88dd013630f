import AMQP

/// The settings in force, as a file that could be used again, secrets masked.
enum PrintedSettings {
    static func text(_ values: [SettingReader.Value]) -> String {
        var lines: [String] = []
        var path: [String] = []
        for value in values {
            let parts = value.setting.key.split(separator: ".").map(String.init)
            let parents = Array(parts.dropLast())
            let shared = zip(path, parents).prefix { $0 == $1 }.count
            for depth in shared..<parents.count { lines.append(indent(depth) + parents[depth] + ":") }
            path = parents
            lines.append("\(indent(parents.count))\(parts[parts.count - 1]): \(shown(value))")
        }
        return lines.joined(separator: "\n")
    }

    private static func shown(_ value: SettingReader.Value) -> String {
        guard value.setting.isSecret else { return quoted(value.text) }
        return quoted((try? BrokerURL(value.text))?.redacted ?? "<masked>")
    }

    private static func quoted(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                || "._-/".unicodeScalars.contains($0)
        }
        // A dash or a dot in front could begin a list or end the document.
        return isPlain && text.first.map { !"-.".contains($0) } ?? false
            ? text : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }

    private static func indent(_ depth: Int) -> String { String(repeating: "  ", count: depth) }
}
