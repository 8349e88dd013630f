import Testing

@testable import Worker

@Suite("Digests of requests")
struct ContentDigestTests {
    private func digest(_ parts: [UInt8]...) -> String { ContentDigest.hexadecimal(ContentDigest.of(parts)) }

    @Test("Without parts it is SHA-256 of nothing, as FIPS 180-4 has it")
    func empty() {
        #expect(digest() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test("A part is digested after its length in eight bytes, the lowest first")
    func framing() {
        // Computed by sha256sum over 03 00 00 00 00 00 00 00 "abc".
        #expect(digest(Array("abc".utf8)) == "ce91dc5eec0139adf091900d225971d6ad246a845bad791b5693a9d0d55dd391")
        // And over a part of 64 bytes of "a", beyond one block with its length.
        #expect(
            digest([UInt8](repeating: 0x61, count: 64))
                == "2cff2fae54d5818b273a284f6d3e553b27ef73bccdac4ca997fa57912f0dd7eb")
    }

    @Test("A byte that moves from one part to the next, an empty part and the order of parts all change it")
    func boundaries() {
        let digests = [
            digest([1, 2], [3]), digest([1], [2, 3]), digest([1, 2, 3]), digest([1, 2, 3], []), digest([3], [1, 2]),
        ]
        #expect(Set(digests).count == digests.count)
    }

    @Test("Hexadecimal digits are lower-case, two per byte")
    func hexadecimal() {
        #expect(ContentDigest.hexadecimal([0, 10, 0xF0, 0xFF]) == "000af0ff")
        #expect(ContentDigest.hexadecimal([]) == "")
    }
}
