/// Finds the place of an error in a JSON text.
///
/// SwiftProtobuf (seen in 1.39) reports what is wrong, not where. But it reads from front to back, so a text that is
/// cut off behind the faulty token gives the same error, and one cut off before it another (truncated). The shortest
/// such beginning is found by bisection.
enum JSONErrorLocator {
    /// Bodies above this are not searched, so that a bad caller cannot make us parse a large text twenty times.
    static let maximumBytes = 64 << 10

    /// The path of the token at which the error shows, in the text's own field names; nil if it cannot be told.
    ///
    /// - Parameter failsEqually: whether decoding this beginning of the text gives the same error as the whole.
    static func path(in body: [UInt8], failsEqually: (ArraySlice<UInt8>) -> Bool) -> String? {
        guard body.count <= maximumBytes else { return nil }
        let ends = tokenEnds(of: body)
        guard let last = ends.last, failsEqually(body[..<last]) else { return nil }
        var low = 0
        var high = ends.count - 1
        while low < high {
            let middle = (low + high) / 2
            if failsEqually(body[..<ends[middle]]) { high = middle } else { low = middle + 1 }
        }
        return path(in: body, upTo: ends[low])
    }

    private static func tokenEnds(of body: [UInt8]) -> [Int] {
        var tokens = JSONTokens(body)
        var ends: [Int] = []
        while tokens.next() != nil { ends.append(tokens.offset) }
        return ends
    }

    private static func path(in body: [UInt8], upTo end: Int) -> String? {
        var tokens = JSONTokens(body)
        var path = JSONPath()
        while tokens.offset < end, let token = tokens.next() {
            // A value that opens where it must not is the fault itself, not what is inside.
            if tokens.offset >= end, token.opens { break }
            path.take(token, of: body)
        }
        let text = path.text
        return text.isEmpty ? nil : displayable(text)
    }
}

/// Where in a JSON text a reader is.
private struct JSONPath {
    private enum Level {
        case object(key: String, expectsKey: Bool)
        case array(index: Int)
    }
    private var levels: [Level] = []

    var text: String {
        var result = ""
        for level in levels {
            switch level {
            case .object(let key, _): result += key.isEmpty || result.isEmpty ? key : ".\(key)"
            case .array(let index): result += "[\(index)]"
            }
        }
        return result
    }

    mutating func take(_ token: JSONTokens.Token, of body: [UInt8]) {
        switch token {
        case .openObject: levels.append(.object(key: "", expectsKey: true))
        case .openArray: levels.append(.array(index: 0))
        case .closeObject, .closeArray: _ = levels.popLast()
        case .comma: takeComma()
        case .string(let range): takeString(range, of: body)
        case .colon, .scalar: break
        }
    }

    private mutating func takeComma() {
        switch levels.popLast() {
        case .object: levels.append(.object(key: "", expectsKey: true))
        case .array(let index): levels.append(.array(index: index + 1))
        case nil: break
        }
    }

    private mutating func takeString(_ range: Range<Int>, of body: [UInt8]) {
        guard case .object(_, true) = levels.last else { return }
        levels[levels.count - 1] = .object(key: String(decoding: body[range], as: UTF8.self), expectsKey: false)
    }
}
