import Testing

@testable import Tracker

@Suite("The smallest release")
struct SmallestReleaseTests {
    /// Whether some choice of so many holders is enough, by trying all of them.
    private func exists(_ count: Int, missing: [Int64], amounts: [[Int64]]) -> Bool {
        (0..<(1 << amounts.count)).contains { choice in
            guard choice.nonzeroBitCount == count else { return false }
            let chosen = amounts.indices.filter { choice >> $0 & 1 == 1 }
            return missing.indices.allSatisfy { resource in
                chosen.reduce(0) { $0 + amounts[$1][resource] } >= missing[resource]
            }
        }
    }

    @Test("Whatever is chosen is enough, has nobody to spare, and is the fewest when it says so", arguments: 1...300)
    func random(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let resources = Int.random(in: 1...3, using: &random)
        let amounts = (0..<Int.random(in: 1...9, using: &random)).map { _ in
            (0..<resources).map { _ in Int64.random(in: 0...9, using: &random) }
        }
        let missing = (0..<resources).map { _ in Int64.random(in: 1...25, using: &random) }
        let release = SmallestRelease.find(missing: missing, amounts: amounts)
        guard let release else {
            #expect(!exists(amounts.count, missing: missing, amounts: amounts), "seed \(seed)")
            return
        }
        let sums = { (chosen: [Int]) in
            missing.indices.allSatisfy { resource in
                chosen.reduce(0) { $0 + amounts[$1][resource] } >= missing[resource]
            }
        }
        #expect(sums(release.holders), "seed \(seed)")
        for holder in release.holders {
            #expect(!sums(release.holders.filter { $0 != holder }), "seed \(seed): \(holder) is not needed")
        }
        if release.isFewest {
            #expect(!exists(release.holders.count - 1, missing: missing, amounts: amounts), "seed \(seed)")
        }
        if release.holders.count <= 2 { #expect(release.isFewest, "seed \(seed)") }
    }

    @Test("Of one resource the fewest is always found")
    func oneResource() {
        let release = SmallestRelease.find(missing: [20], amounts: [[9], [1], [8], [2], [7], [3]])
        #expect(release?.isFewest == true && release?.holders.count == 3)
        #expect(SmallestRelease.find(missing: [31], amounts: [[9], [1], [8], [2], [7], [3]]) == nil)
        #expect(SmallestRelease.find(missing: [0], amounts: [[9]]) == nil)
        #expect(SmallestRelease.find(missing: [3], amounts: [[9], [3], [4]])?.holders == [1])
    }
}
