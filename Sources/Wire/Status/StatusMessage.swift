/// The `grpc-message` header: UTF-8 text, percent-encoded (gRPC over HTTP/2, "Responses").
public enum StatusMessage {
    /// Most bytes of an encoded message that Berth sends; headers travel in one frame.
    public static let maximumBytes = 4096

    /// The encoded text: visible ASCII and blanks but for `%` as they are, every other byte as `%XX`.
    ///
    /// - Parameter maximumBytes: a longer result is cut, between two characters.
    public static func encode(_ text: String, maximumBytes: Int = StatusMessage.maximumBytes) -> String {
        var result: [UInt8] = []
        for character in text.unicodeScalars {
            let encoded = encode(character)
            guard result.count + encoded.count <= maximumBytes else { break }
            result += encoded
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The text of an encoded message; never fails, as gRPC demands.
    ///
    /// A `%` without two hexadecimal digits stands for itself; bytes that are not UTF-8 become the replacement
    /// character.
    public static func decode(_ encoded: String) -> String {
        let bytes = Array(encoded.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = Hexadecimal.value(of: bytes[index + 1]), let low = Hexadecimal.value(of: bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func encode(_ character: Unicode.Scalar) -> [UInt8] {
        String(character).utf8.flatMap { byte -> [UInt8] in
            (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "%")
                ? [byte]
                : [UInt8(ascii: "%"), Hexadecimal.upper[Int(byte >> 4)], Hexadecimal.upper[Int(byte & 15)]]
        }
    }
}
