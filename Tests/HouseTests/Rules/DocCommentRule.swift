/// Every public and package declaration of the libraries has a doc comment.
///
/// Not asked for: extensions and imports, overrides, members of an extension that declares a conformance (the protocol
/// documents them), and the usual witnesses (`description`, `==`, `hash(into:)`, …) wherever they stand.
enum DocCommentRule {
    static let name = "doc-comments"

    private static let levels: Set<Substring> = ["public", "package", "open"]
    private static let kinds: Set<Substring> = [
        "func", "var", "let", "struct", "enum", "class", "actor", "protocol", "typealias", "init", "subscript",
        "associatedtype", "macro",
    ]
    private static let witnesses = [
        "var description", "var debugDescription", "var hashValue", "func hash(into", "static func ==", "static func <",
        "func encode(to", "init(from", "var rawValue", "let rawValue", "init(rawValue", "init?(rawValue", "var id:",
        "let id:", "func makeAsyncIterator", "func makeIterator", "func next()", "init(stringLiteral",
        "init(integerLiteral", "init(arrayLiteral", "init(dictionaryLiteral", "init(booleanLiteral",
        "init(floatLiteral", "init(nilLiteral", "static var allCases", "var errorDescription",
    ]

    static func findings(in file: SwiftFile) -> [Finding] {
        guard file.isSource || file.target?.hasSuffix("TestSupport") == true else { return [] }
        let inConformance = conformanceLines(of: file)
        return file.codeLines.indices.compactMap { index in
            let line = file.codeLines[index].trimmed
            guard isDeclaration(line), !inConformance[index], !witnesses.contains(where: line.contains),
                !hasDocComment(above: index, in: file)
            else { return nil }
            return Finding(
                rule: name, path: file.path, line: index + 1, message: "no doc comment on: \(line.prefix(80))")
        }
    }

    /// Whether a line declares something under an access level that others see.
    static func isDeclaration(_ line: String) -> Bool {
        let words = line.split { $0 == " " || $0 == "(" || $0 == "<" || $0 == "?" }
        guard let kind = words.firstIndex(where: kinds.contains) else { return false }
        let modifiers = words[..<kind]
        return modifiers.contains { levels.contains($0) } && !modifiers.contains("override")
            && !modifiers.contains { $0 == "extension" || $0 == "import" || $0 == "=" || $0 == "case" }
    }

    private static func hasDocComment(above index: Int, in file: SwiftFile) -> Bool {
        var above = index - 1
        while above >= 0 {
            let comment = file.commentLines[above].trimmed
            if comment.hasPrefix("///") || comment.hasSuffix("*/") {
                return true
            }
            // Attributes, also those over several lines, and plain comments may stand between.
            let code = file.codeLines[above].trimmed
            guard code.hasPrefix("@") || (code.isEmpty && !comment.isEmpty) else { return false }
            above -= 1
        }
        return false
    }

    /// For every line whether it is inside `extension X: P { … }`.
    private static func conformanceLines(of file: SwiftFile) -> [Bool] {
        var inside = [Bool](repeating: false, count: file.codeLines.count)
        for start in file.code.positions(ofWord: "extension") {
            guard let open = file.code[start...].firstIndex(of: .openBrace),
                let end = file.code.end(ofBracketAt: open),
                declaresConformance(String(decoding: file.code[start..<open], as: UTF8.self))
            else { continue }
            for line in file.line(at: start)...file.line(at: end - 1) {
                inside[line - 1] = true
            }
        }
        return inside
    }

    private static func declaresConformance(_ header: String) -> Bool {
        let name = header.split(separator: " where ").first ?? ""
        return name.contains(":")
    }
}
