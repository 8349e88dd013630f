/// What the requests of a claim need at least from near the guest's cells, whatever else the choice decides.
///
/// Each request alone, together with those that can take nothing but what it can take: no device serves two of them.
/// Where requests want the same pools, others altogether, or some of another's, nothing more is needed.
enum DeviceDemands {
    /// How far from the guest a request may take devices (PCI, 7.2).
    private enum Reach: Hashable {
        case cells, sockets, cellsAndNone, anywhere

        init(_ policy: PCINUMAPolicy?, hasSockets: Bool) {
            switch policy ?? .legacy {
            case .required: self = .cells
            case .socket: self = hasSockets ? .sockets : .cells
            case .legacy: self = .cellsAndNone
            case .preferred: self = .anywhere
            }
        }

        /// Whether the other one reaches all that this one does.
        func isWithin(_ other: Reach) -> Bool { self == other || self == .cells || other == .anywhere }
    }

    /// Requests that may take from the same pools, as far away.
    private struct Kind: Hashable {
        var pools: PlaceSet
        var reach: Reach
    }

    /// The demands that depend on where the guest is.
    static func of(_ supply: DeviceSupply, on host: NUMATopology?) -> [DeviceDemand] {
        let cells = host?.cells ?? []
        let hasSockets = cells.allSatisfy { $0.socket != nil }
        var kinds: [Kind] = []
        var counts: [Kind: Int] = [:]
        for (filter, pools) in zip(supply.filters, supply.pools) {
            var kept = PlaceSet(count: supply.groups.count)
            for pool in pools where pool.isKept && filter.hasEnough(pool) { kept.insert(pool.place) }
            let kind = Kind(pools: kept, reach: Reach(filter.request.numaPolicy, hasSockets: hasSockets))
            if counts[kind] == nil { kinds.append(kind) }
            counts[kind, default: 0] += Int(filter.request.count)
        }
        return kinds.compactMap { kind in
            let count = kinds.reduce(0) { sum, other in
                let isWithin = other.reach.isWithin(kind.reach) && other.pools.isSubset(of: kind.pools)
                return isWithin ? sum + (counts[other] ?? 0) : sum
            }
            return demand(kind, count, supply, cells)
        }
    }

    /// Absent: that many can be had wherever the guest is.
    private static func demand(
        _ kind: Kind, _ count: Int, _ supply: DeviceSupply, _ cells: [NUMACell]
    ) -> DeviceDemand? {
        var (missing, near) = (count, [Int32: Int]())
        for place in kind.pools.places {
            let free = supply.free[place].count
            switch (supply.index.groups[supply.groups[place]].numaNode, kind.reach) {
            case (_, .anywhere), (nil, .cellsAndNone): missing -= free
            case (nil, .cells), (nil, .sockets): break
            case (let cell?, _): near[cell, default: 0] += free
            }
        }
        guard missing > 0 else { return nil }
        var offers: [DeviceDemand.Offer] = []
        var offerOf: [Int32: Int] = [:]
        for cell in cells {
            // Cells of one socket are as near as each other where that is enough.
            if kind.reach == .sockets, let socket = cell.socket {
                if let offer = offerOf[socket] {
                    offers[offer].cells.append(cell.id)
                    offers[offer].count += near[cell.id] ?? 0
                    continue
                }
                offerOf[socket] = offers.count
            }
            offers.append(DeviceDemand.Offer(cells: [cell.id], count: near[cell.id] ?? 0))
        }
        return DeviceDemand(count: missing, offers: offers.filter { $0.count > 0 })
    }
}

/// A set of places in a list.
private struct PlaceSet: Hashable {
    private var words: [UInt64]

    init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

    mutating func insert(_ place: Int) { words[place >> 6] |= 1 << UInt64(place & 63) }

    func isSubset(of other: PlaceSet) -> Bool { zip(words, other.words).allSatisfy { $0 & ~$1 == 0 } }

    /// The places in order.
    var places: [Int] {
        words.enumerated().flatMap { index, word in
            (0..<64).compactMap { word & (1 << UInt64($0)) == 0 ? nil : index * 64 + $0 }
        }
    }
}
