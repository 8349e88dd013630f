/// Tells early that the guest cells that are left cannot come near enough devices, whatever places they get.
struct DevicePruning: Sendable {
    /// So many looks at offers at most, then nothing is told any more; 16 host cells and a few requests need fewer.
    static let stepLimit = 1 << 25

    private struct Demand {
        var count: Int
        /// Places and how many devices are near them, most first.
        var offers: [(places: CellSet, count: Int)]
    }

    private var demands: [Demand]
    /// How many guest cells there are.
    private let guestCount: Int
    /// For each guest cell the places that it or one behind it fits.
    private let reachable: [CellSet]
    private var steps = 0

    /// Prepares for guest cells that are given places one by one, first guest cell first.
    ///
    /// - Parameter hostCells: numbers of the host cells, in the order in which sets of places count them.
    init(_ demands: [DeviceDemand], hostCells: [Int32], reachable: [CellSet]) {
        let places = Dictionary(
            hostCells.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        self.demands = demands.map { demand in
            let offers = demand.offers.map { offer in
                let set = offer.cells.compactMap { places[$0] }.reduce(into: CellSet()) { $0.insert($1) }
                return (places: set, count: offer.count)
            }
            return Demand(
                count: demand.count,
                offers: offers.sorted { ($1.count, $0.places.first ?? 0) < ($0.count, $1.places.first ?? 0) })
        }
        self.reachable = reachable
        guestCount = reachable.count
    }

    /// Whether the demands may still be met when the guest cells before `guest` are on the used places.
    mutating func mayBeMet(from guest: Int, used: CellSet) -> Bool {
        guard !demands.isEmpty, steps < Self.stepLimit else { return true }
        let open = guest < guestCount ? reachable[guest].subtracting(used) : CellSet()
        for index in demands.indices where !mayBeMet(index, left: guestCount - guest, used: used, open: open) {
            // What could not be met is often what the next set cannot meet either.
            demands.swapAt(0, index)
            return false
        }
        return true
    }

    private mutating func mayBeMet(_ index: Int, left: Int, used: CellSet, open: CellSet) -> Bool {
        var (missing, left) = (demands[index].count, left)
        for offer in demands[index].offers {
            steps += 1
            if offer.places.intersects(used) {
                missing -= offer.count
            } else if left > 0, offer.places.intersects(open) {
                missing -= offer.count
                left -= 1
            }
            if missing <= 0 { return true }
        }
        return false
    }
}
