/// Functions have at most 70 lines, from the line of the `func` to the closing brace.
///
/// A brace counter, not a parser: it sees `func`, `init`, `deinit` and `subscript` with a body. Computed properties and
/// closures are not counted, nested functions count in their own right and in that of the outer one.
enum FunctionLengthRule {
    static let name = "function-length"
    static let limit = 70

    static func findings(in file: SwiftFile) -> [Finding] {
        FunctionScanner.functions(in: file).compactMap { function in
            let length = function.lastLine - function.firstLine + 1
            guard length > limit else { return nil }
            return Finding(
                rule: name, path: file.path, line: function.firstLine,
                message: "a function of \(length) lines; at most \(limit): branches in the caller, work in helpers")
        }
    }
}

/// A function with a body: where it stands, and its body's code.
struct ScannedFunction {
    let start: Int
    let firstLine: Int
    let lastLine: Int
    let body: Range<Int>
}

/// Finds functions by their keyword and their braces.
enum FunctionScanner {
    static func functions(in file: SwiftFile) -> [ScannedFunction] {
        ["func", "init", "deinit", "subscript"].flatMap { file.code.positions(ofWord: $0) }.sorted().compactMap {
            function(at: $0, in: file)
        }
    }

    private static func function(at start: Int, in file: SwiftFile) -> ScannedFunction? {
        let code = file.code
        // `self.init(…)`, `.init` and an escaped name are no declarations.
        if start > 0, code[start - 1] == .dot || code[start - 1] == .backtick {
            return nil
        }
        guard let open = bodyStart(after: start, in: code), let end = code.end(ofBracketAt: open) else { return nil }
        return ScannedFunction(
            start: start, firstLine: file.line(at: start), lastLine: file.line(at: end - 1), body: open..<end)
    }

    /// The brace that opens the body: the first one outside of brackets, unless the declaration ends before it.
    ///
    /// A requirement of a protocol has no body; it ends where a line begins with anything but the rest of a signature.
    private static func bodyStart(after start: Int, in code: [UInt8]) -> Int? {
        var position = start
        while position < code.count {
            switch code[position] {
            case .openBrace: return position
            case .closeBrace: return nil
            case .openParenthesis, .openBracket:
                guard let end = code.end(ofBracketAt: position) else { return nil }
                position = end
            case .newline where !continuesSignature(after: position, in: code): return nil
            default: position += 1
            }
        }
        return nil
    }

    private static func continuesSignature(after newline: Int, in code: [UInt8]) -> Bool {
        let rest = code[newline...].drop { $0 == .newline || $0 == .space }
        let line = String(decoding: rest.prefix { $0 != .newline }, as: UTF8.self)
        return ["{", "(", ")", "->", "throws", "rethrows", "async", "where"].contains { line.hasPrefix($0) }
            || line.hasSuffix("{") && (line.contains(" == ") || line.contains(": ")) && !line.contains("var ")
                && !line.contains("func ")
    }
}
