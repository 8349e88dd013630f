import AMQP
import SwiftProtobuf
import Wire

/// The worker's answer to a call.
struct Reply: Sendable {
    var code: StatusCode
    /// The status for people; empty when it is OK.
    var message: String
    /// Why not; nil when it is OK, or when nothing more was said.
    var details: StatusDetails?
    /// The journal position of the decision; nil: none was recorded.
    var position: Int64?
    /// True when the answer was recorded earlier and has been sent again.
    var isReplayed: Bool
    /// True when nothing was applied; the body is a `Rehearsal`.
    var isRehearsal: Bool
    var contentType: ContentType
    var body: [UInt8]

    /// Reads a reply's headers and keeps its body as it is.
    ///
    /// - Throws: when the message is not a reply of Berth.
    init(_ delivery: Delivery) throws(ToolError) {
        let headers = delivery.properties.headers
        guard let status = Self.integer(headers[HeaderName.status]) else {
            throw ToolError(.unexpected, "The reply carries no readable \(HeaderName.status) header.")
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
            throw ToolError(.unexpected, "The reply cannot be read: \(error.message)")
        }
    }

    /// The body as a message.
    func decoded<M: SwiftProtobuf.Message>(_ type: M.Type) throws(ToolError) -> M {
        do throws(WireError) {
            return try MessageCodec(contentType).decode(type, from: body)
        } catch {
            throw ToolError(
                .unexpected, "The reply's body cannot be read: \(error.message)",
                advice: "Is the worker of a newer version than this tool?")
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
