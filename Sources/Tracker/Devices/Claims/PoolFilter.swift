/// Which pools a request may take from, step by step (PCI, 7.1), made ready for the tracked devices of one report.
struct PoolFilter {
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

    /// A pool that is considered, with its free devices.
    struct Candidate: Sendable {
        /// Its group in the index.
        var group: Int
        /// How many devices are free.
        var count: Int
    }

    /// What is asked for.
    let request: PCIRequest
    /// How many devices are to come from each provider; absent: Placement did not choose.
    let providers: [String: Int]?
    private let index: DeviceIndex
    /// Of each group the steps that drop it whatever is free and wherever the guest is.
    private let dropped: [Set<Step>]

    /// Prepares the filter of a request.
    init(_ request: PCIRequest, _ index: DeviceIndex) {
        self.request = request
        self.index = index
        let providers = request.providers
        self.providers = providers
        let rule = DeviceRule(request)
        dropped = index.groups.map { rule.drops($0, providers: providers) }
    }

    /// The pools that are left, in the order in which they are taken from; `trace` is told of each step's losses.
    func pools(
        _ candidates: [Candidate], near proximity: DeviceProximity,
        trace: ((Step, _ dropped: [Candidate]) -> Void)? = nil
    ) -> [Candidate] {
        var left = candidates
        for step in Step.allCases {
            let before = left
            switch step {
            case .numa: left = near(left, proximity)
            case .placement: left = left.filter { !dropped[$0.group].contains(step) && hasEnough($0) }
            case .specification, .physicalFunction, .vdpa, .remoteManaged, .liveMigratable:
                left = left.filter { !dropped[$0.group].contains(step) }
            }
            if let trace, left.count < before.count {
                let kept = Set(left.map(\.group))
                trace(step, before.filter { !kept.contains($0.group) })
            }
            if left.isEmpty { return [] }
        }
        return left
    }

    /// Whether there are too few devices wherever the guest is, whatever else is taken.
    func isHopeless(_ candidates: [Candidate]) -> Bool {
        total(candidates.filter { dropped[$0.group].isEmpty }) < Int(request.count)
    }

    private func hasEnough(_ pool: Candidate) -> Bool {
        guard let providers else { return true }
        return pool.count >= providers[index.groups[pool.group].providerUUID] ?? .max
    }

    /// The step of nearness (PCI, 7.2): exact first, whatever the policy, wherever that suffices.
    private func near(_ pools: [Candidate], _ proximity: DeviceProximity) -> [Candidate] {
        let cells = proximity.guestCells
        guard !cells.isEmpty else { return pools }
        let exact = pools.filter { index.groups[$0.group].numaNode.map(cells.contains) ?? false }
        let policy = request.numaPolicy ?? .legacy
        if policy == .required || total(exact) >= Int(request.count) { return exact }
        if policy == .socket {
            guard let sockets = proximity.cellsOfSockets else { return [] }
            return pools.filter { index.groups[$0.group].numaNode.map(sockets.contains) ?? false }
        }
        let near = exact + pools.filter { index.groups[$0.group].numaNode == nil }
        if policy == .legacy || total(near) >= Int(request.count) { return near }
        let listed = Set(near.map(\.group))
        return near + pools.filter { !listed.contains($0.group) }
    }

    private func total(_ pools: [Candidate]) -> Int { pools.reduce(0) { $0 + $1.count } }
}

/// What of a request's filter looks at nothing but a pool's keys (PCI, 7.1).
private struct DeviceRule {
    private let specs: [PCISpec]
    private let asksPhysicalFunction: Bool
    private let asksVDPA: Bool
    private let asksRemoteManaged: Bool
    /// What all specifications say; absent: they do not, so it is no condition.
    private let liveMigratable: String?

    init(_ request: PCIRequest) {
        specs = request.specs
        func asks(_ type: PCIDeviceType) -> Bool {
            request.specs.contains { $0.matches["dev_type"]?.isEqualIgnoringCase(to: type.wireName) ?? false }
        }
        asksPhysicalFunction = asks(.physicalFunction)
        asksVDPA = asks(.vdpa)
        asksRemoteManaged = request.specs.contains { LenientBoolean.isTrue($0.matches["remote_managed"]) }
        let values = Set(request.specs.map { $0.matches["live_migratable"]?.lowercased() ?? "" })
        liveMigratable = values.count == 1 ? values.first.flatMap { ["true", "false"].contains($0) ? $0 : nil } : nil
    }

    func drops(_ group: DeviceIndex.Group, providers: [String: Int]?) -> Set<PoolFilter.Step> {
        let keys = group.keys
        // What nothing asked for is not looked at any further, and nearly every pool is that.
        guard specs.contains(where: { $0.matches(keys) }) else { return [.specification] }
        var steps: Set<PoolFilter.Step> = []
        if group.type == .physicalFunction, !asksPhysicalFunction { steps.insert(.physicalFunction) }
        if group.type == .vdpa, !asksVDPA { steps.insert(.vdpa) }
        if !asksRemoteManaged, LenientBoolean.isTrue(keys["remote_managed"]) { steps.insert(.remoteManaged) }
        if let providers, group.providerUUID.isEmpty || providers[group.providerUUID] == nil {
            steps.insert(.placement)
        }
        if let liveMigratable, keys["live_migratable"]?.isEqualIgnoringCase(to: liveMigratable) != true {
            steps.insert(.liveMigratable)
        }
        return steps
    }
}

extension PCISpec {
    /// Keys that never take part in matching (PCI, 2.5).
    static let unmatched: Set<String> = ["resource_class", "traits", "rp_uuids", "capability_type"]

    /// Whether a pool has everything that is asked for, and lacks what it must lack.
    func matches(_ keys: [String: String]) -> Bool {
        matches.allSatisfy { key, value in
            if let own = keys[key] { return own.isEqualIgnoringCase(to: value) || Self.unmatched.contains(key) }
            return Self.unmatched.contains(key)
        } && absent.allSatisfy { keys[$0] == nil || Self.unmatched.contains($0) }
    }
}

extension PCIRequest {
    /// How many devices are to come from each Placement provider; absent: Placement did not choose, or the request is
    /// a port's, for which it does not count (PCI, 5.4).
    var providers: [String: Int]? {
        guard hasProviders else { return nil }
        return providerUUIDs.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// Whether Placement has chosen providers, and they count.
    var hasProviders: Bool { !providerUUIDs.isEmpty && !(isOfPort && !requesterID.isEmpty) }
}

/// Booleans in texts where everything that is not true is false (PCI, 3.2).
enum LenientBoolean {
    /// Whether a text says yes.
    static func isTrue(_ text: String?) -> Bool {
        guard let text else { return false }
        return ["1", "t", "true", "on", "y", "yes"].contains(text.lowercased())
    }
}

extension String {
    /// Whether two texts are the same but for case.
    fileprivate func isEqualIgnoringCase(to other: String) -> Bool {
        self == other || lowercased() == other.lowercased()
    }
}
