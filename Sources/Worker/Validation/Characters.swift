/// Classes of characters that rules speak of; all work on UTF-8, so that a long text costs one pass.
enum Characters {
    /// True if a text has a control character: U+0000 to U+001F, U+007F to U+009F.
    static func hasControl(_ text: String) -> Bool {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte < 0x20 || byte == 0x7F || (previous == 0xC2 && byte < 0xA0) { return true }
            previous = byte
        }
        return false
    }

    /// True for a digit of a hexadecimal number, in either case.
    static func isHex(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }

    /// True if a text has the form of a pattern: `x` stands for a hexadecimal digit, all else for itself.
    static func match(_ text: String, pattern: StaticString) -> Bool {
        guard text.utf8.count == pattern.utf8CodeUnitCount else { return false }
        return pattern.withUTF8Buffer { pattern in
            zip(text.utf8, pattern).allSatisfy { byte, form in
                form == UInt8(ascii: "x") ? isHex(byte) : byte == form
            }
        }
    }

    /// True if a text has only upper-case letters, digits and `_`, and starts with a letter.
    static func isUpperName(_ text: String) -> Bool {
        guard let first = text.utf8.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
            default: false
            }
        }
    }
}
