/// Tells early that the guest cells that are left cannot reach the networks that are left (NUMA, 3.6 and 5).
struct NetworkPruning: Sendable {
    /// Sets of places of which one each must be chosen, smallest first.
    let conditions: [CellSet]
    /// For each guest cell the places of the host cells that it fits.
    private let candidates: [CellSet]
    /// For each guest cell the places that it or one behind it fits.
    private let reachable: [CellSet]
    /// Conditions that were looked at, for the bound on the work.
    private(set) var steps = 0

    /// Prepares for guest cells that are given places one by one, first guest cell first.
    init(_ conditions: [CellSet], candidates: [CellSet], reachable: [CellSet]) {
        self.conditions = conditions
        self.candidates = candidates
        self.reachable = reachable
    }

    /// Whether the conditions may still be met when the guest cells before `guest` are on the used places.
    ///
    /// Exact if no guest cell is left, or if each network that is left is near one host cell only.
    mutating func mayBeMet(from guest: Int, used: CellSet) -> Bool {
        guard !conditions.isEmpty else { return true }
        let open = guest < candidates.count ? reachable[guest].subtracting(used) : CellSet()
        var (apart, covered) = ([CellSet](), CellSet())
        for condition in conditions where !condition.intersects(used) {
            steps += 1
            let left = condition.intersection(open)
            guard !left.isEmpty else { return false }
            if !left.intersects(covered) {
                apart.append(left)
                covered = covered.union(left)
            }
        }
        return apart.count < 2 || haveGuestsEach(apart, from: guest)
    }

    /// Whether networks near different host cells can have a guest cell each.
    private mutating func haveGuestsEach(_ apart: [CellSet], from guest: Int) -> Bool {
        let left = candidates.count - guest
        guard apart.count <= left else { return false }
        let guests = apart.map { condition in
            (0..<left).reduce(into: CellSet()) { guests, index in
                if candidates[guest + index].intersects(condition) { guests.insert(index) }
            }
        }
        steps += apart.count * left
        return CellMatching(candidates: guests, hostCount: left).competition == nil
    }
}
