package import AMQP
package import SwiftProtobuf
package import Wire

/// A reply as a caller sees it.
package struct Reply: Sendable {
    /// The properties of its message.
    package let properties: MessageProperties
    /// The response, or a refusal in JSON.
    package let body: [UInt8]

    /// The status; -1 if the reply has none.
    package var status: Int64 { properties.headers[HeaderName.status]?.integer ?? -1 }
    /// The status as a name.
    package var code: StatusCode { StatusCode(received: status) }
    /// The journal position; nil: none.
    package var position: Int64? { properties.headers[HeaderName.position]?.integer }
    /// Whether the recorded reply was sent again.
    package var isReplayed: Bool { properties.headers[HeaderName.replayed]?.boolean ?? false }
    /// Whether nothing was applied.
    package var isRehearsal: Bool { properties.headers[HeaderName.rehearsal]?.boolean ?? false }
    /// What a refusal says in detail; nil: the reply says nothing.
    package var details: StatusDetails? {
        guard case .bytes(let bytes)? = properties.headers[HeaderName.statusDetails] else { return nil }
        return try? StatusDetails(headerBytes: bytes)
    }
    /// The stable reason of a refusal; empty: none.
    package var reason: String { details?.reason ?? "" }
    /// The paths of the fields that break their rules, in order.
    package var violations: [String] { details?.fieldViolations.map(\.field).sorted() ?? [] }

    /// The body as a message of this type.
    package func read<M: Message>(_ type: M.Type) throws -> M {
        try MessageCodec(try ContentType(property: properties.contentType)).decode(type, from: body)
    }
}
