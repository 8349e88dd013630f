import Testing

@testable import Journal

@Suite("Checksums and digests")
struct ChecksumTests {
    @Test("The checksum of a row is the same for ever: it is stored")
    func golden() {
        var checksum = RowChecksum(seed: 1)
        checksum.combine("node")
        checksum.combine([1, 2, 3, 4, 5, 6, 7, 8, 9])
        checksum.combine(-5)
        #expect(checksum.value == 0xCE9F_8962_780F_4E15)
    }

    @Test("A change of any single bit of a row changes its checksum")
    func singleBits() {
        let value = (0..<37).map { UInt8($0) }
        let whole = EntityDigest.checksum(node("a"), value)
        for bit in 0..<(value.count * 8) {
            var changed = value
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(EntityDigest.checksum(node("a"), changed) != whole)
        }
    }

    @Test("A byte that moves from one column to the next changes the checksum")
    func boundaries() {
        let one = EntityDigest.checksum(EntityKey(kind: "ab", key: "c"), [])
        let other = EntityDigest.checksum(EntityKey(kind: "a", key: "bc"), [])
        #expect(one != other)
        #expect(EntityDigest.checksum(node("a"), []) != EntityDigest.checksum(node("a"), [0]))
        #expect(EntityDigest.checksum(node("a"), [0]) != EntityDigest.checksum(node("a"), [0, 0]))
    }

    @Test("The digest does not depend on the order of the rows, and what is taken out is forgotten")
    func order() throws {
        var (forwards, backwards) = (EntityDigest.empty, EntityDigest.empty)
        for number in 0..<10 as Range<UInt64> { forwards.add(number &* 0xFFFF_FFFF_FFFF) }
        for number in (0..<10 as Range<UInt64>).reversed() { backwards.add(number &* 0xFFFF_FFFF_FFFF) }
        #expect(forwards == backwards)
        forwards.add(.max)
        #expect(forwards != backwards)
        try forwards.remove(.max)
        #expect(forwards == backwards)
        #expect(EntityDigest(sum: 0xAB, count: 3).description == "00000000000000ab/3")
    }

    @Test("Entity keys are ordered and told apart by their bytes")
    func keys() {
        #expect(EntityKey(kind: "a", key: "z") < EntityKey(kind: "b", key: "a"))
        #expect(node("Z") < node("a"))
        #expect(node("\u{E9}") != node("e\u{301}"))
        #expect(Set([node("\u{E9}"), node("e\u{301}"), node("a"), node("a")]).count == 3)
    }
}
