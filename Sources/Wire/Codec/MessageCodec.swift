public import SwiftProtobuf

/// Reads and writes bodies in one of the two forms.
///
/// Encoding is deterministic: equal messages give equal bytes (protobuf maps have no order of their own), so bytes can
/// be compared, hashed and stored. Decoding never traps, whatever the bytes are.
public struct MessageCodec: Sendable {
    /// The form of the bodies.
    public let contentType: ContentType
    /// The limits on what is decoded.
    public let limits: CodecLimits

    /// Makes a codec for one form.
    public init(_ contentType: ContentType, limits: CodecLimits = CodecLimits()) {
        KnownMessages.register()
        self.contentType = contentType
        self.limits = limits
    }

    /// Decodes the request of a method.
    ///
    /// - Throws: `bodyTooLarge`, `nestingTooDeep`, `malformedBody`; in JSON also `unknownField`. Unknown fields of the
    ///   binary form are kept: see `SwiftProtobuf.Message.unknownItems`.
    public func decodeRequest(_ method: Method, from body: [UInt8]) throws(WireError) -> any SwiftProtobuf.Message {
        let limit = limits.bodyBytes(of: method)
        guard body.count <= limit else {
            throw WireError(
                .bodyTooLarge, "the body has \(body.count) bytes, \(method.rawValue) allows \(limit); send less at once"
            )
        }
        return try decode(method.requestType, from: body)
    }

    /// Decodes the reply to a method; replies come from the worker and have no limit of size of their own.
    ///
    /// - Throws: `nestingTooDeep`, `malformedBody`; in JSON also `unknownField`.
    public func decodeReply(_ method: Method, from body: [UInt8]) throws(WireError) -> any SwiftProtobuf.Message {
        try decode(method.replyType, from: body)
    }

    /// Decodes a message of a known type, without a limit of size.
    ///
    /// - Throws: `nestingTooDeep`, `malformedBody`; in JSON also `unknownField`.
    public func decode<M: SwiftProtobuf.Message>(_ type: M.Type, from body: [UInt8]) throws(WireError) -> M {
        switch contentType {
        case .protobuf: try BinaryForm.decode(type, from: body, nesting: limits.nesting)
        case .json: try JSONForm.decode(type, from: body, nesting: limits.nesting)
        }
    }

    /// Encodes a message, the same bytes for equal messages.
    ///
    /// - Throws: `notEncodable` for what the form cannot carry: in JSON a timestamp outside the years 1 to 9999, or an
    ///   `Any` of a type that is not Berth's.
    public func encode(_ message: some SwiftProtobuf.Message) throws(WireError) -> [UInt8] {
        switch contentType {
        case .protobuf: try BinaryForm.encode(message)
        case .json: try JSONForm.encode(message)
        }
    }
}
