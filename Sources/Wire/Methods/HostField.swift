/// Finds the host in a request that is encoded already, without decoding all of it.
///
/// Every request that names a host has it as field 1.
public enum HostField {
    /// The host of a request in protobuf; nil where there is none, or the bytes are no message.
    ///
    /// Of several the last one counts, as the encoding has it.
    public static func read(_ body: [UInt8]) -> String? {
        var reader = FieldReader(bytes: body)
        var host: String?
        while let tag = reader.varint() {
            switch tag & 7 {
            case 0: guard reader.varint() != nil else { return nil }
            case 1: guard reader.take(8) != nil else { return nil }
            case 2:
                guard let length = reader.varint(), let value = reader.take(length) else { return nil }
                if tag >> 3 == 1 { host = String(validating: value, as: UTF8.self) }
            case 5: guard reader.take(4) != nil else { return nil }
            default: return nil
            }
        }
        return reader.isAtEnd ? host : nil
    }
}

/// Reads the parts that protobuf is made of, one after the other.
private struct FieldReader {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    /// A number in the encoding of 7 bits a byte; nil at the end, or where it goes beyond 64 bits.
    mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard position < bytes.count else { return nil }
            let byte = bytes[position]
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    /// So many bytes; nil where there are fewer.
    mutating func take(_ count: UInt64) -> ArraySlice<UInt8>? {
        guard count <= UInt64(bytes.count - position) else { return nil }
        defer { position += Int(count) }
        return bytes[position..<position + Int(count)]
    }
}
