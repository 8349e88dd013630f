/// Which pools a request may take from, step by step (PCI, 7.1), made ready for the tracked devices of one report.
struct PoolFilter: Sendable {
    /// The steps in their order; the raw value is the stable reason of a refusal.
    enum Step: String, CaseIterable, Sendable {
        /// Some specification of the request matches the pool.
        case specification = "PCI_SPECIFICATION"
        /// The pool is near enough to the guest's cells.
        case numa = "PCI_NUMA"
        /// Physical functions are not given unasked.
        case physicalFunction = "PCI_PHYSICAL_FUNCTION"
        /// vDPA devices are not given unasked.
        case vdpa = "PCI_VDPA"
        /// Remotely managed devices are not given unasked.
        case remoteManaged = "PCI_REMOTE_MANAGED"
        /// The pool's provider is one that Placement chose, with enough free devices.
        case placement = "PCI_PLACEMENT"
        /// The pool's devices can, or cannot, be migrated live, as asked.
        case liveMigratable = "PCI_LIVE_MIGRATABLE"
    }

    /// A pool that is considered.
    struct Candidate: Sendable {
        /// Its group in the index.
        var group: Int
        /// How many devices are free.
        var count: Int
        /// Place of its cell in the index; absent: it is near none.
        var cell: Int?
        /// Its place among the pools that the requests of the claim may take from.
        var place = 0
        /// Whether no step drops it whatever is free and wherever the guest is.
        var isKept = false
    }

    /// What is asked for.
    let request: PCIRequest
    /// How many devices are to come from each provider; absent: Placement did not choose.
    let providers: [String: Int]?
    /// The groups that some specification matches, ascending, each with the later steps that drop it in any case.
    let matches: [(group: Int, drops: Set<Step>)]
    private let index: DeviceIndex

    /// Prepares the filter of a request.
    init(_ request: PCIRequest, _ index: DeviceIndex) {
        self.request = request
        self.index = index
        let providers = request.providers
        self.providers = providers
        let rule = DeviceRule(request)
        matches = Self.groups(request, index).compactMap { group in
            let drops = rule.drops(index.groups[group], providers: providers)
            return drops.contains(.specification) ? nil : (group, drops)
        }
    }

    /// The pools that are left, in the order in which they are taken from.
    ///
    /// - Parameter matched: pools that a specification matches. All steps but that of nearness only look at single
    ///   pools, so their order says nothing here.
    func pools(_ matched: [Candidate], near proximity: DeviceProximity) -> [Candidate] {
        near(matched, proximity).filter { $0.isKept && hasEnough($0) }
    }

    /// What each step drops of the pools, in order.
    func losses(
        _ candidates: [Candidate], near proximity: DeviceProximity
    ) -> [(step: Step, pools: [Candidate])] {
        let drops = Dictionary(matches.map { ($0.group, $0.drops) }, uniquingKeysWith: { first, _ in first })
        var losses: [(step: Step, pools: [Candidate])] = []
        var left = candidates
        for step in Step.allCases where !left.isEmpty {
            let before = left
            switch step {
            case .specification: left = left.filter { drops[$0.group] != nil }
            case .numa: left = near(left, proximity)
            case .placement: left = left.filter { drops[$0.group]?.contains(step) == false && hasEnough($0) }
            case .physicalFunction, .vdpa, .remoteManaged, .liveMigratable:
                left = left.filter { drops[$0.group]?.contains(step) == false }
            }
            guard left.count < before.count else { continue }
            let kept = Set(left.map(\.group))
            losses.append((step: step, pools: before.filter { !kept.contains($0.group) }))
        }
        return losses
    }

    /// Whether a pool has as many devices as are to come from its provider.
    func hasEnough(_ pool: Candidate) -> Bool {
        guard let providers else { return true }
        return pool.count >= providers[index.groups[pool.group].providerUUID] ?? .max
    }

    /// The groups that are worth a look, ascending.
    private static func groups(_ request: PCIRequest, _ index: DeviceIndex) -> [Int] {
        var groups: [Int] = []
        for spec in request.specs {
            guard let some = index.values.mayMatch(spec) else { return Array(index.groups.indices) }
            groups += some
        }
        return request.specs.count == 1 ? groups : Set(groups).sorted()
    }

    /// The step of nearness (PCI, 7.2): exact first, whatever the policy, wherever that suffices.
    private func near(_ pools: [Candidate], _ proximity: DeviceProximity) -> [Candidate] {
        guard !proximity.guestCells.isEmpty else { return pools }
        let exact = pools.filter { proximity.of($0.cell) == .exact }
        let policy = request.numaPolicy ?? .legacy
        if policy == .required || total(exact) >= Int(request.count) { return exact }
        if policy == .socket { return pools.filter { proximity.isOnSocket($0.cell) } }
        let near = exact + pools.filter { proximity.of($0.cell) == .unknown }
        if policy == .legacy || total(near) >= Int(request.count) { return near }
        return near + pools.filter { proximity.of($0.cell) == .socket || proximity.of($0.cell) == .other }
    }

    private func total(_ pools: [Candidate]) -> Int { pools.reduce(0) { $0 + $1.count } }
}

extension PCIRequest {
    /// How many devices are to come from each Placement provider; absent: Placement did not choose, or the request is
    /// a port's, for which it does not count (PCI, 5.4).
    var providers: [String: Int]? {
        guard hasProviders else { return nil }
        return providerUUIDs.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// Whether Placement has chosen providers, and they count.
    var hasProviders: Bool { !providerUUIDs.isEmpty && !isOfPort }
}
