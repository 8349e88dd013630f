/// Several measurements of one thing.
struct Sample: Codable {
    var values: [Double]

    /// The middle one.
    var median: Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return .nan }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// The smallest one.
    var least: Double { values.min() ?? .nan }

    /// The largest one.
    var most: Double { values.max() ?? .nan }

    /// Pair by pair, this one's share of the other.
    func ratios(to other: Sample) -> Sample {
        Sample(values: zip(values, other.values).map { $0 / $1 })
    }
}
