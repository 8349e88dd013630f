import SwiftProtobuf

/// The protobuf binary form.
enum BinaryForm {
    static func decode<M: Message>(_ type: M.Type, from body: [UInt8], nesting: Int) throws(WireError) -> M {
        var options = BinaryDecodingOptions()
        options.messageDepthLimit = nesting
        do {
            return try M(serializedBytes: body, options: options)
        } catch {
            throw wireError(error, type: type, nesting: nesting)
        }
    }

    static func encode(_ message: some Message) throws(WireError) -> [UInt8] {
        var options = BinaryEncodingOptions()
        options.useDeterministicOrdering = true
        do {
            return try message.serializedBytes(options: options)
        } catch {
            throw WireError(.notEncodable, "\(type(of: message).protoMessageName) cannot be written as protobuf")
        }
    }

    private static func wireError(_ error: any Error, type: any Message.Type, nesting: Int) -> WireError {
        let name = type.protoMessageName
        guard let error = error as? BinaryDecodingError else {
            return WireError(.malformedBody, "the body is not \(name) in protobuf")
        }
        switch error {
        case .messageDepthLimit:
            return WireError(.nestingTooDeep, "\(name): messages are nested deeper than \(nesting)")
        case .truncated:
            return WireError(.malformedBody, "the body is not \(name) in protobuf: it ends within a field")
        case .invalidUTF8:
            return WireError(.malformedBody, "the body is not \(name) in protobuf: a string is not UTF-8")
        default:
            return WireError(
                .malformedBody, "the body is not \(name) in protobuf; check content_type, type and schema version")
        }
    }
}
