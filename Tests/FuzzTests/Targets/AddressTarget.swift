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
    /// Words that stand in passwords of kept and sound addresses, and nowhere else.
    private static let secrets = ["pa55w0", "rdtail", "passwordtail"]

    /// What stands before the last `@` of an address is never shown.
    static func expectNothingOf(_ text: String, in shown: String) throws(Defect) {
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return }
        for secret in secrets where text[..<at].contains(secret) && !text[at...].contains(secret) {
            try Defect.unless(
                !shown.contains(secret), "'\(secret)', which stands before the last @, is shown: \(shown)")
        }
    }
}
