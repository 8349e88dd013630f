/// A value of a JSON text (RFC 8259).
enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// As it is written.
    case number(String)
    case text(String)
    case list([JSONValue])
    /// In the order of the text; no key comes twice.
    case object([JSONMember])

    /// The text; absent: it is something else.
    var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// A member of an object; absent: there is none, or it is no object.
    subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }
}

/// A key of a JSON object with its value.
struct JSONMember: Hashable, Sendable {
    /// The key.
    var key: String
    /// Its value.
    var value: JSONValue
}

/// Why a text is no JSON.
struct JSONError: Error, Hashable, Sendable {
    /// What is wrong, with the place; quotes nothing of the text.
    let description: String
}
