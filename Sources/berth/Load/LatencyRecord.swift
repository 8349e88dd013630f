/// How long requests took, and the percentiles of that.
struct LatencyRecord: Sendable {
    private var microseconds: [Int64] = []

    /// Adds one request's time.
    mutating func add(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        microseconds.append(seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }

    /// How many were added.
    var count: Int { microseconds.count }

    /// The times in microseconds below which so many of a hundred requests stayed (nearest rank); 0 for none.
    ///
    /// - Parameter percents: ascending, each above 0 and at most 100.
    func percentiles(_ percents: [Double]) -> [Int64] {
        guard !microseconds.isEmpty else { return percents.map { _ in 0 } }
        let sorted = microseconds.sorted()
        return percents.map { percent in
            precondition(percent > 0 && percent <= 100, "a percentile is above 0 and at most 100")
            let rank = Int((percent / 100 * Double(sorted.count)).rounded(.up))
            return sorted[min(max(rank, 1), sorted.count) - 1]
        }
    }
}
