/// The address of a PCI function, `dddd:bb:ss.f`: domain, bus, slot and function in hexadecimal digits (PCI, 3.3).
enum PCIAddress {
    /// True if a text is an address; a domain of more than 16 bits is none.
    static func isValid(_ text: String) -> Bool {
        guard Characters.match(text, pattern: "xxxx:xx:xx.x") else { return false }
        let bytes = Array(text.utf8)
        let slotTens = bytes[8]
        let function = bytes[11]
        return (slotTens == UInt8(ascii: "0") || slotTens == UInt8(ascii: "1"))
            && (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(function)
    }
}
