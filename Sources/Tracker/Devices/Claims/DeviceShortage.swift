/// Why devices cannot be had: the requests that could not be served, and what became of each pool.
struct DeviceShortage: Error {
    /// So many requests are told of at most, each with its pools.
    static let mostRequests = 16
    /// So many pools are named for a step at most.
    static let mostPools = 8

    /// For each request the summary first, then a line for each step that dropped pools.
    let shortfalls: [Shortfall]

    /// Tells of requests that could not be served for a guest on host cells.
    init(
        _ failures: [DeviceChoice.Failure], _ supply: DeviceSupply, _ book: DeviceBook,
        near proximity: DeviceProximity
    ) {
        var shortfalls: [Shortfall] = []
        for failure in failures.prefix(Self.mostRequests) {
            let filter = supply.filters[failure.request]
            let candidates = Self.candidates(book, after: failure.taken)
            let busy = Self.busy(filter, candidates, book, proximity)
            shortfalls.append(Self.summary(failure, filter.request, book, proximity, busy: busy))
            let losses = filter.losses(candidates, near: proximity)
            shortfalls += losses.map { Self.shortfall($0.step, $0.pools, filter.request, book.index) }
        }
        let left = failures.dropFirst(Self.mostRequests)
        if !left.isEmpty {
            shortfalls.append(
                Shortfall(
                    resource: DeviceTest.resource, reason: DeviceTest.reason,
                    message: "\(left.count) more \(left.count == 1 ? "request" : "requests") cannot be served",
                    requested: left.reduce(0) { $0 + Double(supply.filters[$1.request].request.count) },
                    available: left.reduce(0) { $0 + Double($1.available) }))
        }
        self.shortfalls = shortfalls
    }

    /// The pools with free devices in canonical order, once others have taken some.
    private static func candidates(_ book: DeviceBook, after taken: [DeviceChoice.Chosen]) -> [PoolFilter.Candidate] {
        var free = book.free
        for place in taken.map(\.place) {
            let parent = book.index.parent(of: place).map { [$0] } ?? []
            for gone in [place] + book.index.children[place] + parent {
                free[book.index.groupOfDevice[gone]].removeAscending(gone)
            }
        }
        return book.order(of: free).map {
            PoolFilter.Candidate(group: $0, count: free[$0].count, cell: book.index.groups[$0].cell)
        }
    }

    /// How many devices would do if they were free: others have them or block them, or an earlier request gets them.
    private static func busy(
        _ filter: PoolFilter, _ candidates: [PoolFilter.Candidate], _ book: DeviceBook, _ proximity: DeviceProximity
    ) -> Int {
        let groups = book.index.groups
        let all = groups.indices.map { group in
            PoolFilter.Candidate(group: group, count: groups[group].members.count, cell: groups[group].cell)
        }
        let dropped = Set(filter.losses(all, near: proximity).flatMap(\.pools).map(\.group))
        let fitting = all.filter { !dropped.contains($0.group) }
        let free = Dictionary(candidates.map { ($0.group, $0.count) }, uniquingKeysWith: { first, _ in first })
        return fitting.reduce(0) { $0 + $1.count - (free[$1.group] ?? 0) }
    }

    private static func summary(
        _ failure: DeviceChoice.Failure, _ request: PCIRequest, _ book: DeviceBook, _ proximity: DeviceProximity,
        busy: Int
    ) -> Shortfall {
        let what =
            "\(request.count) \(request.count == 1 ? "device" : "devices") for \(request.described) requested"
        let cells = proximity.guestCells.sorted()
        // Without cells no policy restricts anything, so it says nothing.
        let policy = cells.isEmpty ? "" : " with policy \((request.numaPolicy ?? .legacy).rawValue)"
        let place = cells.isEmpty ? "" : " by a guest on host \(cells.count == 1 ? "cell" : "cells") \(list(cells))"
        let why = book.index.devices.isEmpty ? "no device of the node is tracked" : "\(failure.available) can be had"
        return Shortfall(
            resource: DeviceTest.resource, reason: DeviceTest.reason,
            message: what + policy + ", " + why + (book.index.devices.isEmpty ? "" : place)
                + (busy == 0 ? "" : "; \(busy) more would do and \(busy == 1 ? "is" : "are") in use or blocked"),
            requested: Double(request.count), available: Double(failure.available), pciRequestID: request.requestID)
    }

    private static func shortfall(
        _ step: PoolFilter.Step, _ pools: [PoolFilter.Candidate], _ request: PCIRequest, _ index: DeviceIndex
    ) -> Shortfall {
        let dropped = pools.reduce(0) { $0 + $1.count }
        let named = pools.prefix(mostPools).map { pool in
            let tags = step == .specification ? request.unmetTags(index.groups[pool.group].keys) : nil
            return text(pool, index) + (tags.map { " (\($0))" } ?? "")
        }.joined(separator: "; ")
        let more = pools.count > mostPools ? "; and \(pools.count - mostPools) more" : ""
        return Shortfall(
            resource: DeviceTest.resource, reason: step.rawValue, message: "\(step.text): \(named)\(more)",
            requested: Double(request.count), available: Double(dropped), pciRequestID: request.requestID)
    }

    private static func text(_ pool: PoolFilter.Candidate, _ index: DeviceIndex) -> String {
        let group = index.groups[pool.group]
        let keys = ["dev_type", "vendor_id", "product_id", "address"].compactMap { group.keys[$0] }
        let cell = group.numaNode.map { "cell \($0)" } ?? "no cell"
        return "\(pool.count) x \(keys.joined(separator: " ")) on \(cell)"
    }

    private static func list(_ numbers: [Int32]) -> String { numbers.map(String.init).joined(separator: ", ") }
}

extension PoolFilter.Step {
    /// For people: why the step leaves a pool out.
    var text: String {
        switch self {
        case .specification: "not what is asked for"
        case .numa: "not near enough to the guest's cells"
        case .physicalFunction: "physical functions, given only to who asks for their type"
        case .vdpa: "vDPA devices, given only to who asks for their type"
        case .remoteManaged: "remotely managed, given only to who asks for that"
        case .placement: "not of the providers that Placement chose, or too few"
        case .liveMigratable: "not as asked for about live migration"
        }
    }
}
