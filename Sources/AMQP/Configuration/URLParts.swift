/// The undecoded parts of a broker's address.
struct URLParts {
    let usesTLS: Bool
    let userInfo: Substring?
    let hosts: Substring
    let path: Substring?
    let parameters: [(Substring, Substring)]

    /// Cuts the text into its parts.
    init(_ text: String) throws(AMQPError) {
        guard let scheme = text.firstRange(of: "://") else { throw BrokerURL.invalid("there is no '://'") }
        switch text[..<scheme.lowerBound].lowercased() {
        case "amqp": usesTLS = false
        case "amqps": usesTLS = true
        default: throw BrokerURL.invalid("the scheme is neither amqp nor amqps")
        }
        var rest = text[scheme.upperBound...]
        guard !rest.contains("#") else { throw BrokerURL.invalid("'#' is not allowed; write it as %23") }
        var query: Substring?
        if let mark = rest.firstIndex(of: "?") {
            query = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        if let slash = rest.firstIndex(of: "/") {
            path = rest[rest.index(after: slash)...]
            rest = rest[..<slash]
        } else {
            path = nil
        }
        if let at = rest.lastIndex(of: "@") {
            userInfo = rest[..<at]
            hosts = rest[rest.index(after: at)...]
        } else {
            userInfo = nil
            hosts = rest
        }
        if let path, path.contains("/") {
            throw BrokerURL.invalid("the virtual host contains '/'; write it as %2F")
        }
        parameters = (query ?? "").split(separator: "&").map { parameter in
            let pair = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (pair[0], pair.count > 1 ? pair[1] : "")
        }
    }

    /// The hosts with their ports.
    func endpoints() throws(AMQPError) -> [BrokerURL.Endpoint] {
        let texts = hosts.split(separator: ",", omittingEmptySubsequences: false)
        guard texts.count <= 64 else { throw BrokerURL.invalid("there are more than 64 hosts") }
        return try texts.map { text throws(AMQPError) in try endpoint(text) }
    }

    private func endpoint(_ text: Substring) throws(AMQPError) -> BrokerURL.Endpoint {
        var host = text
        var portText: Substring?
        if text.hasPrefix("["), let bracket = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<bracket]
            let rest = text[text.index(after: bracket)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { throw BrokerURL.invalid("a host is malformed") }
            portText = rest.isEmpty ? nil : rest.dropFirst()
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            portText = text[text.index(after: colon)...]
        }
        let name = try Self.decode(host, what: "host")
        guard !name.isEmpty else { throw BrokerURL.invalid("a host is empty") }
        guard !name.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) else {
            throw BrokerURL.invalid("a host contains a space or a control character")
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
        let pair = userInfo.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let user = try Self.decode(pair[0], what: "user")
        let password = pair.count > 1 ? try Self.decode(pair[1], what: "password") : ""
        return (user, password)
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
