/// Numbers and truth as settings about devices write them.
enum SettingWords {
    /// The value of hexadecimal digits, blanks around them and `0x` in front allowed.
    enum Hexadecimal: Equatable {
        case value(UInt32)
        case tooLarge
        case notHexadecimal
    }

    /// Reads a hexadecimal number up to a maximum.
    static func hexadecimal(_ text: String, maximum: UInt32) -> Hexadecimal {
        var digits = trimmed(text)[...]
        if digits.hasPrefix("0x") || digits.hasPrefix("0X") { digits = digits.dropFirst(2) }
        guard !digits.isEmpty, digits.utf8.allSatisfy(Characters.isHex) else { return .notHexadecimal }
        guard let value = UInt32(digits.drop { $0 == "0" }.prefix(9), radix: 16) ?? zero(digits), value <= maximum
        else { return .tooLarge }
        return .value(value)
    }

    private static func zero(_ digits: Substring) -> UInt32? { digits.allSatisfy { $0 == "0" } ? 0 : nil }

    /// A number in so many lower-case digits.
    static func digits(_ value: UInt32, width: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    /// Yes or no; absent: neither (PCI, 3.2).
    static func strictBoolean(_ text: String) -> Bool? {
        switch trimmed(text).lowercased() {
        case "1", "t", "true", "on", "y", "yes": true
        case "0", "f", "false", "off", "n", "no": false
        default: nil
        }
    }

    /// The word that a text was meant to be: one at most two changed, missing or surplus characters away, in any case;
    /// absent: none is so near.
    static func resembled(by text: String, among words: [String]) -> String? {
        words.first { distance(text.lowercased(), $0) <= 2 }
    }

    /// How many characters have to be changed, put in or taken out to make one text of another (Levenshtein).
    static func distance(_ first: String, _ second: String) -> Int {
        let second = Array(second)
        var row = Array(0...second.count)
        for (index, character) in first.enumerated() {
            var before = row[0]
            row[0] = index + 1
            for column in second.indices {
                let changed = before + (character == second[column] ? 0 : 1)
                before = row[column + 1]
                row[column + 1] = min(changed, before + 1, row[column] + 1)
            }
        }
        return row[second.count]
    }

    /// The text without blanks at both ends.
    static func trimmed(_ text: String) -> String {
        var rest = text[...]
        while rest.first?.isWhitespace ?? false { rest.removeFirst() }
        while rest.last?.isWhitespace ?? false { rest.removeLast() }
        return String(rest)
    }
}
