/// The rule for the names of hosts, which are routing keys of a topic exchange.
///
/// 1 to 255 bytes of UTF-8 (a short string of AMQP 0-9-1); no white space and no control characters; no `#` and no `*`,
/// which mean "any" in bindings, so that a host's own binding would receive the requests of others. Dots are allowed:
/// they divide a routing key into words.
public enum HostName {
    /// Most bytes of a host's name.
    public static let maximumBytes = 255

    /// Checks a host's name.
    ///
    /// - Throws: `malformedHost`, saying which part of the rule is broken.
    public static func check(_ host: String) throws(WireError) {
        if let violation = violation(of: host) { throw WireError(.malformedHost, "the host \(violation)") }
    }

    /// What is wrong with a host's name, to be read after "the host"; nil: nothing.
    public static func violation(of host: String) -> String? {
        if host.isEmpty { return "must not be empty" }
        if host.utf8.count > maximumBytes { return "has \(host.utf8.count) bytes, \(maximumBytes) are allowed" }
        // Nearly every host is ASCII, of which nothing needs to be looked up.
        if host.utf8.allSatisfy(isPlain) { return nil }
        for scalar in host.unicodeScalars {
            if scalar == "#" || scalar == "*" { return "must not have # or *" }
            if scalar.properties.isWhitespace { return "must not have white space" }
            if scalar.properties.generalCategory == .control { return "must not have control characters" }
        }
        return nil
    }

    /// True for visible ASCII that means nothing in bindings.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "#") && byte != UInt8(ascii: "*")
    }
}
