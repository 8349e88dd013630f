/// Every relative link in a page leads to a file or folder of the repository.
///
/// Looked at are inline links and images, and reference definitions, outside of code. The part after `#` names a
/// heading of the page.
enum MarkdownLinkRule {
    static let name = "links"

    /// - Parameter page: the text of a page; nil: its headings are not checked.
    static func findings(
        path: String, text: String, exists: (String) -> Bool, page: (String) -> String? = { _ in nil }
    ) -> [Finding] {
        links(in: text).compactMap { line, target in
            guard !target.contains("://"), !target.hasPrefix("mailto:") else { return nil }
            let file = target.prefix { $0 != "#" && $0 != "?" }
            let resolved = file.isEmpty ? path : resolve(String(file), from: path)
            guard let resolved, file.isEmpty || exists(resolved) else {
                return Finding(rule: name, path: path, line: line, message: "the link to \(target) leads nowhere")
            }
            let heading = target.drop { $0 != "#" }.dropFirst()
            guard !heading.isEmpty, resolved.hasSuffix(".md"), let page = page(resolved),
                !anchors(in: page).contains(String(heading))
            else { return nil }
            return Finding(
                rule: name, path: path, line: line, message: "the link to \(target) names a heading that is not there")
        }
    }

    /// What links call the headings of a page: in lower case, with hyphens for blanks and without punctuation; one that
    /// comes again is numbered.
    static func anchors(in text: String) -> Set<String> {
        var anchors: Set<String> = []
        var fence = false
        for line in text.split(separator: "\n") {
            if line.hasPrefix("```") || line.hasPrefix("~~~") { fence.toggle() }
            let title = line.drop { $0 == "#" }
            guard !fence, title.count < line.count, title.first == " " else { continue }
            let kept = title.dropFirst().lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
            let anchor = String(kept.map { $0 == " " ? "-" : $0 })
            let others = (0...).lazy.map { $0 == 0 ? anchor : "\(anchor)-\($0)" }
            if let free = others.first(where: { !anchors.contains($0) }) { anchors.insert(free) }
        }
        return anchors
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
