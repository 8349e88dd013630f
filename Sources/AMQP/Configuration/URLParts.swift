/// The undecoded parts of a broker's address.
struct URLParts {
    let usesTLS: Bool
    let userInfo: Substring?
    let hosts: Substring
    let path: Substring?
    let parameters: [(Substring, Substring)]

    /// Cuts the text into its parts.
    ///
    /// By bytes: as characters, a separator and a combining mark behind it would be one, and hide where a part ends.
    init(_ text: String) throws(AMQPError) {
        guard let scheme = text.utf8.firstRange(of: "://".utf8) else { throw BrokerURL.invalid("there is no '://'") }
        switch text[..<scheme.lowerBound].lowercased() {
        case "amqp": usesTLS = false
        case "amqps": usesTLS = true
        default: throw BrokerURL.invalid("the scheme is neither amqp nor amqps")
        }
        let rest = text[scheme.upperBound...]
        guard !rest.utf8.contains(UInt8(ascii: "#")) else {
            throw BrokerURL.invalid("'#' is not allowed; write it as %23")
        }
        let (place, query) = Self.cut(rest, at: "?")
        let (authority, path) = Self.cut(place, at: "/")
        // What follows would be taken for a virtual host or a parameter, and shown: it may be half a password.
        guard !(path?.utf8.contains(UInt8(ascii: "@")) ?? false), !(query?.utf8.contains(UInt8(ascii: "@")) ?? false)
        else {
            throw BrokerURL.invalid(
                "there is an '@' behind the host; in user, password and virtual host write '/' as %2F, '?' as %3F and "
                    + "'@' as %40")
        }
        if let at = authority.utf8.lastIndex(of: UInt8(ascii: "@")) {
            userInfo = authority[..<at]
            hosts = authority[authority.utf8.index(after: at)...]
        } else {
            userInfo = nil
            hosts = authority
        }
        if let path, path.utf8.contains(UInt8(ascii: "/")) {
            throw BrokerURL.invalid("the virtual host contains '/'; write it as %2F")
        }
        self.path = path
        parameters = Self.split(query ?? "", by: "&").filter { !$0.isEmpty }.map { parameter in
            let (name, value) = Self.cut(parameter, at: "=")
            return (name, value ?? "")
        }
    }

    /// What stands before and behind the first separator; without one everything is before it.
    private static func cut(_ text: Substring, at separator: Unicode.Scalar) -> (before: Substring, after: Substring?) {
        guard let place = text.utf8.firstIndex(of: UInt8(ascii: separator)) else { return (text, nil) }
        return (text[..<place], text[text.utf8.index(after: place)...])
    }

    private static func split(_ text: Substring, by separator: Unicode.Scalar) -> [Substring] {
        text.utf8.split(separator: UInt8(ascii: separator), omittingEmptySubsequences: false).map(Substring.init)
    }

    /// The hosts with their ports.
    func endpoints() throws(AMQPError) -> [BrokerURL.Endpoint] {
        let texts = Self.split(hosts, by: ",")
        guard texts.count <= 64 else { throw BrokerURL.invalid("there are more than 64 hosts") }
        return try texts.map { text throws(AMQPError) in try endpoint(text) }
    }

    private func endpoint(_ text: Substring) throws(AMQPError) -> BrokerURL.Endpoint {
        var (host, portText) = Self.cut(text, at: ":")
        if text.utf8.first == UInt8(ascii: "["), let bracket = text.utf8.firstIndex(of: UInt8(ascii: "]")) {
            host = text[text.utf8.index(after: text.startIndex)..<bracket]
            let rest = text[text.utf8.index(after: bracket)...]
            guard rest.isEmpty || rest.utf8.first == UInt8(ascii: ":") else {
                throw BrokerURL.invalid("a host is malformed")
            }
            portText = rest.isEmpty ? nil : rest[rest.utf8.index(after: rest.startIndex)...]
        }
        let name = try Self.decode(host, what: "host")
        guard !name.isEmpty else { throw BrokerURL.invalid("a host is empty") }
        guard !name.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F || "/?#@,[]".utf8.contains($0) }) else {
            throw BrokerURL.invalid("a host contains a space, a control character or a sign that divides addresses")
        }
        return BrokerURL.Endpoint(host: name, port: try port(portText))
    }

    private func port(_ text: Substring?) throws(AMQPError) -> UInt16 {
        guard let text else { return usesTLS ? 5671 : 5672 }
        guard let port = UInt16(text), port > 0, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw BrokerURL.invalid("a port is not a number from 1 to 65535")
        }
        return port
    }

    /// User and password; both `guest` without user information, as all clients of RabbitMQ have it.
    func credentials() throws(AMQPError) -> (user: String, password: String) {
        guard let userInfo else { return ("guest", "guest") }
        let (user, password) = Self.cut(userInfo, at: ":")
        return (try Self.decode(user, what: "user"), try Self.decode(password ?? "", what: "password"))
    }

    /// Percent-decodes a part.
    ///
    /// A zero byte is refused: librabbitmq takes C strings, and PLAIN separates by it.
    static func decode(_ text: Substring, what: String) throws(AMQPError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = hexadecimal(rest.next()), let low = hexadecimal(rest.next()) else {
                throw BrokerURL.invalid("a '%' in the \(what) is not followed by two hexadecimal digits")
            }
            bytes.append(high << 4 | low)
        }
        guard !bytes.contains(0), let decoded = String(validating: bytes, as: UTF8.self) else {
            throw BrokerURL.invalid("the \(what) is not UTF-8 without zero bytes")
        }
        return decoded
    }

    private static func hexadecimal(_ byte: UInt8?) -> UInt8? {
        switch byte {
        case .some(let digit) where (0x30...0x39).contains(digit): digit - 0x30
        case .some(let digit) where (0x41...0x46).contains(digit): digit - 0x41 + 10
        case .some(let digit) where (0x61...0x66).contains(digit): digit - 0x61 + 10
        default: nil
        }
    }

    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
