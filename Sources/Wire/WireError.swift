/// What is wrong with something that came over the wire, or cannot go onto it.
///
/// The text names what, where and what to do. It never holds a body or the value of a field; names of fields that the
/// sender made up are cut short and have everything but visible ASCII replaced.
public struct WireError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of error; new ones may be added.
    public struct Code: RawRepresentable, Sendable, Hashable {
        /// The stable identifier, in UPPER_SNAKE_CASE.
        public let rawValue: String

        /// Makes a code from its stable identifier.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The body is not a message of the expected type.
        public static let malformedBody = Code(rawValue: "MALFORMED_BODY")
        /// The body has a field that the schema does not know.
        public static let unknownField = Code(rawValue: "UNKNOWN_FIELD")
        /// The body has more bytes than the method allows.
        public static let bodyTooLarge = Code(rawValue: "BODY_TOO_LARGE")
        /// Messages within messages go deeper than allowed.
        public static let nestingTooDeep = Code(rawValue: "NESTING_TOO_DEEP")
        /// The content type is neither protobuf nor JSON.
        public static let unknownContentType = Code(rawValue: "UNKNOWN_CONTENT_TYPE")
        /// The method path is not one of this version of the service.
        public static let unknownMethod = Code(rawValue: "UNKNOWN_METHOD")
        /// The idempotency key is missing, too long, or has other than visible ASCII characters.
        public static let malformedKey = Code(rawValue: "MALFORMED_KEY")
        /// The host is empty, too long, or has characters that a routing key cannot carry.
        public static let malformedHost = Code(rawValue: "MALFORMED_HOST")
        /// A `grpc-timeout` header breaks its syntax.
        public static let malformedTimeout = Code(rawValue: "MALFORMED_TIMEOUT")
        /// A `traceparent` header breaks its syntax.
        public static let malformedTraceParent = Code(rawValue: "MALFORMED_TRACE_PARENT")
        /// A status or its details cannot be read.
        public static let malformedStatus = Code(rawValue: "MALFORMED_STATUS")
        /// A message cannot be written in the chosen form.
        public static let notEncodable = Code(rawValue: "NOT_ENCODABLE")
    }

    /// What kind of error this is.
    public let code: Code
    /// What is wrong, where, and what to do; safe to log and to send to the caller.
    public let message: String
    /// The field concerned, as in `instance.flavor.vcpus` or `inventory.pciDevices[2]`; nil if unknown.
    public let path: String?

    /// Makes an error; the message must not quote outside input.
    public init(_ code: Code, _ message: String, path: String? = nil) {
        self.code = code
        self.message = message
        self.path = path
    }

    /// Code, place and message in one line, safe to log.
    public var description: String {
        guard let path else { return "\(code.rawValue): \(message)" }
        return "\(code.rawValue) at \(path): \(message)"
    }
}

/// Text of a sender made fit for an error message: visible ASCII only, at most `limit` characters.
func displayable(_ text: some StringProtocol, limit: Int = 200) -> String {
    var result = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
        guard index < limit else { return result + "..." }
        result.unicodeScalars.append((0x20...0x7E).contains(scalar.value) ? scalar : "?")
    }
    return result
}
