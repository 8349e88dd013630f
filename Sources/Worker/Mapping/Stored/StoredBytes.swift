import SwiftProtobuf
import Wire

/// The binary form of everything that is stored: deterministic, since digests are taken over it.
enum StoredBytes {
    private static let codec = MessageCodec(.protobuf)

    /// Encodes a message of our own making.
    static func encode(_ message: some Message) -> [UInt8] {
        do {
            return try codec.encode(message)
        } catch {
            // Only required fields and unset extensions can fail, and the schema has none.
            preconditionFailure("a stored message must always have a binary form: \(error)")
        }
    }

    /// Decodes stored bytes.
    ///
    /// - Throws: `malformedBytes` when they are not this message, `unknownValue` when a newer version has added to it:
    ///   to go on without what it added would change what it means.
    static func decode<M: Message>(_ bytes: [UInt8]) throws(MappingError) -> M {
        let message: M
        do {
            message = try codec.decode(M.self, from: bytes)
        } catch {
            throw MappingError(.malformedBytes, "stored bytes are not a \(M.protoMessageName): \(error)")
        }
        if let item = message.unknownItems(limit: 1).first {
            throw MappingError(.unknownValue, "\(M.protoMessageName): \(item); use the version that wrote it")
        }
        return message
    }
}
