/// Sets of used host cells from which the search is known not to end well.
///
/// How many guest cells have their places follows from the set, and what can still come depends on nothing else
/// (NUMA, 5).
struct FailedStates: Sendable {
    /// With so few host cells a table of all sets is smaller than what hashing costs.
    private static let tableLimit = 16

    private var table: [UInt64]
    private var sets: Set<CellSet> = []

    /// Makes an empty memory.
    ///
    /// - Parameter hostCount: how many host cells there are; absent: no state will fail.
    init(hostCount: Int?) {
        guard let hostCount, hostCount <= Self.tableLimit else {
            table = []
            return
        }
        table = Array(repeating: 0, count: ((1 << hostCount) + 63) / 64)
    }

    /// Whether a set is known.
    func contains(_ set: CellSet) -> Bool {
        guard !table.isEmpty else { return sets.contains(set) }
        let number = Int(set.number)
        return table[number >> 6] & (1 << UInt64(number & 63)) != 0
    }

    /// Remembers a set.
    mutating func insert(_ set: CellSet) {
        guard !table.isEmpty else {
            sets.insert(set)
            return
        }
        let number = Int(set.number)
        table[number >> 6] |= 1 << UInt64(number & 63)
    }
}
