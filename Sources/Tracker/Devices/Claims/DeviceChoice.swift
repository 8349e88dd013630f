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

    /// A request that cannot be served.
    struct Failure: Error, Sendable {
        /// Which request.
        var request: Int
        /// How many devices it could have; 0: none, or none in the way in which it wants them.
        var available: Int
        /// What the requests before have taken.
        var taken: [Chosen]
    }

    private let supply: DeviceSupply
    private let proximity: DeviceProximity
    /// Of each pool the devices that are still free.
    private var free: [[Int]]
    private var chosen: [Chosen] = []
    /// Whether a pool has lost its lowest device and has others, so that the order may be another one.
    private var isReordered = false

    private init(_ supply: DeviceSupply, _ proximity: DeviceProximity) {
        self.supply = supply
        self.proximity = proximity
        free = supply.free
    }

    /// The devices in order of request and pick, or the first request that cannot be served.
    static func choose(from supply: DeviceSupply, near proximity: DeviceProximity) -> Result<[Chosen], Failure> {
        var choice = DeviceChoice(supply, proximity)
        for number in supply.filters.indices {
            let taken = choice.chosen.count
            let missing = choice.serve(number)
            guard missing == 0 else { return .failure(choice.failure(number, missing, taken: taken)) }
        }
        return .success(choice.chosen)
    }

    /// Every request that cannot be served; those behind it are served as if it were not there.
    static func failures(from supply: DeviceSupply, near proximity: DeviceProximity) -> [Failure] {
        var choice = DeviceChoice(supply, proximity)
        return supply.filters.indices.compactMap { number in
            let before = choice
            let missing = choice.serve(number)
            guard missing > 0 else { return nil }
            choice = before
            return before.failure(number, missing, taken: before.chosen.count)
        }
    }

    /// How many devices are missing after all that can be taken has been taken.
    private mutating func serve(_ number: Int) -> Int {
        let filter = supply.filters[number]
        let count = Int(filter.request.count)
        let pools = filter.pools(matched(number), near: proximity)
        guard let providers = filter.providers else {
            return pools.reduce(count) { needed, pool in
                needed > 0 ? needed - take(needed, from: pool.place, number) : needed
            }
        }
        let listed = pools.map { supply.index.groups[$0.group].providerUUID }
        // Two pools of one provider cannot be told apart by what Placement chose.
        guard Set(listed).count == listed.count else { return count }
        return zip(pools, listed).reduce(count) { needed, pool in
            needed - take(providers[pool.1] ?? 0, from: pool.0.place, number)
        }
    }

    /// The pools of a request that still have free devices, in canonical order.
    private func matched(_ number: Int) -> [PoolFilter.Candidate] {
        var matched: [PoolFilter.Candidate] = []
        matched.reserveCapacity(supply.pools[number].count)
        for var pool in supply.pools[number] where !free[pool.place].isEmpty {
            pool.count = free[pool.place].count
            matched.append(pool)
        }
        guard isReordered else { return matched }
        let pools = Dictionary(uniqueKeysWithValues: matched.map { ($0.group, $0) })
        return supply.index.order(matched.map(\.group)) { group in
            pools[group].flatMap { free[$0.place].first } ?? 0
        }.compactMap { pools[$0] }
    }

    /// Takes devices from a pool, highest address first, and their relatives out of theirs.
    private mutating func take(_ most: Int, from pool: Int, _ request: Int) -> Int {
        var taken = 0
        while taken < most, let place = free[pool].popLast() {
            chosen.append(Chosen(place: place, request: request))
            taken += 1
            for child in supply.index.children[place] { drop(child) }
            if let parent = supply.index.parent(of: place) { drop(parent) }
        }
        return taken
    }

    private mutating func drop(_ place: Int) {
        guard let pool = supply.place(ofGroup: supply.index.groupOfDevice[place]) else { return }
        let lowest = free[pool].first
        free[pool].removeAscending(place)
        if let first = free[pool].first, first != lowest { isReordered = true }
    }

    private func failure(_ number: Int, _ missing: Int, taken: Int) -> Failure {
        Failure(
            request: number, available: Int(supply.filters[number].request.count) - missing,
            taken: Array(chosen.prefix(taken)))
    }
}
