import HashTreeCollections

extension Inspection {
    /// No host CPU is in two hands, and each place is one that its guest's cells can have.
    ///
    /// Whole cores of isolated guests are not judged here: a report may have changed the cores since.
    mutating func checkPlaces() {
        for (node, grants) in Dictionary(grouping: grants.filter { $0.numaTopology != nil }, by: \.node) {
            let host = state.hostTopology(of: node) ?? NUMATopology(cells: [])
            for found in TopologyCheck.violations(host: host, placed: grants.compactMap(\.numaTopology)) {
                guard found.rule != .isolate else { continue }
                let grant = grants[found.placement]
                note(
                    found.rule == .cpuHeldTwice ? .cpuHeldTwice : .inconsistentPlace, node.text,
                    "the place of the \(grant.side.rawValue) grant of \(grant.instanceUUID): \(found.message)")
            }
        }
    }
}
