import HashTreeCollections

/// Named units for one claim (claims and moves, 3.4): all of what the allocations ask for, or the shortfalls.
struct NamedUnits {
    /// Reason code of the shortfalls.
    static let reason = "RESOURCE_UNITS"

    /// One pool per provider and class, ascending; empty when something falls short.
    private(set) var chosen: [ResourcePool] = []
    /// One per class of a provider that has too few free units.
    private(set) var shortfalls: [Shortfall] = []

    /// Chooses in ascending order of identifier, then of metadata.
    ///
    /// Skipped are providers that the node does not list (the other side of a move) and classes without named units.
    init(_ allocations: [Allocation], pools: [ResourcePool], assigned: TreeDictionary<AssignedUnit, Int64>) {
        guard !allocations.isEmpty, !pools.isEmpty else { return }
        for (key, amount) in Self.amounts(allocations) {
            let named = pools.filter { $0.providerUUID == key.provider && $0.resourceClass == key.resourceClass }
            guard !named.isEmpty, amount > 0 else { continue }
            let free = Set(named.flatMap(\.units))
                .filter {
                    assigned[
                        AssignedUnit(providerUUID: key.provider, resourceClass: key.resourceClass, unit: $0)] == nil
                }
                .sorted()
            guard amount <= free.count else {
                shortfalls.append(Self.shortfall(key, requested: amount, available: free.count))
                continue
            }
            chosen.append(
                ResourcePool(
                    providerUUID: key.provider, resourceClass: key.resourceClass,
                    units: Array(free.prefix(Int(amount)))))
        }
        if !shortfalls.isEmpty { chosen = [] }
    }

    private struct Key: Hashable, Comparable {
        var provider: String
        var resourceClass: String

        static func < (left: Self, right: Self) -> Bool {
            (left.provider, left.resourceClass) < (right.provider, right.resourceClass)
        }
    }

    /// What is asked for in all, by provider and class, ascending.
    private static func amounts(_ allocations: [Allocation]) -> [(Key, Int64)] {
        var amounts: [Key: Int64] = [:]
        for allocation in allocations {
            for (resourceClass, amount) in allocation.resources {
                let key = Key(provider: allocation.providerUUID, resourceClass: resourceClass)
                amounts[key] = (amounts[key] ?? 0).addingSaturating(amount)
            }
        }
        return amounts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func shortfall(_ key: Key, requested: Int64, available: Int) -> Shortfall {
        Shortfall(
            resource: key.resourceClass, reason: reason,
            message: "\(requested) units of \(key.resourceClass) requested at provider \(key.provider), "
                + "\(available) available",
            requested: Double(requested), available: Double(available))
    }
}

extension ResourceUnit: Comparable {
    /// Orders by identifier, then by metadata as a list of pairs in order of their keys.
    public static func < (left: Self, right: Self) -> Bool {
        guard left.identifier == right.identifier else { return left.identifier < right.identifier }
        return left.metadataInOrder.lexicographicallyPrecedes(right.metadataInOrder) { $0 < $1 }
    }

    private var metadataInOrder: [(String, String)] {
        metadata.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
