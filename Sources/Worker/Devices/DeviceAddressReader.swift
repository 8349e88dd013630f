import Tracker

/// Reads the addresses of a device spec (PCI, 3.3): a glob as text, or an object of expressions.
enum DeviceAddressReader {
    /// What is wrong with an address.
    struct Problem: Error {
        /// The stable name.
        var kind: DeviceSettingErrors.Problem.Kind
        /// All that is wrong.
        var messages: [String]
    }

    private typealias Field = (name: String, maximum: UInt32, width: Int)
    private static let fields: [Field] = [
        ("domain", 0xFFFF, 4), ("bus", 0xFF, 2), ("slot", 0x1F, 2), ("function", 0x7, 1),
    ]

    /// The pattern of a value; null, an empty text and an empty object mean any address.
    static func pattern(_ value: JSONValue) throws(Problem) -> DeviceAddressPattern {
        switch value {
        case .null: return .any
        case .text(let text): return text.isEmpty ? .any : try glob(text)
        case .object(let members): return members.isEmpty ? .any : try expression(members)
        case .boolean, .number, .list:
            throw wrong(["address must be a text such as \"*:0a:00.*\", or an object of expressions"])
        }
    }

    /// The function is behind the first dot; missing fields on the left and empty ones are any.
    private static func glob(_ text: String) throws(Problem) -> DeviceAddressPattern {
        let halves = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let parts = halves[0].split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count <= 3 else {
            throw wrong(["address \(Shown.text(text)) has more than domain, bus and slot in front of the function"])
        }
        let whole = Array(repeating: "", count: 3 - parts.count) + parts + [halves.count > 1 ? halves[1] : ""]
        var read: [String?] = []
        var messages: [String] = []
        for (field, part) in zip(fields, whole) {
            let word = SettingWords.trimmed(part)
            guard !word.isEmpty, word != "*" else {
                read.append(nil)
                continue
            }
            switch SettingWords.hexadecimal(word, maximum: field.maximum) {
            case .value(let value): read.append(SettingWords.digits(value, width: field.width))
            case .tooLarge: messages.append(tooLarge(field, word))
            case .notHexadecimal:
                messages.append(
                    "\(field.name) \(Shown.text(word)) of the address is neither * nor a hexadecimal number")
            }
        }
        guard messages.isEmpty else { throw Problem(kind: .invalidSpec, messages: messages) }
        guard read.contains(where: { $0 != nil }) else { return .any }
        return .glob(domain: read[0], bus: read[1], slot: read[2], function: read[3])
    }

    private static func tooLarge(_ field: Field, _ word: String) -> String {
        let maximum = String(field.maximum, radix: 16, uppercase: true)
        return "\(field.name) \(Shown.text(word)) of the address is greater than \(maximum)"
    }

    private static func expression(_ members: [JSONMember]) throws(Problem) -> DeviceAddressPattern {
        let names = fields.map(\.name)
        var patterns = Dictionary(uniqueKeysWithValues: names.map { ($0, ".*") })
        var messages: [String] = []
        for member in members {
            guard names.contains(member.key) else {
                messages.append("address has the key \(Shown.text(member.key)), which is none of its fields")
                continue
            }
            guard let pattern = member.value.text, isExpression(pattern) else {
                messages.append("\(member.key) of the address must be a regular expression in quotes")
                continue
            }
            patterns[member.key] = pattern
        }
        guard messages.isEmpty else { throw wrong(messages) }
        let read = names.map { patterns[$0] ?? ".*" }
        return .expression(domain: read[0], bus: read[1], slot: read[2], function: read[3])
    }

    /// Whether an expression compiles; it is tried once, so that nothing is left for the first report.
    private static func isExpression(_ pattern: String) -> Bool {
        guard pattern.utf8.count <= 255 else { return false }
        do {
            _ = try Regex(pattern).prefixMatch(in: "0000")
            return true
        } catch {
            return false
        }
    }

    private static func wrong(_ messages: [String]) -> Problem { Problem(kind: .wrongAddress, messages: messages) }
}
