import Foundation

@testable import AMQP

extension FuzzTarget {
    /// Addresses of brokers.
    static let brokerURL = FuzzTarget(
        "broker-url",
        words: [
            "amqp://", "amqps://", "user:", "password@", "@", ":", "/", "%2F", "?heartbeat=10", "&connection_timeout=5",
            "[::1]", ":5672", ",", "#", "%00", "%FF",
        ]
    ) { random in
        let user = random.pick(["", "u@", "user:pa55w0rd@", "us%40er:p%3A%2Fw@"])
        let host = random.pick(["localhost", "[::1]:5671", "a:1,b:2", "h%C3%A9"])
        let path = random.pick(["", "/", "/%2F", "/v?heartbeat=5", "/v?connection_timeout=100&heartbeat=65535"])
        return Array("\(random.pick(["amqp", "amqps", "AMQP"]))://\(user)\(host)\(path)".utf8)
    } check: { input in
        let text = String(decoding: input, as: UTF8.self)
        let url: BrokerURL
        do throws(AMQPError) {
            url = try BrokerURL(text)
        } catch {
            try AddressCheck.expectNothingOf(text, in: error.description)
            return .refused
        }
        try Defect.unless(!url.endpoints.isEmpty && !url.virtualHost.utf8.contains(0), "no endpoint")
        try AddressCheck.expectNothingOf(text, in: url.redacted)
        // Escaped, it can be longer than an address may be.
        guard url.redacted.utf8.count <= 4096 else { return .accepted }
        // The address that is logged is one, and leads to the same place.
        let shown = try BrokerURL(url.redacted)
        try Defect.unlessEqual(shown.endpoints, url.endpoints, "the hosts")
        try Defect.unless(Array(shown.virtualHost.utf8) == Array(url.virtualHost.utf8), "the virtual host has changed")
        try Defect.unlessEqual(shown.usesTLS, url.usesTLS, "TLS")
        return .accepted
    }
}

private enum AddressCheck {
    /// What stands before the last `@` of an address is never shown.
    static func expectNothingOf(_ text: String, in shown: String) throws(Defect) {
        let start = text.utf8.firstRange(of: "://".utf8)?.upperBound ?? text.startIndex
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")), start < at else { return }
        let secret = text[start..<at]
        let pieces = secret.split { !$0.isLetter && !$0.isNumber }
        let known = "the broker's address cannot be read: amqps://user:password@host:port/vhost INVALID_URL"
        for piece in pieces where piece.count > 5 && !known.contains(piece) {
            try Defect.unless(!shown.contains(piece), "'\(piece)', which stands before the last @, is shown: \(shown)")
        }
    }
}
