/// Guest cells and host cells in pairs that fit, as many as there can be at the same time.
struct CellMatching: Sendable {
    /// Guest cells that fit only host cells that are too few for them.
    struct Competition: Hashable, Sendable {
        /// Guest cells, ascending.
        var guests: [Int]
        /// Places of the only host cells that any of them fits; always one fewer.
        var hosts: CellSet
    }

    /// For each guest cell the places of the host cells that it fits.
    let candidates: [CellSet]
    /// The place of each guest cell's host cell.
    private(set) var placeOf: [Int?]
    /// The guest cell at each place.
    private(set) var guestAt: [Int?]
    /// How many guest cells have a host cell.
    private(set) var count = 0
    /// Why it is not all of them; absent: it is.
    private(set) var competition: Competition?

    /// Matches as many as can be.
    init(candidates: [CellSet], hostCount: Int) {
        self.candidates = candidates
        placeOf = Array(repeating: nil, count: candidates.count)
        guestAt = Array(repeating: nil, count: hostCount)
        for guest in candidates.indices { match(guest) }
    }

    /// For each guest cell the places that it or one behind it fits.
    var reachable: [CellSet] {
        var reachable = candidates
        for guest in candidates.indices.reversed().dropFirst() {
            reachable[guest] = reachable[guest].union(reachable[guest + 1])
        }
        return reachable
    }

    /// Gives a guest cell a host cell; others make room where that helps.
    private mutating func match(_ guest: Int) {
        var reached = CellSet()
        var (asker, queue, next) = ([Int](repeating: 0, count: guestAt.count), [guest], 0)
        while next < queue.count {
            let asking = queue[next]
            next += 1
            var fresh = candidates[asking].subtracting(reached)
            while let place = fresh.popFirst() {
                reached.insert(place)
                asker[place] = asking
                guard let owner = guestAt[place] else {
                    takeOver(place, for: guest, asker: asker)
                    return
                }
                queue.append(owner)
            }
        }
        if competition == nil { competition = Competition(guests: queue.sorted(), hosts: reached) }
    }

    private mutating func takeOver(_ place: Int, for guest: Int, asker: [Int]) {
        count += 1
        var place = place
        while true {
            let mover = asker[place]
            let old = placeOf[mover]
            assign(mover, place)
            guard let old, mover != guest else { return }
            place = old
        }
    }

    private mutating func assign(_ guest: Int, _ place: Int) {
        placeOf[guest] = place
        guestAt[place] = guest
    }
}
