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
    /// Of each request its pools, in canonical order.
    let pools: [[PoolFilter.Candidate]]
    /// The tracked devices.
    let index: DeviceIndex
    private let places: [Int: Int]

    /// Prepares what the requests can have of what is free.
    init(_ requests: [PCIRequest], _ book: DeviceBook) {
        let index = book.index
        let filters = requests.map { PoolFilter($0, index) }
        var matched = filters.flatMap { $0.matches.map(\.group) }.filter { !book.free[$0].isEmpty }
        if filters.count > 1 { matched = Array(Set(matched)) }
        let groups = index.order(matched) { book.free[$0].first ?? 0 }
        let places = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })
        self.index = index
        self.filters = filters
        self.groups = groups
        self.places = places
        free = groups.map { book.free[$0] }
        pools = filters.map { filter in
            filter.matches.compactMap { match in
                places[match.group].map { place in
                    PoolFilter.Candidate(
                        group: match.group, count: book.free[match.group].count, place: place,
                        isKept: match.drops.isEmpty)
                }
            }.sorted { $0.place < $1.place }
        }
    }

    /// The place of a group; absent: no request may look at it.
    func place(ofGroup group: Int) -> Int? { places[group] }
}
