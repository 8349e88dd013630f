/// Reads JSON strictly: one value, no key twice in an object, no deeper than what is ever needed.
///
/// Readers that take the last of two equal keys, or the first, would hide a line that somebody wrote.
struct JSONReader {
    /// Lists and objects may be within so many others.
    static let depthLimit = 32

    private let bytes: [UInt8]
    private var position = 0

    private init(_ text: String) { bytes = Array(text.utf8) }

    /// The value of a text.
    static func value(_ text: String) throws(JSONError) -> JSONValue {
        var reader = JSONReader(text)
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.position == reader.bytes.count else { throw reader.error("nothing may follow the value") }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try list(depth: depth)
        case UInt8(ascii: "\""): return .text(try text())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        try begin(depth)
        var members: [JSONMember] = []
        var known: Set<String> = []
        while try item(UInt8(ascii: "}"), isFirst: members.isEmpty) {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw error("a key in quotes is expected") }
            let key = try text()
            guard known.insert(key).inserted else { throw error("a key comes twice") }
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw error("a colon is expected") }
            members.append(JSONMember(key: key, value: try value(depth: depth + 1)))
        }
        return .object(members)
    }

    private mutating func list(depth: Int) throws(JSONError) -> JSONValue {
        try begin(depth)
        var values: [JSONValue] = []
        while try item(UInt8(ascii: "]"), isFirst: values.isEmpty) { values.append(try value(depth: depth + 1)) }
        return .list(values)
    }

    private mutating func begin(_ depth: Int) throws(JSONError) {
        guard depth < Self.depthLimit else { throw error("it is deeper than \(Self.depthLimit) levels") }
        position += 1
    }

    /// Goes on to the next item; false: the end was taken.
    private mutating func item(_ end: UInt8, isFirst: Bool) throws(JSONError) -> Bool {
        skipBlanks()
        if take(end) { return false }
        guard isFirst || take(UInt8(ascii: ",")) else { throw error("a comma or the end is expected") }
        return true
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let isThere = word.withUTF8Buffer { bytes[position...].starts(with: $0) }
        guard isThere else { throw error("a value is expected") }
        position += word.utf8CodeUnitCount
        return value
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private func error(_ problem: String) -> JSONError {
        let line = bytes.prefix(position).count { $0 == 0x0A } + 1
        let column = position - (bytes.prefix(position).lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return JSONError(description: "line \(line), byte \(column): \(problem)")
    }
}

// Numbers.
extension JSONReader {
    private mutating func number() throws(JSONError) -> String {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits("a value is expected") }
        if take(UInt8(ascii: ".")) { try digits("a digit is expected") }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "-")) { _ = take(UInt8(ascii: "+")) }
            try digits("a digit is expected")
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits(_ problem: String) throws(JSONError) {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw error(problem) }
    }
}

// Texts.
extension JSONReader {
    private mutating func text() throws(JSONError) -> String {
        position += 1
        var units: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"): units.append(contentsOf: try escaped())
            case 0..<0x20: throw error("a control character must be escaped")
            default: units.append(byte)
            }
        }
        throw error("a text has no end")
    }

    private mutating func escaped() throws(JSONError) -> [UInt8] {
        let byte = next
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return byte.map { [$0] } ?? []
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(try scalar()).utf8)
        default: throw error("an unknown escape")
        }
    }

    /// A scalar from four hexadecimal digits, or from twice four for those beyond 16 bits.
    private mutating func scalar() throws(JSONError) -> Unicode.Scalar {
        let unit = try fourDigits()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xD800..<0xDC00).contains(unit), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw error("half of a pair of escapes")
        }
        let low = try fourDigits()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
        else { throw error("half of a pair of escapes") }
        return scalar
    }

    private mutating func fourDigits() throws(JSONError) -> UInt32 {
        let digits = bytes[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy(Characters.isHex),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw error("four hexadecimal digits are expected") }
        position += 4
        return value
    }
}
