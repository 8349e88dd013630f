/// A named unit in somebody's hands; all of it is its identity (claims and moves, 1.7).
struct AssignedUnit: Hashable, Sendable {
    /// Placement provider.
    var providerUUID: String
    /// Resource class.
    var resourceClass: String
    /// The unit.
    var unit: ResourceUnit
}

extension Grant {
    /// Every named unit of the grant.
    var assignedUnits: [AssignedUnit] {
        guard !resources.isEmpty else { return [] }
        return resources.flatMap { pool in
            pool.units.map {
                AssignedUnit(providerUUID: pool.providerUUID, resourceClass: pool.resourceClass, unit: $0)
            }
        }
    }
}
