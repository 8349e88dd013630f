/// What switches the compiler's checks off carries its reason: a comment on the line above, or on the same line.
///
/// For `withUnsafe…` the comment may stand up to three lines above, because the call is often inside a longer
/// statement. Lines of attributes, and neighbouring lines that need a reason too, may stand between comment and mark.
enum ReasonRule {
    static let name = "reasons"

    private static let marks = ["@unchecked Sendable", "nonisolated(unsafe)", "@preconcurrency", "unsafeBitCast("]

    static func findings(in file: SwiftFile) -> [Finding] {
        file.codeLines.indices.compactMap { index in
            let line = file.codeLines[index]
            let reach: Int
            if marks.contains(where: line.contains) {
                reach = 1
            } else if line.contains("withUnsafe") && !line.contains("func ") && !line.contains("withUnsafeCurrentTask")
            {
                reach = 3
            } else {
                return nil
            }
            guard !hasReason(above: index, reach: reach, in: file) else { return nil }
            return Finding(
                rule: name, path: file.path, line: index + 1,
                message: "no reason beside \(line.trimmed.prefix(60)): say on the line above what keeps it safe")
        }
    }

    private static func hasReason(above index: Int, reach: Int, in file: SwiftFile) -> Bool {
        if !file.commentLines[index].trimmed.isEmpty {
            return true
        }
        var left = reach
        var above = index - 1
        while above >= 0, left > 0 {
            if !file.commentLines[above].trimmed.isEmpty {
                return true
            }
            let code = file.codeLines[above].trimmed
            if !code.hasPrefix("@"), !marks.contains(where: code.contains), !code.contains("withUnsafe") {
                left -= 1
            }
            above -= 1
        }
        return false
    }
}
