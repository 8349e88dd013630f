/// Tells code, comments and string literals of a Swift file apart, byte by byte.
///
/// Known: line comments, nested block comments, string literals of one and several lines, raw strings with any number
/// of `#`, interpolations (they count as part of the string). Not known: regular expression literals between slashes,
/// which this project does not use.
struct SourceMasker {
    private let bytes: [UInt8]
    private var index = 0
    private(set) var code: [UInt8]
    private(set) var comments: [UInt8]

    /// Scans a text at once; afterwards `code` and `comments` have its length and its line ends, and blanks elsewhere.
    ///
    /// Quotation marks of string literals stay in `code`, their contents do not.
    init(_ text: String) {
        bytes = Array(text.utf8)
        let blank = bytes.map { $0 == .newline ? UInt8.newline : .space }
        code = blank
        comments = blank
        scan()
    }

    private func at(_ offset: Int) -> UInt8 {
        index + offset < bytes.count ? bytes[index + offset] : 0
    }

    private mutating func scan() {
        while index < bytes.count {
            switch (at(0), at(1)) {
            case (.slash, .slash): takeLineComment()
            case (.slash, .star): takeBlockComment()
            case (.quote, _): takeString(hashes: 0)
            case (.hash, .hash), (.hash, .quote): takeHashes()
            default: takeCode()
            }
        }
    }

    private mutating func takeCode() {
        code[index] = bytes[index]
        index += 1
    }

    private mutating func takeComment(_ count: Int = 1) {
        for _ in 0..<count where index < bytes.count {
            comments[index] = bytes[index]
            index += 1
        }
    }

    private mutating func takeLineComment() {
        while index < bytes.count, bytes[index] != .newline {
            takeComment()
        }
    }

    private mutating func takeBlockComment() {
        var depth = 0
        repeat {
            switch (at(0), at(1)) {
            case (.slash, .star):
                depth += 1
                takeComment(2)
            case (.star, .slash):
                depth -= 1
                takeComment(2)
            default: takeComment()
            }
        } while depth > 0 && index < bytes.count
    }

    private mutating func takeHashes() {
        var count = 0
        while at(count) == .hash {
            count += 1
        }
        if at(count) == .quote {
            index += count
            takeString(hashes: count)
        } else {
            (0..<count).forEach { _ in takeCode() }
        }
    }

    private mutating func takeString(hashes: Int) {
        let isMultiline = at(1) == .quote && at(2) == .quote
        let quotes = isMultiline ? 3 : 1
        code[index] = .quote
        index += quotes
        while index < bytes.count {
            if startsEscape(hashes: hashes) {
                takeEscape(hashes: hashes)
            } else if ends(quotes: quotes, hashes: hashes) {
                code[index] = .quote
                index += quotes + hashes
                return
            } else if bytes[index] == .newline && !isMultiline {
                return
            } else {
                index += 1
            }
        }
    }

    private func startsEscape(hashes: Int) -> Bool {
        at(0) == .backslash && (0..<hashes).allSatisfy { at(1 + $0) == .hash }
    }

    private func ends(quotes: Int, hashes: Int) -> Bool {
        (0..<quotes).allSatisfy { at($0) == .quote } && (0..<hashes).allSatisfy { at(quotes + $0) == .hash }
    }

    private mutating func takeEscape(hashes: Int) {
        index += 1 + hashes
        guard at(0) == .openParenthesis else {
            index += 1
            return
        }
        takeInterpolation()
    }

    /// Strings inside an interpolation are skipped by the same scanner: recursion as deep as the source nests them.
    private mutating func takeInterpolation() {
        var depth = 0
        repeat {
            switch at(0) {
            case .openParenthesis: depth += 1
            case .closeParenthesis: depth -= 1
            case .quote:
                let before = code
                takeString(hashes: 0)
                code = before
                continue
            default: break
            }
            index += 1
        } while depth > 0 && index < bytes.count
    }
}
