import Foundation
import Testing

/// A secret that a test plants, to be searched for in everything that a program writes.
enum Canary {
    /// Stands in passwords, tokens, keys and bodies; letters and digits only, so that no encoding changes it.
    static let text = "c4n4rypa55w0rd"

    /// What a program wrote must not have it.
    static func expectAbsent(_ output: String, _ path: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(!output.contains(text), "\(path):\n\(output.suffix(4000))", sourceLocation: sourceLocation)
        // Encoded otherwise, it would be as readable.
        for encoded in [Data(text.utf8).base64EncodedString().prefix(16), text.utf8.map(hexadecimal).joined()[...]] {
            #expect(!output.contains(encoded), "\(path), encoded", sourceLocation: sourceLocation)
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }

    /// Addresses that hold it, good ones and bad ones, by what they show.
    static let addresses: [(name: String, url: String)] = [
        ("password", "amqp://user:\(text)@127.0.0.1:1/v"),
        ("percent-encoded", "amqp://user:a%2F\(text)%40b@127.0.0.1:1/v"),
        ("user", "amqp://\(text):x@127.0.0.1:1/v"),
        ("slash in the password", "amqp://user:1/\(text)@127.0.0.1:1/v"),
        ("slash in the password, once", "amqp://user:1/\(text)@127.0.0.1"),
        ("question mark in the password", "amqp://user:a?\(text)@127.0.0.1:1/v"),
        ("question mark and ampersand", "amqp://user:a?heartbeat=5&\(text)@127.0.0.1:1/v"),
        ("number sign in the password", "amqp://user:a#\(text)@127.0.0.1:1/v"),
        ("at sign in the password", "amqp://user:a@\(text)@127.0.0.1:1/v"),
        ("colon in the password", "amqp://user:a:\(text)@127.0.0.1:1/v"),
        ("broken escape", "amqp://user:%zz\(text)@127.0.0.1:1/v"),
        ("another scheme", "http://user:\(text)@127.0.0.1:1/v"),
        ("no scheme", "user:\(text)@127.0.0.1:1/v"),
        ("port that is none", "amqp://user:\(text)@127.0.0.1:port/v"),
        ("query", "amqp://user:x@127.0.0.1:1/v?password=\(text)"),
        ("name in the query", "amqp://user:x@127.0.0.1:1/v?\(text)=1"),
        ("several hosts", "amqp://user:\(text)@127.0.0.1:1,[::1]:1/v"),
        ("TLS", "amqps://user:\(text)@127.0.0.1:1/v"),
        ("a blank", "amqp://user:a \(text)@127.0.0.1:1/v"),
    ]
}
