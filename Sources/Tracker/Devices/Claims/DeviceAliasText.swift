/// What a flavor asks for with `pci_passthrough:alias`: `name:count[,name:count…]` (PCI, 5.2).
struct DeviceAliasText {
    /// One element of the list.
    struct Element: Hashable, Sendable {
        /// The alias.
        var name: String
        /// How many devices.
        var count: Int32
    }

    /// The extra specification's key.
    static let key = "pci_passthrough:alias"
    /// What a request may ask for at once.
    static let counts: ClosedRange<Int32> = 1...65_535
    /// So many aliases are named in a message at most.
    static let maximumNamed = 16
    /// So many elements at most.
    static let maximumElements = 64

    /// The elements that can be read.
    private(set) var elements: [Element] = []
    /// What is wrong with the others.
    private(set) var problems: [String] = []

    /// Reads a value.
    init(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count <= Self.maximumElements else {
            problems = ["must have at most \(Self.maximumElements) elements, has \(parts.count)"]
            return
        }
        for part in parts { read(part) }
    }

    private mutating func read(_ part: Substring) {
        let pair = part.split(separator: ":", omittingEmptySubsequences: false).map { Self.trimmed($0) }
        guard pair.count == 2, !pair[0].isEmpty, !pair[1].isEmpty,
            pair[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else {
            problems.append("must be name:count with commas between them, has \"\(Self.shown(part))\"")
            return
        }
        guard let count = Int32(pair[1]), Self.counts.contains(count) else {
            problems.append(
                "must ask for \(Self.counts.lowerBound) to \(Self.counts.upperBound) devices, has "
                    + "\"\(Self.shown(part))\"")
            return
        }
        elements.append(Element(name: pair[0], count: count))
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first?.isWhitespace ?? false { text.removeFirst() }
        while text.last?.isWhitespace ?? false { text.removeLast() }
        return String(text)
    }

    /// Which aliases there are, for a message.
    static func list(of aliases: [String: DeviceAlias]) -> String {
        let names = aliases.keys.sorted().map { shown($0) }
        guard !names.isEmpty else { return "none is configured" }
        let more = names.count > maximumNamed ? " and \(names.count - maximumNamed) more" : ""
        return "there are: " + names.prefix(maximumNamed).joined(separator: ", ") + more
    }

    /// A text from outside for a message: visible, and never long.
    static func shown(_ text: some StringProtocol) -> String {
        var shown = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            guard index < 64 else { return shown + "…" }
            let isPlain = (0x20...0x7E).contains(scalar.value) && scalar != "\""
            shown.unicodeScalars.append(isPlain ? scalar : "?")
        }
        return shown
    }
}
