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

    /// The messages of every claim are specialised: the generic form costs several times as much.
    @_specialize(where M == Berth_Tracker_V1_Event)
    @_specialize(where M == Berth_Tracker_V1_ClaimInstanceRequest)
    @_specialize(where M == Berth_Tracker_V1_ClaimInstanceResponse)
    @_specialize(where M == Berth_Tracker_V1_UpdateInstanceRequest)
    @_specialize(where M == Berth_Tracker_V1_UpdateInstanceResponse)
    @_specialize(where M == Berth_Journal_V1_Facts)
    @_specialize(where M == Berth_Journal_V1_InstanceRow)
    @_specialize(where M == Berth_Journal_V1_NodeCountersRow)
    @_specialize(where M == Berth_Journal_V1_RecordedReply)
    static func encode<M: Message>(_ message: M) throws(WireError) -> [UInt8] {
        var visitor = BinaryVisitor()
        do {
            try message.traverse(visitor: &visitor)
            return visitor.writer.bytes
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
