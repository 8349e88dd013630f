/// One Swift file as the rules see it: its lines, and the same lines with only the code or only the comments left.
struct SwiftFile {
    /// Path from the root of the repository, with `/`.
    let path: String
    /// The lines as they are.
    let lines: [String]
    /// The code's bytes; comments and the contents of string literals are blanks.
    let code: [UInt8]
    /// The lines with code only.
    let codeLines: [String]
    /// The lines with comments only.
    let commentLines: [String]

    init(path: String, text: String) {
        self.path = path
        let masker = SourceMasker(text)
        lines = Self.split(Array(text.utf8))
        code = masker.code
        codeLines = Self.split(masker.code)
        commentLines = Self.split(masker.comments)
    }

    private static func split(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: .newline, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The number of the line, from 1, that a position in `code` is on.
    func line(at position: Int) -> Int {
        code[..<position].count { $0 == .newline } + 1
    }

    /// The module or test target, `Tracker` for `Sources/Tracker/Model/Grant.swift`; nil outside of such folders.
    var target: String? {
        let parts = path.split(separator: "/")
        guard parts.count > 2, TargetFolderRule.folders.contains(String(parts[0])) else { return nil }
        return String(parts[1])
    }

    /// Whether the file is under `Sources`.
    var isSource: Bool { path.hasPrefix("Sources/") }

    /// Whether the file belongs to a command-line program rather than to a library.
    var isExecutable: Bool { target == "berth" || target == "berthd" }
}

extension String {
    /// The text without blanks at both ends.
    var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
