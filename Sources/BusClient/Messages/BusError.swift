/// What cannot be sent, or was not understood.
public struct BusError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of error; new ones may be added.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The stable identifier, in UPPER_SNAKE_CASE.
        public let rawValue: String

        /// Makes a code from its stable identifier.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The request cannot be written in the chosen form.
        public static let notEncodable = Code(rawValue: "NOT_ENCODABLE")
        /// What came back is not a reply of Berth.
        public static let unreadableReply = Code(rawValue: "UNREADABLE_REPLY")
        /// The reply's body is not the message that was expected.
        public static let unreadableBody = Code(rawValue: "UNREADABLE_BODY")
    }

    /// What kind of error this is.
    public let code: Code
    /// What is wrong, in a sentence; safe to log.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
