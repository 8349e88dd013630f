import Foundation

extension UInt8 {
    static let newline = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let slash = UInt8(ascii: "/")
    static let star = UInt8(ascii: "*")
    static let hash = UInt8(ascii: "#")
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let openParenthesis = UInt8(ascii: "(")
    static let closeParenthesis = UInt8(ascii: ")")
    static let openBracket = UInt8(ascii: "[")
    static let closeBracket = UInt8(ascii: "]")
    static let openBrace = UInt8(ascii: "{")
    static let closeBrace = UInt8(ascii: "}")
    static let dot = UInt8(ascii: ".")
    static let backtick = UInt8(ascii: "`")

    /// Whether the byte can be part of an identifier; all of UTF-8 beyond ASCII counts.
    var isWord: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}

extension [UInt8] {
    /// Where a text begins, first to last; a text that begins or ends with a word character is found as a whole word
    /// only.
    func positions(ofWord text: String) -> [Int] {
        let wanted = Array(text.utf8)
        guard let first = wanted.first, let last = wanted.last else { return [] }
        var found: [Int] = []
        // Foundation's search is compiled with optimisation; the same loop here takes seconds in a debug build.
        let haystack = Data(self)
        let needle = Data(wanted)
        var from = 0
        while let range = haystack.range(of: needle, in: from..<count) {
            let (start, end) = (range.lowerBound, range.upperBound)
            let cutsBefore = first.isWord && start > 0 && self[start - 1].isWord
            let cutsAfter = last.isWord && end < count && self[end].isWord
            if !cutsBefore && !cutsAfter {
                found.append(start)
            }
            from = start + 1
        }
        return found
    }

    /// The position after the bracket that closes the one at `open`; nil when it is never closed.
    func end(ofBracketAt open: Int) -> Int? {
        let pairs: [UInt8: UInt8] = [
            .openParenthesis: .closeParenthesis, .openBracket: .closeBracket, .openBrace: .closeBrace,
        ]
        guard let closing = pairs[self[open]] else { return nil }
        var depth = 0
        for position in open..<count {
            if self[position] == self[open] {
                depth += 1
            } else if self[position] == closing {
                depth -= 1
                if depth == 0 {
                    return position + 1
                }
            }
        }
        return nil
    }
}
