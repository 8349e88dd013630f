/// What keeps a stored or received message from becoming a value of the core.
///
/// Requests are validated first, so for them it is a defect; for stored bytes it means a damaged store or one that a
/// newer version wrote.
package struct MappingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of error; new ones may be added.
    package struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable identifier, in UPPER_SNAKE_CASE.
        package let rawValue: String

        /// Makes a code from its stable identifier.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// The bytes are not the expected protobuf message.
        package static let malformedBytes = Code(rawValue: "MALFORMED_BYTES")
        /// Something that must be there is absent.
        package static let missingField = Code(rawValue: "MISSING_FIELD")
        /// A name or number that this version does not know.
        package static let unknownValue = Code(rawValue: "UNKNOWN_VALUE")
        /// A number or a time that the core cannot hold.
        package static let outOfRange = Code(rawValue: "OUT_OF_RANGE")
        /// A row's key says another entity than its bytes.
        package static let keyMismatch = Code(rawValue: "KEY_MISMATCH")
    }

    /// What kind of error this is.
    package let code: Code
    /// What is wrong, where, and what to do; quotes no outside text.
    package let message: String

    /// Makes an error; the message must not quote outside text.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Code and message in one line, safe to log.
    package var description: String { "\(code.rawValue): \(message)" }
}

extension MappingError {
    /// An enum number that this version does not know.
    static func unknownNumber(_ number: Int, of name: String) -> MappingError {
        MappingError(.unknownValue, "\(name) has the unknown number \(number); a newer version wrote it")
    }
}
