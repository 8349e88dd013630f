import CRabbitMQ

@testable import AMQP

/// Message properties as they stand in a frame, read and written by the same C library as in the client.
enum WireProperties {
    private static let basicClass: UInt16 = 60
    private static let roomBytes = 256 << 10

    /// The properties of a frame's payload; nil: the library refuses it.
    static func decode(_ bytes: [UInt8]) -> MessageProperties? {
        var pool = amqp_pool_t()
        init_amqp_pool(&pool, 4096)
        defer { empty_amqp_pool(&pool) }
        var input = bytes + [0]
        // The pool and the input outlive everything that points into them: it is copied before they go.
        return input.withUnsafeMutableBytes { buffer in
            var decoded: UnsafeMutableRawPointer?
            let encoded = amqp_bytes_t(len: bytes.count, bytes: buffer.baseAddress)
            guard amqp_decode_properties(basicClass, &pool, encoded, &decoded) >= 0, let decoded else { return nil }
            return MessageProperties(decoded.load(as: amqp_basic_properties_t.self))
        }
    }

    /// The payload of a frame; throws what the client throws at publishing.
    static func encode(_ properties: MessageProperties) throws -> [UInt8] {
        let arena = Arena()
        var native = try arena.properties(properties)
        var room = [UInt8](repeating: 0, count: roomBytes)
        // The library writes at most as many bytes as there is room for.
        let count = room.withUnsafeMutableBytes { buffer in
            amqp_encode_properties(basicClass, &native, amqp_bytes_t(len: buffer.count, bytes: buffer.baseAddress))
        }
        guard count >= 0 else { throw Defect("librabbitmq cannot encode the properties: \(count)") }
        return Array(room.prefix(Int(count)))
    }
}
