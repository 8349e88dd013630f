/// The key under which a request has its effect at most once; the `message_id` property.
public struct IdempotencyKey: Sendable, Hashable, CustomStringConvertible {
    /// Most characters of a key.
    public static let maximumLength = 128

    /// The key: 1 to 128 visible ASCII characters; a UUID is the convention.
    public let value: String

    /// Takes a key from outside.
    ///
    /// - Throws: `malformedKey` if it is missing, empty, too long, or has a blank or another character than visible
    ///   ASCII.
    public init(_ text: String?) throws(WireError) {
        guard let text, !text.isEmpty else {
            throw WireError(
                .malformedKey, "message_id is missing; it is the idempotency key: send a new UUID per request")
        }
        guard text.utf8.count <= IdempotencyKey.maximumLength else {
            throw WireError(
                .malformedKey, "message_id has \(text.utf8.count) bytes, \(IdempotencyKey.maximumLength) are allowed")
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw WireError(.malformedKey, "message_id must consist of visible ASCII characters")
        }
        value = text
    }

    /// The key itself.
    public var description: String { value }
}
