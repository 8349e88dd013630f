/// What of a request's filter looks at nothing but a pool's keys (PCI, 7.1).
struct DeviceRule {
    private let specs: [PCISpec]
    private let asksPhysicalFunction: Bool
    private let asksVDPA: Bool
    private let asksRemoteManaged: Bool
    /// What all specifications say; absent: they do not, so it is no condition.
    private let liveMigratable: String?

    /// The rule of a request.
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

    /// The steps that drop a group; the specification alone, if it drops it.
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
    /// So many alternatives and tags are looked at, and so many named, for one line of a refusal.
    private static let (mostLookedAt, mostNamed) = (32, 8)

    /// What a pool says instead of the tags that are asked for; nil: it is not only the tags that differ.
    func unmetTags(_ keys: [String: String]) -> String? {
        let unmet = specs.prefix(Self.mostLookedAt).compactMap { spec in
            spec.matches.count + spec.absent.count > Self.mostLookedAt ? nil : spec.unmetTags(keys)
        }.min { $0.count < $1.count }
        guard let unmet else { return nil }
        let named = unmet.prefix(Self.mostNamed).map { key in
            keys[key].map { "\(key) is \"\(DeviceAliasText.shown($0))\"" } ?? "no \(DeviceAliasText.shown(key))"
        }
        let more = unmet.count - named.count
        return named.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }
}

extension PCISpec {
    /// The tags for which a pool is not as asked, in order; nil: what its devices are is not as asked either.
    fileprivate func unmetTags(_ keys: [String: String]) -> [String]? {
        let numbers = matches.filter { PoolKeys.reserved.contains($0.key) }
        guard PCISpec(matches: numbers).matches(keys) else { return nil }
        let wrong = matches.keys.filter { !PCISpec(matches: [$0: matches[$0] ?? ""]).matches(keys) }
        let unwanted = absent.filter { !PCISpec(absent: [$0]).matches(keys) }
        return unwanted.contains(where: PoolKeys.reserved.contains) ? nil : (wrong + unwanted).sorted()
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
