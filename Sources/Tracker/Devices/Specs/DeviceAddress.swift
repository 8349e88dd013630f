/// The address of a PCI function, read: `dddd:bb:ss.f` in hexadecimal digits (PCI, 3.3).
struct DeviceAddress: Hashable, Sendable {
    /// In lower case.
    let text: String
    /// Domain, bus, slot and function, each in its whole width.
    let fields: [String]

    /// Reads an address; absent: it is none, a domain of more than 16 bits included.
    init?(_ address: String) {
        let text = address.lowercased()
        let digits = Array(text.utf8)
        guard digits.count == 12, digits[4] == UInt8(ascii: ":"), digits[7] == UInt8(ascii: ":"),
            digits[10] == UInt8(ascii: ".")
        else { return nil }
        let parts = [digits[0..<4], digits[5..<7], digits[8..<10], digits[11..<12]]
        guard parts.allSatisfy({ $0.allSatisfy(Self.isHex) }) else { return nil }
        // A slot has five bits, a function three.
        guard digits[8] <= UInt8(ascii: "1"), digits[11] <= UInt8(ascii: "7") else { return nil }
        self.text = text
        fields = parts.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func isHex(_ digit: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(digit)
    }
}
