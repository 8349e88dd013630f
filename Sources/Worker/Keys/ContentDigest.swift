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
