/// Every relative link in a page leads to a file or folder of the repository.
///
/// Looked at are inline links and images, and reference definitions, outside of code. The part after `#` is not
/// checked.
enum MarkdownLinkRule {
    static let name = "links"

    static func findings(path: String, text: String, exists: (String) -> Bool) -> [Finding] {
        links(in: text).compactMap { line, target in
            let file = target.prefix { $0 != "#" && $0 != "?" }
            guard !file.isEmpty, !target.contains("://"), !target.hasPrefix("mailto:") else { return nil }
            guard let resolved = resolve(String(file), from: path), exists(resolved) else {
                return Finding(rule: name, path: path, line: line, message: "the link to \(target) leads nowhere")
            }
            return nil
        }
    }

    /// Every link's line, from 1, and target.
    static func links(in text: String) -> [(line: Int, target: String)] {
        var fence: Substring?
        var found: [(line: Int, target: String)] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let start = line.drop { $0 == " " }
            let mark = start.prefix { $0 == "`" || $0 == "~" }
            if mark.count >= 3 {
                fence = fence == nil ? mark : (fence == mark ? nil : fence)
            } else if fence == nil {
                found += targets(in: line).map { (index + 1, $0) }
            }
        }
        return found
    }

    private static func targets(in line: Substring) -> [String] {
        let prose = withoutCode(line)
        var found = prose.split(separator: "](", omittingEmptySubsequences: false).dropFirst().map { rest in
            String(rest.prefix { $0 != ")" && $0 != " " })
        }
        if prose.hasPrefix("["), let colon = prose.firstRange(of: "]: ") {
            found.append(String(prose[colon.upperBound...].prefix { $0 != " " }))
        }
        return found
    }

    /// The line without what stands between backticks.
    private static func withoutCode(_ line: Substring) -> String {
        let parts = line.split(separator: "`", omittingEmptySubsequences: false)
        return parts.enumerated().filter { $0.offset.isMultiple(of: 2) }.map { String($0.element) }.joined()
    }

    /// The path from the root for a link in a page; nil when it leads out of the repository.
    static func resolve(_ target: String, from page: String) -> String? {
        var parts = target.hasPrefix("/") ? [] : Array(page.split(separator: "/").dropLast())
        for part in target.split(separator: "/") where part != "." {
            if part == ".." {
                guard parts.popLast() != nil else { return nil }
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }
}
