internal import CLibcrypto

/// SHA-256 over the parts of a request; equal requests have equal digests however their sender ordered them.
package enum ContentDigest {
    /// The digest of the parts, each with its length, so that moving a byte from one to the next changes it.
    package static func of(_ parts: [[UInt8]]) -> [UInt8] {
        var input: [UInt8] = []
        input.reserveCapacity(parts.reduce(0) { $0 + $1.count + 8 })
        for part in parts {
            // The pointer stays inside the closure, which copies the bytes.
            withUnsafeBytes(of: UInt64(part.count).littleEndian) { input.append(contentsOf: $0) }
            input.append(contentsOf: part)
        }
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        // The pointers are valid for the call, and libcrypto writes exactly SHA256_DIGEST_LENGTH bytes.
        let written = SHA256(input, input.count, &digest)
        precondition(written != nil, "libcrypto must compute SHA-256")
        return digest
    }

    /// A UUID made of a text: version 8 of RFC 9562, of the first bytes of the text's digest.
    package static func uuid(of text: String) -> String {
        var bytes = Array(of([Array(text.utf8)]).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(hexadecimal(bytes))
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }.joined(separator: "-")
    }

    /// The digest as 64 lower-case hex digits.
    package static func hexadecimal(_ digest: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(digest.count * 2)
        for byte in digest {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
