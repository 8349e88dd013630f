import Foundation
import Testing

@testable import Journal

@Suite("The filter of known keys")
struct BloomFilterTests {
    @Test("What was put in is never denied, however far the filter is overfilled", arguments: [64 << 10, 256 << 10, 0])
    func neverDenies(_ bytes: Int) {
        var random = SeededGenerator(seed: 1)
        let hashes = (0..<150_000).map { _ in random.next() }
        var filter = BloomFilter(maximumBytes: bytes)
        for hash in hashes { filter.insert(hash) }
        #expect(hashes.allSatisfy { filter.mayContain($0) })
        #expect(filter.bytes <= max(bytes, 8))
        #expect(filter.count == hashes.count)
    }

    @Test("Within its limit it rarely says perhaps of what it does not hold")
    func rarelyDoubts() {
        var filter = BloomFilter(maximumBytes: 16 << 20)
        for number in 0..<200_000 { filter.insert(KeyFilter.hash("in-\(number)")) }
        let doubtful = (0..<50_000).count { filter.mayContain(KeyFilter.hash("out-\($0)")) }
        #expect(doubtful < 2_000, "\(doubtful) of 50,000")
    }

    @Test("An empty filter denies everything, and a blind one nothing")
    func emptyAndBlind() {
        #expect(!BloomFilter(maximumBytes: 1 << 20).mayContain(0))
        #expect(!KeyFilter(maximumBytes: 1 << 20).mayKnow("k"))
        #expect(KeyFilter.blind().mayKnow("k"))
    }
}
