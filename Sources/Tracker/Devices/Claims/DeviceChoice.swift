/// Chooses the devices for all requests of one claim: worked out on a copy, all or nothing (PCI, 7.3).
///
/// The check whether devices can be had and the claim are this same function.
struct DeviceChoice {
    /// A device that was chosen, with the request that it answers.
    struct Chosen: Hashable, Sendable {
        /// Its place in the index.
        var place: Int
        /// Which request.
        var request: Int
    }

    /// Why a request cannot be served.
    struct Failure: Error, Sendable {
        /// Which request.
        var request: Int
        /// Free devices in the pools that were left; 0: no pool was.
        var available: Int
        /// Which step dropped which pools.
        var losses: [(step: PoolFilter.Step, pools: [PoolFilter.Candidate])]
    }

    private let book: DeviceBook
    private let index: DeviceIndex
    private let proximity: DeviceProximity
    /// Of each group the devices that are still free.
    private var free: [[Int]]
    private(set) var chosen: [Chosen] = []

    private init(_ book: DeviceBook, _ proximity: DeviceProximity) {
        self.book = book
        self.proximity = proximity
        index = book.index
        free = book.free
    }

    /// The devices in order of request and pick, or the first request that cannot be served.
    static func choose(
        _ requests: [PCIRequest], from book: DeviceBook, near proximity: DeviceProximity
    ) -> Result<[Chosen], Failure> {
        var choice = DeviceChoice(book, proximity)
        for (number, request) in requests.enumerated() {
            if let failure = choice.serve(request, number) { return .failure(failure) }
        }
        return .success(choice.chosen)
    }

    private mutating func serve(_ request: PCIRequest, _ number: Int) -> Failure? {
        let pools = PoolFilter(request: request, proximity: proximity, index: index).pools(candidates())
        let providers = pools.map { index.groups[$0.group].providerUUID }
        // Two pools of one provider cannot be told apart by what Placement chose.
        guard request.providers == nil || Set(providers).count == providers.count else {
            return failure(request, number)
        }
        var needed = Int(request.count)
        for pool in pools where needed > 0 {
            let most = request.providers.map { $0[index.groups[pool.group].providerUUID] ?? 0 } ?? needed
            needed -= take(min(needed, most), from: pool.group, number)
        }
        return needed > 0 ? failure(request, number) : nil
    }

    /// Pools with free devices, in canonical order: fewest keys, then the lowest free address (PCI, 6).
    private func candidates() -> [PoolFilter.Candidate] {
        free.indices.filter { !free[$0].isEmpty }.sorted { left, right in
            let (mine, other) = (index.groups[left].keyCount, index.groups[right].keyCount)
            return mine == other ? (free[left].first ?? 0) < (free[right].first ?? 0) : mine < other
        }.map { PoolFilter.Candidate(group: $0, count: free[$0].count) }
    }

    /// Takes devices from a pool, highest address first, and their relatives out of theirs.
    private mutating func take(_ most: Int, from group: Int, _ request: Int) -> Int {
        var taken = 0
        while taken < most, let place = free[group].popLast() {
            chosen.append(Chosen(place: place, request: request))
            taken += 1
            for child in index.children[place] { drop(child) }
            if let parent = index.parent(of: place) { drop(parent) }
        }
        return taken
    }

    private mutating func drop(_ place: Int) { free[index.groupOfDevice[place]].removeAll { $0 == place } }

    /// What became of the pools, as they are after what was taken so far.
    private func failure(_ request: PCIRequest, _ number: Int) -> Failure {
        var losses: [(step: PoolFilter.Step, pools: [PoolFilter.Candidate])] = []
        let left = PoolFilter(request: request, proximity: proximity, index: index).pools(candidates()) {
            losses.append((step: $0, pools: $1))
        }
        return Failure(request: number, available: left.reduce(0) { $0 + $1.count }, losses: losses)
    }
}

extension DeviceIndex.Group {
    /// How many keys the pool has for its place in the order; an absent NUMA node is a key all the same.
    var keyCount: Int { keys.count + (numaNode == nil ? 1 : 0) }
}
