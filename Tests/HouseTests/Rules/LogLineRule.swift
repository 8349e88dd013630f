/// Every message that the worker logs is explained in the runbook, and the runbook explains no other.
enum LogLineRule {
    static let name = "log-lines"
    static let source = "Sources/Worker/Observability/LogMessage.swift"
    static let page = "docs/operations.md"
    static let heading = "## What the log lines mean"

    /// - Parameters:
    ///   - sourceText: the Swift file with one `case name = "message"` for each message.
    ///   - pageText: the page; its rows under the heading begin with the message.
    static func findings(sourceText: String, pageText: String) -> [Finding] {
        let logged = messages(in: sourceText)
        let explained = rows(in: pageText)
        let missing = Set(logged).subtracting(explained).sorted().map {
            Finding(rule: name, path: page, line: 0, message: "no row explains the log line: \($0)")
        }
        let surplus = Set(explained).subtracting(logged).sorted().map {
            Finding(rule: name, path: page, line: 0, message: "nothing logs the line that is explained: \($0)")
        }
        return missing + surplus
    }

    static func messages(in source: String) -> [String] {
        source.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\"", omittingEmptySubsequences: false)
            guard parts.count == 3, parts[0].drop(while: { $0 == " " }).hasPrefix("case ") else { return nil }
            return String(parts[1])
        }
    }

    static func rows(in page: String) -> [String] {
        guard let start = page.firstRange(of: heading) else { return [] }
        return page[start.upperBound...].split(separator: "\n").filter { $0.hasPrefix("|") }.dropFirst(2).compactMap {
            $0.split(separator: "|").first.map { String($0).trimmed }
        }
    }
}
