/// What a node can give to the requests of one claim: the pools that some specification matches, and no others.
///
/// Prepared once, whatever number of places of the guest is tried; what else the node has costs nothing there.
struct DeviceSupply: Sendable {
    /// The filters of the requests, in the order in which these are served.
    let filters: [PoolFilter]
    /// Groups with free devices that some request may look at, in canonical order (PCI, 6).
    let groups: [Int]
    /// Of each of them the free devices, in order of address.
    let free: [[Int]]
    /// Of each of them how many that are.
    let counts: [Int]
    /// Of each request its pools, in canonical order.
    let pools: [[PoolFilter.Candidate]]
    /// The tracked devices.
    let index: DeviceIndex
    /// Few groups are looked through as fast as they are looked up.
    private let places: [Int: Int]

    /// Prepares what the requests can have of what is free.
    init(_ requests: [PCIRequest], _ book: DeviceBook) {
        let index = book.index
        let filters = requests.map { PoolFilter($0, index) }
        var matched: [Int] = []
        for filter in filters {
            for match in filter.matches where !book.free[match.group].isEmpty { matched.append(match.group) }
        }
        if filters.count > 1 { matched = Array(Set(matched)) }
        let groups = index.order(matched) { book.free[$0].first ?? 0 }
        var places: [Int: Int] = [:]
        if groups.count > Self.few {
            places = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })
        }
        self.index = index
        self.filters = filters
        self.groups = groups
        self.places = places
        free = groups.map { book.free[$0] }
        counts = free.map { $0.count }
        pools = filters.map { filter in
            var pools: [PoolFilter.Candidate] = []
            for match in filter.matches {
                guard let place = Self.place(of: match.group, groups, places) else { continue }
                pools.append(
                    PoolFilter.Candidate(
                        group: match.group, count: book.free[match.group].count,
                        cell: index.groups[match.group].cell, place: place, isKept: match.drops.isEmpty))
            }
            return pools.sorted { $0.place < $1.place }
        }
    }

    private static let few = 16

    /// The place of a group; absent: no request may look at it.
    func place(ofGroup group: Int) -> Int? { Self.place(of: group, groups, places) }

    private static func place(of group: Int, _ groups: [Int], _ places: [Int: Int]) -> Int? {
        groups.count > few ? places[group] : groups.firstIndex(of: group)
    }
}
