/// Why a guest topology does not fit a host.
struct TopologyNoFit: Error, Hashable, Sendable {
    /// What stands in the way.
    enum Obstacle: Hashable, Sendable {
        /// A guest cell fits no host cell, or there are no cells at all.
        case cells
        /// Each guest cell fits some host cell, but these guest cells fit only these host cells, which are too few.
        case competition(guestCells: [Int], hostCells: [Int32])
        /// The guest cells have places, but none that is near all requested networks.
        case networks([UnmetNetwork])
        /// The guest cells have places near the networks, but none that gives the requested devices; the host cells of
        /// the first such place, ascending.
        case devices(hostCells: [Int32])
        /// Too many sets of host cells were tried.
        case searchLimit
    }

    /// A requested network, when not all of them can be had.
    struct UnmetNetwork: Hashable, Sendable {
        /// Name of the physical network; absent: the tunnelled networks.
        var physicalNetwork: String?
        /// Numbers of the host cells near it.
        var hostCells: [Int32]
        /// Whether a guest cell fits one of them, so that it could be had without the other networks.
        var isReachable: Bool
    }

    /// The verdict on each pair.
    let matrix: FitMatrix
    /// What stands in the way.
    let obstacle: Obstacle
    /// How many guest cells can be placed at the same time, networks and devices left aside.
    let placeable: Int
    /// Whether devices are requested too.
    let areDevicesRequested: Bool

    /// For the refusal: the headlines, then each guest cell on each host cell that it does not fit.
    var shortfalls: [Shortfall] { headlines + pairs }
}

extension TopologyNoFit.Obstacle {
    /// What stands in the way if not all guest cells have host cells.
    ///
    /// - Parameter hostCells: numbers of the host cells, in the order in which sets of places count them.
    init(_ matching: CellMatching, hostCells: [Int32]) {
        guard let competition = matching.competition, !matching.candidates.contains(where: \.isEmpty) else {
            self = .cells
            return
        }
        self = .competition(
            guestCells: competition.guests, hostCells: competition.hosts.places.map { hostCells[$0] }.sorted())
    }

    /// What stands in the way if the guest cells have host cells, but the networks cannot be had.
    init(_ networks: NetworkGroups, _ matching: CellMatching, hostCells: [Int32]) {
        let fitting = matching.candidates.reduce(CellSet()) { $0.union($1) }
        let unmet = networks.groups.map { group in
            TopologyNoFit.UnmetNetwork(
                physicalNetwork: group.physicalNetwork,
                hostCells: group.cells.places.map { hostCells[$0] }.sorted(),
                isReachable: group.cells.intersects(fitting))
        }
        let unreachable = unmet.filter { !$0.isReachable }
        self = .networks(unreachable.isEmpty ? unmet : unreachable)
    }
}
