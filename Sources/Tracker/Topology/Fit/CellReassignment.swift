/// A matching of all guest cells in which they are given their final places one by one, first guest cell first.
///
/// A guest cell goes only where it and all behind it still have host cells, so no dead end is entered that the pairs
/// alone could tell.
struct CellReassignment: Sendable {
    /// For each guest cell the places of the host cells that it fits.
    let candidates: [CellSet]
    /// The place of each guest cell.
    private(set) var placeOf: [Int]
    /// The guest cell at each place.
    private var guestAt: [Int?]
    /// By guest cell that moves, then by guest cell in its way: where that one goes.
    private var detours: [Int]
    /// What changed, for going back: guest cells and where they were.
    private var trail: [(guest: Int, place: Int)] = []
    /// Guest cells that were looked at, for the bound on the work.
    private(set) var steps = 0

    /// Starts with a matching; absent if some guest cell has no host cell in it.
    init?(_ matching: CellMatching) {
        guard matching.competition == nil else { return nil }
        candidates = matching.candidates
        placeOf = matching.placeOf.compactMap(\.self)
        guestAt = matching.guestAt
        detours = Array(repeating: 0, count: placeOf.count * placeOf.count)
    }

    /// How many guest cells there are.
    var count: Int { placeOf.count }

    /// Where a guest cell can go when the guest cells before it keep their places, which are `used`.
    mutating func choices(for guest: Int, used: CellSet) -> CellSet {
        var (waiting, open) = (CellSet(), CellSet(upTo: guestAt.count).subtracting(used))
        for other in guest..<count where other > guest {
            waiting.insert(other)
            open.remove(placeOf[other])
        }
        // Open is what is free, what the guest cell itself leaves, and what somebody can leave for an open place.
        var hasGrown = true
        while hasGrown, !waiting.isEmpty {
            hasGrown = false
            var rest = waiting
            while let other = rest.popFirst() {
                steps += 1
                guard let detour = candidates[other].intersection(open).first else { continue }
                detours[guest * count + other] = detour
                open.insert(placeOf[other])
                waiting.remove(other)
                hasGrown = true
            }
        }
        return candidates[guest].intersection(open)
    }

    /// Moves a guest cell to one of its choices; whoever is there makes room.
    mutating func move(_ guest: Int, to place: Int) {
        var (mover, target) = (guest, place)
        guestAt[placeOf[guest]] = nil
        while true {
            let owner = guestAt[target]
            trail.append((mover, placeOf[mover]))
            assign(mover, target)
            guard let owner else { return }
            (mover, target) = (owner, detours[guest * count + owner])
        }
    }

    /// How much has changed so far.
    var mark: Int { trail.count }

    /// Goes back to where a mark was taken.
    mutating func undo(to mark: Int) {
        while trail.count > mark, let (guest, place) = trail.popLast() {
            if guestAt[placeOf[guest]] == guest { guestAt[placeOf[guest]] = nil }
            assign(guest, place)
        }
    }

    private mutating func assign(_ guest: Int, _ place: Int) {
        placeOf[guest] = place
        guestAt[place] = guest
    }
}
