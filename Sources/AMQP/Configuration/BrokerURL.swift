/// The address of one broker or of several nodes of a cluster:
/// `amqp://user:password@host1:5672,host2:5673/vhost?heartbeat=10`.
///
/// Follows RabbitMQ's URI specification: user, password and virtual host are percent-decoded; without a path the
/// virtual host is `/`, with an empty path (`amqp://host/`) it is the empty name. Several hosts are separated by commas, as an
/// extension. Known query parameters: `heartbeat` (seconds) and `connection_timeout` (milliseconds).
public struct BrokerURL: Sendable, Hashable {
    /// One host to connect to.
    public struct Endpoint: Sendable, Hashable, CustomStringConvertible {
        /// A name or an address, IPv6 without its brackets.
        public let host: String
        /// The TCP port.
        public let port: UInt16

        /// One host to connect to.
        public init(host: String, port: UInt16) {
            self.host = host
            self.port = port
        }

        /// `host:port`, IPv6 in brackets.
        public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    }

    /// At least one host, in the order of the text.
    public let endpoints: [Endpoint]
    /// The user, `guest` if none is given.
    public let user: String
    /// The password, `guest` if no user is given.
    ///
    /// Never log it.
    public let password: String
    /// The virtual host.
    public let virtualHost: String
    /// Whether the scheme is `amqps`.
    public let usesTLS: Bool
    /// The `heartbeat` parameter.
    public let heartbeatSeconds: UInt16?
    /// The `connection_timeout` parameter.
    public let connectTimeoutMilliseconds: UInt32?

    /// Reads an address.
    ///
    /// Throws `invalidURL`; the message never repeats the user or the password.
    public init(_ text: String) throws(AMQPError) {
        guard text.utf8.count <= 4096 else { throw Self.invalid("it has more than 4096 bytes") }
        let parts = try URLParts(text)
        usesTLS = parts.usesTLS
        endpoints = try parts.endpoints()
        (user, password) = try parts.credentials()
        virtualHost =
            try parts.path.map { path throws(AMQPError) in try URLParts.decode(path, what: "virtual host") } ?? "/"
        guard virtualHost.utf8.count <= 255 else { throw Self.invalid("the virtual host has more than 255 bytes") }
        var heartbeat: UInt16?
        var timeout: UInt32?
        for (name, value) in parts.parameters {
            switch name {
            case "heartbeat": heartbeat = try Self.number(value, of: name)
            case "connection_timeout": timeout = try Self.number(value, of: name)
            // Not repeated: whatever was meant by it, it may be a secret.
            default: throw Self.invalid("it has an unknown parameter; known are heartbeat and connection_timeout")
            }
        }
        heartbeatSeconds = heartbeat
        connectTimeoutMilliseconds = timeout
    }

    /// The address with password and parameters left out, safe to log.
    public var redacted: String {
        let hosts = endpoints.map(\.description).joined(separator: ",").replacing("%", with: "%25")
        let path = virtualHost.utf8.map { byte in
            URLParts.isUnreserved(byte) ? String(UnicodeScalar(byte)) : Self.escape(byte)
        }
        return "\(usesTLS ? "amqps" : "amqp")://\(hosts)/\(path.joined())"
    }

    private static func escape(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "%" + (digits.count == 1 ? "0" + digits : digits)
    }

    private static func number<Number: FixedWidthInteger>(_ text: Substring, of name: Substring) throws(AMQPError)
        -> Number
    {
        guard let number = Number(text) else { throw invalid("parameter '\(name)' is not a whole number in range") }
        return number
    }

    static func invalid(_ why: String) -> AMQPError {
        AMQPError(
            .invalidURL, "the broker's address cannot be read: \(why); the form is amqp://user:password@host:port/vhost"
        )
    }
}

extension BrokerURL: CustomStringConvertible, CustomDebugStringConvertible {
    /// The same as `redacted`.
    public var description: String { redacted }

    /// The same as `redacted`: a debugger's output ends in bug reports.
    public var debugDescription: String { redacted }
}
