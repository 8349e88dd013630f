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
        /// How many devices it could have; 0: none, or none in the way in which it wants them.
        var available: Int
        /// Which step dropped which pools; the counts are of what the requests before left.
        var losses: [(step: PoolFilter.Step, pools: [PoolFilter.Candidate])]
    }

    private let book: DeviceBook
    private let index: DeviceIndex
    private let proximity: DeviceProximity
    /// Of each group the devices that are still free.
    private var free: [[Int]]
    private var chosen: [Chosen] = []

    private init(_ book: DeviceBook, _ proximity: DeviceProximity) {
        self.book = book
        self.proximity = proximity
        index = book.index
        free = book.free
    }

    /// The devices in order of request and pick, or the first request that cannot be served.
    static func choose(
        _ filters: [PoolFilter], from book: DeviceBook, near proximity: DeviceProximity
    ) -> Result<[Chosen], Failure> {
        var choice = DeviceChoice(book, proximity)
        for (number, filter) in filters.enumerated() {
            let left = choice
            let missing = choice.serve(filter, number)
            guard missing == 0 else { return .failure(left.failure(filter, number, missing: missing)) }
        }
        return .success(choice.chosen)
    }

    /// The pools with free devices, in canonical order.
    static func candidates(_ free: [[Int]], _ book: DeviceBook) -> [PoolFilter.Candidate] {
        book.order(of: free).map { PoolFilter.Candidate(group: $0, count: free[$0].count) }
    }

    /// How many devices are missing after all that can be taken has been taken.
    private mutating func serve(_ filter: PoolFilter, _ number: Int) -> Int {
        let count = Int(filter.request.count)
        let pools = filter.pools(Self.candidates(free, book), near: proximity)
        guard let providers = filter.providers else {
            return pools.reduce(count) { needed, pool in
                needed > 0 ? needed - take(needed, from: pool.group, number) : needed
            }
        }
        let listed = pools.map { index.groups[$0.group].providerUUID }
        // Two pools of one provider cannot be told apart by what Placement chose.
        guard Set(listed).count == listed.count else { return count }
        return zip(pools, listed).reduce(count) { needed, pool in
            needed - take(providers[pool.1] ?? 0, from: pool.0.group, number)
        }
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

    private mutating func drop(_ place: Int) { free[index.groupOfDevice[place]].removeAscending(place) }

    /// What became of the pools, as they are before anything is taken for the request.
    private func failure(_ filter: PoolFilter, _ number: Int, missing: Int) -> Failure {
        var losses: [(step: PoolFilter.Step, pools: [PoolFilter.Candidate])] = []
        _ = filter.pools(Self.candidates(free, book), near: proximity) { losses.append((step: $0, pools: $1)) }
        return Failure(request: number, available: Int(filter.request.count) - missing, losses: losses)
    }
}
