public import AMQP
public import SwiftProtobuf
public import Wire

/// The worker's answer to a call.
public struct BusReply: Sendable {
    /// The status.
    public var code: StatusCode
    /// The status for people; empty when it is OK.
    public var message: String
    /// Why not; nil when it is OK, or when nothing more was said.
    public var details: StatusDetails?
    /// The journal position of the decision; nil: none was recorded.
    public var position: Int64?
    /// True when the answer was recorded earlier and has been sent again.
    public var isReplayed: Bool
    /// True when nothing was applied; the body is a `Rehearsal`.
    public var isRehearsal: Bool
    /// The form of the body.
    public var contentType: ContentType
    /// The reply, or for a refusal in JSON the status.
    public var body: [UInt8]
    /// All headers as they came.
    public var headers: FieldTable

    /// Reads a reply's headers and keeps its body as it is.
    ///
    /// - Throws: `unreadableReply` when the message is not a reply of Berth.
    public init(_ delivery: Delivery) throws(BusError) {
        headers = delivery.properties.headers
        guard let status = Self.integer(headers[HeaderName.status]) else {
            throw BusError(.unreadableReply, "The reply carries no readable \(HeaderName.status) header.")
        }
        code = StatusCode(received: status)
        message = StatusMessage.decode(headers[HeaderName.statusMessage]?.text ?? "")
        position = Self.integer(headers[HeaderName.position])
        isReplayed = Self.isTrue(headers[HeaderName.replayed])
        isRehearsal = Self.isTrue(headers[HeaderName.rehearsal])
        body = delivery.body
        do throws(WireError) {
            contentType = try ContentType(property: delivery.properties.contentType)
            if let bytes = Self.bytes(headers[HeaderName.statusDetails]) {
                details = try StatusDetails(headerBytes: bytes)
            }
        } catch {
            throw BusError(.unreadableReply, "The reply cannot be read: \(error.message)")
        }
    }

    /// The body as a message.
    ///
    /// - Throws: `unreadableBody`.
    public func decoded<M: SwiftProtobuf.Message>(_ type: M.Type) throws(BusError) -> M {
        do throws(WireError) {
            return try MessageCodec(contentType).decode(type, from: body)
        } catch {
            throw BusError(.unreadableBody, "The reply's body cannot be read: \(error.message)")
        }
    }

    private static func integer(_ value: FieldValue?) -> Int64? { value?.integer ?? value?.text.flatMap { Int64($0) } }

    private static func isTrue(_ value: FieldValue?) -> Bool {
        value?.boolean ?? (value?.text.map { $0 == "true" || $0 == "1" } ?? (value?.integer == 1))
    }

    private static func bytes(_ value: FieldValue?) -> [UInt8]? {
        switch value {
        case .bytes(let bytes), .longString(let bytes): bytes
        case .string(let text): Array(text.utf8)
        default: nil
        }
    }
}
