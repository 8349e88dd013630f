/// The networks asked for, each with the host cells near it, of which one must be chosen (NUMA, 3.6).
struct NetworkGroups: Sendable {
    /// One requested network.
    struct Group: Hashable, Sendable {
        /// Name of the physical network; absent: the tunnelled networks.
        var physicalNetwork: String?
        /// Places of the host cells near it; never empty: what is near no cell is no condition.
        var cells: CellSet
    }

    /// In the order asked for, the tunnelled networks last.
    let groups: [Group]

    /// Finds the host cells of each requested network.
    ///
    /// - Parameter hosts: the host's cells in the order in which sets of places count them.
    init(_ requested: NetworkMetadata?, hosts: [NUMACell]) {
        guard let requested else {
            groups = []
            return
        }
        var groups = requested.physicalNetworks.map { name in
            Group(
                physicalNetwork: name,
                cells: Self.places(of: hosts) { $0.physicalNetworks.contains(name) })
        }
        if requested.isTunneled { groups.append(Group(cells: Self.places(of: hosts, where: \.isTunneled))) }
        self.groups = groups.filter { !$0.cells.isEmpty }
    }

    /// The sets to meet, smallest first; those that follow from others are left out.
    var conditions: [CellSet] {
        let sorted = groups.indices.sorted {
            (groups[$0].cells.count, $0) < (groups[$1].cells.count, $1)
        }
        return sorted.reduce(into: [CellSet]()) { kept, index in
            let cells = groups[index].cells
            if !kept.contains(where: { $0.isSubset(of: cells) }) { kept.append(cells) }
        }
    }

    private static func places(of hosts: [NUMACell], where isNear: (NetworkMetadata) -> Bool) -> CellSet {
        hosts.indices.reduce(into: CellSet()) { places, index in
            if let network = hosts[index].network, isNear(network) { places.insert(index) }
        }
    }
}
