/// What went wrong between this client and a broker.
///
/// `description` is safe to log: it never contains credentials or message bodies. The broker's own text is part of it.
public struct AMQPError: Error, Sendable, Hashable {
    /// The kind of error; more may be added.
    public struct Code: RawRepresentable, Sendable, Hashable, CustomStringConvertible {
        /// The name of the code.
        public let rawValue: String

        /// A code by its name.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The name of the code.
        public var description: String { rawValue }
    }

    /// The kind of error.
    public let code: Code
    /// What, where and what to do, for people.
    public let message: String
    /// The broker's reply code, if the broker said it (for instance 406).
    public let brokerCode: UInt16?
    /// Which argument of a declaration differs from what exists, if the broker said it.
    public let mismatch: DeclarationMismatch?

    /// An error with everything that is known of it.
    public init(_ code: Code, _ message: String, brokerCode: UInt16? = nil, mismatch: DeclarationMismatch? = nil) {
        self.code = code
        self.message = message
        self.brokerCode = brokerCode
        self.mismatch = mismatch
    }
}

extension AMQPError.Code {
    /// No listed host accepts a connection.
    public static let connectionRefused = Self(rawValue: "connectionRefused")
    /// Wrong user or password.
    public static let authenticationFailed = Self(rawValue: "authenticationFailed")
    /// The connection broke or was closed by the broker.
    public static let connectionLost = Self(rawValue: "connectionLost")
    /// The broker closed the channel for a reason without a code of its own.
    public static let channelClosed = Self(rawValue: "channelClosed")
    /// 406: a declaration differs from what exists, or a delivery is unknown.
    public static let preconditionFailed = Self(rawValue: "preconditionFailed")
    /// 404, or a virtual host that does not exist.
    public static let notFound = Self(rawValue: "notFound")
    /// 403: the user lacks a permission.
    public static let accessRefused = Self(rawValue: "accessRefused")
    /// 405: a queue belongs to another connection.
    public static let resourceLocked = Self(rawValue: "resourceLocked")
    /// No answer within the configured time.
    public static let timeout = Self(rawValue: "timeout")
    /// Certificate, host name or TLS handshake.
    public static let tlsFailed = Self(rawValue: "tlsFailed")
    /// The broker's address cannot be read.
    public static let invalidURL = Self(rawValue: "invalidURL")
    /// An argument that cannot be sent, for instance a text of more than 255 bytes.
    public static let invalidArgument = Self(rawValue: "invalidArgument")
    /// Properties and headers do not fit into one frame; nothing was sent.
    public static let frameTooLarge = Self(rawValue: "frameTooLarge")
    /// The connection, channel or consumer was closed by this side.
    public static let closed = Self(rawValue: "closed")
    /// The peer does not follow the protocol, or speaks another one.
    public static let protocolError = Self(rawValue: "protocolError")
    /// 530: not allowed, for instance too many connections.
    public static let notAllowed = Self(rawValue: "notAllowed")
    /// A limit of this client or of the broker has been reached.
    public static let limitReached = Self(rawValue: "limitReached")
}

extension AMQPError: CustomStringConvertible {
    /// Code and message on one line, safe to log.
    public var description: String {
        guard let brokerCode else { return "\(code): \(message)" }
        return "\(code) (\(brokerCode)): \(message)"
    }
}
