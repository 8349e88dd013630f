/// Chooses holders whose release frees enough of every resource: as few as possible, and of those small ones.
enum SmallestRelease {
    /// Above so many holders pairs are no longer all tried.
    static let mostForPairs = 600

    /// Places of the chosen holders, ascending.
    ///
    /// One and two are found for certain. More are chosen greedily, each the one that helps most, and then made
    /// smaller; that it is the fewest is said only when no smaller number can be enough.
    ///
    /// - Parameters:
    ///   - missing: of each resource; what is not above 0 is enough already.
    ///   - amounts: of each holder, in the order of the resources.
    /// - Returns: nil when nothing is missing, or all together are not enough.
    static func find(missing: [Int64], amounts: [[Int64]]) -> Shortage.Release? {
        guard missing.contains(where: { $0 > 0 }) else { return nil }
        let everyone = Array(amounts.indices)
        guard isEnough(everyone, missing, amounts) else { return nil }
        let weights = amounts.map { weight($0, missing) }
        let single = everyone.filter { isEnough([$0], missing, amounts) }.min { weights[$0] < weights[$1] }
        if let single { return Shortage.Release(holders: [single], isFewest: true) }
        if amounts.count <= mostForPairs, let pair = bestPair(missing, amounts, weights) {
            return Shortage.Release(holders: pair, isFewest: true)
        }
        let chosen = shrunk(greedy(missing, amounts), missing, amounts, weights)
        // Where all pairs were tried, three are the fewest.
        let least = max(leastCount(missing, amounts), amounts.count <= mostForPairs ? 3 : 1)
        let isFewest = chosen.count == least
        return Shortage.Release(holders: chosen.sorted(), isFewest: isFewest)
    }

    private static func isEnough(_ chosen: [Int], _ missing: [Int64], _ amounts: [[Int64]]) -> Bool {
        missing.indices.allSatisfy { resource in
            chosen.reduce(Int64(0)) { $0.addingSaturating(amounts[$1][resource]) } >= missing[resource]
        }
    }

    /// How much is released, with what is missing as the measure of each resource.
    private static func weight(_ amounts: [Int64], _ missing: [Int64]) -> Double {
        zip(amounts, missing).reduce(0) { $0 + ($1.1 > 0 ? Double($1.0) / Double($1.1) : 0) }
    }

    private static func bestPair(_ missing: [Int64], _ amounts: [[Int64]], _ weights: [Double]) -> [Int]? {
        var best: (pair: [Int], weight: Double)?
        for first in amounts.indices {
            for second in amounts.indices where second > first {
                let weight = weights[first] + weights[second]
                if weight < best?.weight ?? .infinity, isEnough([first, second], missing, amounts) {
                    best = ([first, second], weight)
                }
            }
        }
        return best?.pair
    }

    private static func greedy(_ missing: [Int64], _ amounts: [[Int64]]) -> [Int] {
        var (left, chosen, candidates) = (missing, [Int](), Array(amounts.indices))
        while left.contains(where: { $0 > 0 }) {
            let help = { (holder: Int) -> Double in
                zip(amounts[holder], left).reduce(0) { $0 + ($1.1 > 0 ? min(1, Double($1.0) / Double($1.1)) : 0) }
            }
            guard let best = candidates.max(by: { help($0) < help($1) }), help(best) > 0 else { break }
            chosen.append(best)
            candidates.removeAll { $0 == best }
            left = zip(left, amounts[best]).map { $0.subtractingSaturating($1) }
        }
        return chosen
    }

    /// Leaves out whoever is not needed, and puts the smallest that is enough in the place of each other.
    private static func shrunk(
        _ chosen: [Int], _ missing: [Int64], _ amounts: [[Int64]], _ weights: [Double]
    ) -> [Int] {
        var chosen = needed(chosen, missing, amounts, weights)
        for holder in chosen.sorted(by: { weights[$0] > weights[$1] }) {
            let without = chosen.filter { $0 != holder }
            let smaller = amounts.indices.filter {
                weights[$0] < weights[holder] && !chosen.contains($0) && isEnough(without + [$0], missing, amounts)
            }
            if let smallest = smaller.min(by: { weights[$0] < weights[$1] }) { chosen = without + [smallest] }
        }
        // Smaller in all is not smaller in each: who came in last may make another one unneeded.
        return needed(chosen, missing, amounts, weights)
    }

    private static func needed(
        _ chosen: [Int], _ missing: [Int64], _ amounts: [[Int64]], _ weights: [Double]
    ) -> [Int] {
        var chosen = chosen
        for holder in chosen.sorted(by: { weights[$0] > weights[$1] }) {
            let without = chosen.filter { $0 != holder }
            if isEnough(without, missing, amounts) { chosen = without }
        }
        return chosen
    }

    /// The number below which no choice can be enough: that of the resource which needs most holders by itself.
    private static func leastCount(_ missing: [Int64], _ amounts: [[Int64]]) -> Int {
        missing.indices.map { resource in
            var (sum, count) = (Int64(0), 0)
            for amount in amounts.map({ $0[resource] }).sorted(by: >) where sum < missing[resource] {
                sum = sum.addingSaturating(amount)
                count += 1
            }
            return count
        }.max() ?? 0
    }
}
