import Testing

@testable import Tracker

@Suite("The ordered set")
struct SortedSetTests {
    @Test("It holds what a plain set holds, in order, whatever is added and removed", arguments: [1, 2, 3] as [UInt64])
    func againstSet(seed: UInt64) {
        var random = SplitMix(seed: seed)
        var sorted = SortedSet<Int>()
        var plain: Set<Int> = []
        for step in 0..<6000 {
            let value = Int.random(in: 0..<1500, using: &random)
            // The set grows first and shrinks then, so that chunks split and join.
            if Int.random(in: 0..<10, using: &random) < (step < 3000 ? 8 : 2) {
                #expect(sorted.insert(value) == plain.insert(value).inserted, "seed \(seed), step \(step)")
            } else {
                #expect(sorted.remove(value) == (plain.remove(value) != nil), "seed \(seed), step \(step)")
            }
            guard step % 200 == 0 else { continue }
            #expect(sorted.elements() == plain.sorted(), "seed \(seed), step \(step)")
            #expect(sorted.first == plain.min())
            #expect(sorted.count == plain.count)
            #expect(
                sorted.elements(from: value) { $0 < value + 100 }
                    == plain.sorted().filter { (value..<value + 100).contains($0) })
        }
    }

    @Test("An empty one has no elements and takes none out")
    func empty() {
        var set = SortedSet<Int>()
        #expect(set.first == nil)
        #expect(set.elements() == [])
        #expect(set.elements(from: 3) { _ in true } == [])
        #expect(set.remove(3) == false)
    }
}
