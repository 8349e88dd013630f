package import AMQP
internal import Foundation
package import SwiftProtobuf
package import Wire

/// One request as a caller sends it; every part can be made wrong.
package struct Call: Sendable {
    /// What the message is published with.
    package var properties = MessageProperties()
    /// Where it is published.
    package var exchange = "berth.requests"
    /// The host, if it is made as it should be.
    package var routingKey: String
    /// The bytes of the request.
    package var body: [UInt8]
    /// Whether a reply is awaited.
    package var isCall = true

    /// The idempotency key.
    package var key: String { properties.messageID ?? "" }

    /// A request in protobuf.
    package init(_ method: Method, _ host: String, _ message: some Message, key: String = UUID().uuidString) throws {
        self.init(method, host, bytes: try MessageCodec(.protobuf).encode(message), key: key)
        properties.contentType = ContentType.protobuf.rawValue
    }

    /// A request in JSON, as it is.
    package init(_ method: Method, _ host: String, json: String, key: String = UUID().uuidString) {
        self.init(method, host, bytes: Array(json.utf8), key: key)
        properties.contentType = ContentType.json.rawValue
    }

    /// A request with any body, said to be protobuf.
    package init(_ method: Method, _ host: String, bytes: [UInt8], key: String = UUID().uuidString) {
        routingKey = host
        body = bytes
        properties.type = method.path
        properties.messageID = key
        properties.persistent = true
    }

    /// The same, changed.
    package func with(_ change: (inout Call) -> Void) -> Call {
        var copy = self
        change(&copy)
        return copy
    }

    /// The same as a cast.
    package var asCast: Call { with { $0.isCall = false } }
}
