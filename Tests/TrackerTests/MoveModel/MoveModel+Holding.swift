/// What becomes of places when an end of a move comes to a status (claims and moves, 7 and 8; docs/moves.md).
extension MoveModel {
    /// The place that an end has: its marked one, or the instance's home if that is at this end.
    func held(_ end: ModelEnd) -> Int? {
        if let marked = marked(end) { return marked }
        guard let home = own(end.host, end.instance), homeEnd(places[home], end) == end.side else { return nil }
        return home
    }

    /// At which end of a move the instance's home is.
    private func homeEnd(_ home: ModelPlace, _ end: ModelEnd) -> Character? {
        let goal = index(end.host, end.move, "d").map { ends[$0].address } ?? end.destination
        if end.source != goal { return home.address == end.source ? "s" : home.address == goal ? "d" : nil }
        guard home.address == end.source else { return nil }
        if places.contains(where: { $0.host == end.host && $0.end == "s\(end.move)" }) { return "d" }
        if places.contains(where: { $0.host == end.host && $0.end == "d\(end.move)" }) { return "s" }
        guard let other = index(end.host, end.move, "d") else { return "s" }
        return ModelTables.arrived.contains(ends[other].status) ? "d" : "s"
    }

    /// Brings an end to a status with all that the status implies.
    mutating func step(_ host: String, _ move: String, _ side: Character, _ status: String, isHere: Bool? = nil) {
        guard let index = index(host, move, side) else { return }
        let held = held(ends[index])
        set(index, status)
        switch status {
        case "error": break
        case "failed":
            let isGone = ["deleted", "shelved_offloaded"].contains(guests["\(host) \(ends[index].instance)"]?.vm ?? "")
            let isHome = held.map { places[$0].isOwn } ?? false
            if !isGone, isHere ?? isHome { come(home: held, index) } else { letGo(held, index) }
        case "reverted", "cancelled":
            if side == "s" { come(home: held, index) } else { letGo(held, index) }
        case "confirmed", "completed", "done":
            if side == "d" { come(home: held, index) } else { letGo(held, index) }
        case _ where side == "s" && ModelTables.left.contains(status):
            leave(held, index)
        case _ where side == "s" || ModelTables.arrived.contains(status):
            come(home: held, index)
        default: break
        }
    }

    /// The instance is at this end from now on.
    private mutating func come(home held: Int?, _ index: Int) {
        let end = ends[index]
        guard let held, !places[held].isOwn else { return }
        if own(end.host, end.instance) != nil {
            if end.side == "d" {
                sourceYields(to: end)
            } else {
                step(end.host, end.move, "d", end.status, isHere: false)
            }
        }
        if let marked = marked(end) { settle(marked, end) }
    }

    private mutating func settle(_ place: Int, _ end: ModelEnd) {
        places[place].end = ""
        places[place].leaseEnd = nil
        guests["\(end.host) \(end.instance)"]?.lease = nil
        if let index = index(end.host, end.move, end.side) {
            ends[index].lease = nil
            ends[index].changed = now
        }
    }

    /// Within a host the destination took over: the source keeps its side for a revert, unless its move is over.
    private mutating func sourceYields(to end: ModelEnd) {
        guard let home = own(end.host, end.instance) else { return }
        if let source = index(end.host, end.move, "s") {
            guard ends[source].isOpen else {
                places.remove(at: home)
                return
            }
            if !ModelTables.left.contains(ends[source].status), ends[source].status != "error" {
                set(source, "post-migrating")
            }
        } else {
            var source = end
            source.side = "s"
            source.node = String(end.source.split(separator: "/")[1])
            source.status = "post-migrating"
            source.lease = nil
            source.changed = now
            ends.append(source)
        }
        places[home].end = "s\(end.move)"
        places[home].leaseEnd = nil
    }

    /// The source hands the instance over.
    private mutating func leave(_ held: Int?, _ index: Int) {
        guard let held, places[held].isOwn else { return }
        let end = ends[index]
        places[held].end = end.mark
        places[held].leaseEnd = nil
        promote(end, other: "d")
    }

    /// The end gives up what it has.
    mutating func letGo(_ held: Int?, _ index: Int) {
        let end = ends[index]
        ends[index].lease = nil
        guard let held else { return }
        let wasHome = places[held].isOwn
        places.remove(at: held)
        if wasHome { promote(end, other: end.side == "s" ? "d" : "s") }
    }

    /// Within a host the instance stays tracked as long as either end has a place.
    private mutating func promote(_ end: ModelEnd, other: Character) {
        guard own(end.host, end.instance) == nil, let index = index(end.host, end.move, other),
            let place = marked(ends[index])
        else { return }
        if other == "s", let destination = self.index(end.host, end.move, "d") {
            let told = ends[destination].status
            if ModelTables.told(end.type, "s", ends[index].status).contains(told) { set(index, told) }
        }
        settle(place, ends[index])
    }
}
