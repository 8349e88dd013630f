/// Every invariant that does not hold in a state, in order; empty unless something is broken.
///
/// Recomputes everything from the records, without the running sums and indexes. Cost: proportional to the state.
public func violations(of state: State) -> [Violation] {
    var inspection = Inspection(state)
    inspection.checkIdentities()
    inspection.checkGrants()
    inspection.checkUnits()
    inspection.checkPlaces()
    inspection.checkDevices()
    inspection.checkMoves()
    inspection.checkUsage()
    inspection.checkStatistics()
    inspection.checkIndexes()
    return inspection.found.sorted()
}
