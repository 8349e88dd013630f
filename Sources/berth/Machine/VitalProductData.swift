/// A card's vital product data, as far as its serial number (PCI Local Bus Specification 3.0, appendix I).
enum VitalProductData {
    /// The most that there can be: addresses in it have 15 bits.
    static let maximumBytes = 1 << 15

    /// The serial number, keyword `SN` of the read-only part; nil when there is none that can be read.
    static func serialNumber(_ bytes: [UInt8]) -> String? {
        var rest = bytes.prefix(maximumBytes)
        while let tag = rest.first, tag != Tag.end {
            // A large item has its length in two bytes, a small one in the tag.
            let isLarge = tag & 0x80 != 0
            let header = isLarge ? 3 : 1
            guard rest.count >= header else { return nil }
            let start = rest.startIndex
            let length = isLarge ? Int(rest[start + 1]) | Int(rest[start + 2]) << 8 : Int(tag & 0x07)
            let content = rest.dropFirst(header)
            guard content.count >= length else { return nil }
            if tag == Tag.readOnly { return field("SN", content.prefix(length)) }
            rest = content.dropFirst(length)
        }
        return nil
    }

    private enum Tag {
        static let readOnly: UInt8 = 0x90
        static let end: UInt8 = 0x78
    }

    /// Fields have two letters, a length in one byte, and the text.
    private static func field(_ keyword: String, _ bytes: ArraySlice<UInt8>) -> String? {
        var rest = bytes
        while rest.count >= 3 {
            let start = rest.startIndex
            let length = Int(rest[start + 2])
            let content = rest.dropFirst(3)
            guard content.count >= length else { return nil }
            if rest.prefix(2).elementsEqual(keyword.utf8) { return text(content.prefix(length)) }
            rest = content.dropFirst(length)
        }
        return nil
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        let blanks: Set<UInt8> = [0, 0x20]
        guard let first = bytes.firstIndex(where: { !blanks.contains($0) }),
            let last = bytes.lastIndex(where: { !blanks.contains($0) })
        else { return nil }
        let text = bytes[first...last]
        return text.allSatisfy { (0x20...0x7E).contains($0) } ? String(decoding: text, as: UTF8.self) : nil
    }
}
