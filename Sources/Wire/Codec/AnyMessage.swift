import Foundation
public import SwiftProtobuf

/// Messages packed into `Any`, as recorded replies and status details are.
public enum AnyMessage {
    private static let typePrefix = "type.googleapis.com/"

    /// Packs a message, the same bytes for equal messages.
    ///
    /// - Throws: `notEncodable`.
    public static func pack(_ message: some SwiftProtobuf.Message) throws(WireError) -> Google_Protobuf_Any {
        KnownMessages.register()
        let bytes = try BinaryForm.encode(message)
        return .with {
            $0.typeURL = typePrefix + type(of: message).protoMessageName
            $0.value = Data(bytes)
        }
    }

    /// The message within, if it is of this type; nil if it is of another.
    ///
    /// - Throws: `malformedBody`, `nestingTooDeep`.
    public static func unpack<M: SwiftProtobuf.Message>(
        _ type: M.Type, from any: Google_Protobuf_Any, limits: CodecLimits = CodecLimits()
    ) throws(WireError) -> M? {
        guard any.isA(type) else { return nil }
        return try BinaryForm.decode(type, from: Array(any.value), nesting: limits.nesting)
    }
}
