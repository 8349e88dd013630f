/// Which pools a request may take from, step by step (PCI, 7.1).
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
    /// Where the guest is.
    let proximity: DeviceProximity
    /// The tracked devices.
    let index: DeviceIndex

    /// The pools that are left, in the order in which they are taken from; `trace` is told of each step's losses.
    func pools(
        _ candidates: [Candidate], trace: (Step, _ dropped: [Candidate]) -> Void = { _, _ in }
    ) -> [Candidate] {
        var left = candidates
        for step in Step.allCases {
            let before = left
            left = keep(left, step)
            if left.count < before.count {
                let kept = Set(left.map(\.group))
                trace(step, before.filter { !kept.contains($0.group) })
            }
            if left.isEmpty { return [] }
        }
        return left
    }

    private func keep(_ pools: [Candidate], _ step: Step) -> [Candidate] {
        switch step {
        case .specification:
            return pools.filter { pool in
                let keys = index.groups[pool.group].keys
                return request.specs.contains { $0.matches(keys) }
            }
        case .numa: return near(pools)
        case .physicalFunction: return pools.filter { !isUnasked(.physicalFunction, $0) }
        case .vdpa: return pools.filter { !isUnasked(.vdpa, $0) }
        case .remoteManaged:
            let isAsked = request.specs.contains { LenientBoolean.isTrue($0.matches["remote_managed"]) }
            return isAsked
                ? pools
                : pools.filter { !LenientBoolean.isTrue(index.groups[$0.group].keys["remote_managed"]) }
        case .placement:
            guard let wanted = request.providers else { return pools }
            return pools.filter { pool in
                guard let count = wanted[index.groups[pool.group].providerUUID] else { return false }
                return pool.count >= count
            }
        case .liveMigratable:
            let asked = request.specs.map { $0.matches["live_migratable"]?.lowercased() }
            guard let first = asked.first, let value = first, asked.allSatisfy({ $0 == value }),
                value == "true" || value == "false"
            else { return pools }
            return pools.filter { index.groups[$0.group].keys["live_migratable"]?.lowercased() == value }
        }
    }

    private func isUnasked(_ type: PCIDeviceType, _ pool: Candidate) -> Bool {
        index.groups[pool.group].type == type
            && !request.specs.contains { $0.matches["dev_type"]?.lowercased() == type.wireName.lowercased() }
    }

    /// The step of nearness (PCI, 7.2): exact first, whatever the policy, wherever that suffices.
    private func near(_ pools: [Candidate]) -> [Candidate] {
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

extension PCISpec {
    /// Keys that never take part in matching (PCI, 2.5).
    static let unmatched: Set<String> = ["resource_class", "traits", "rp_uuids", "capability_type"]

    /// Whether a pool has everything that is asked for, and lacks what it must lack.
    func matches(_ keys: [String: String]) -> Bool {
        matches.allSatisfy { key, value in
            Self.unmatched.contains(key) || keys[key].map { $0.isEqualIgnoringCase(to: value) } ?? false
        } && absent.allSatisfy { Self.unmatched.contains($0) || keys[$0] == nil }
    }
}

extension PCIRequest {
    /// How many devices are to come from each Placement provider; absent: Placement did not choose, or the request is
    /// a port's, for which it does not count (PCI, 5.4).
    var providers: [String: Int]? {
        guard requesterID.isEmpty, !providerUUIDs.isEmpty else { return nil }
        return providerUUIDs.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
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
