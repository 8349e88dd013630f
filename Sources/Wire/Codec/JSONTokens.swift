/// The tokens of a JSON text, one after the other; ends at the first byte that starts none.
///
/// It checks no grammar: it only finds boundaries at which a text can be cut.
struct JSONTokens {
    enum Token {
        case openObject, closeObject, openArray, closeArray, colon, comma
        /// The bytes between the quotes, escapes as they are.
        case string(Range<Int>)
        case scalar

        var opens: Bool {
            switch self {
            case .openObject, .openArray: true
            case .closeObject, .closeArray, .colon, .comma, .string, .scalar: false
            }
        }
    }

    private let body: [UInt8]
    /// The offset behind the last token.
    private(set) var offset = 0

    init(_ body: [UInt8]) { self.body = body }

    mutating func next() -> Token? {
        while offset < body.count, JSONTokens.isBlank(body[offset]) { offset += 1 }
        guard offset < body.count else { return nil }
        let first = body[offset]
        if let token = JSONTokens.structural(first) {
            offset += 1
            return token
        }
        return first == UInt8(ascii: "\"") ? string() : scalar()
    }

    private mutating func string() -> Token? {
        let start = offset + 1
        var index = start
        while index < body.count, body[index] != UInt8(ascii: "\"") {
            index += body[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard index < body.count else { return nil }
        offset = index + 1
        return .string(start..<index)
    }

    private mutating func scalar() -> Token? {
        let start = offset
        while offset < body.count, JSONTokens.isScalar(body[offset]) { offset += 1 }
        return offset > start ? .scalar : nil
    }

    private static func structural(_ byte: UInt8) -> Token? {
        switch byte {
        case UInt8(ascii: "{"): .openObject
        case UInt8(ascii: "}"): .closeObject
        case UInt8(ascii: "["): .openArray
        case UInt8(ascii: "]"): .closeArray
        case UInt8(ascii: ":"): .colon
        case UInt8(ascii: ","): .comma
        default: nil
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    /// Letters, digits, sign and point: numbers and the three literals, well formed or not.
    private static func isScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
