import Tracker

/// One line of the table of topology fits: a host, a guest, and what the search meets.
///
/// The program with the reference makes the same hosts and guests from size and name.
struct TopologyCase {
    /// What the search meets.
    enum Kind: String, CaseIterable {
        /// The first assignment works.
        case first
        /// The first guest cell fits no host cell.
        case none
        /// Every guest cell fits, and no assignment has both networks: only one guest cell fits near them.
        case network
        /// Only the last assignment in the order of the host cells works.
        case last
    }

    /// Host cells.
    let hostCells: Int
    /// Guest cells.
    let guestCells: Int
    /// What the search meets.
    let kind: Kind

    /// All of the table; where guest cells take up all host cells, every network is near.
    static let all = [(2, 2), (4, 4), (8, 8), (16, 8)].flatMap { host, guest in
        Kind.allCases.filter { $0 != .network || guest < host }.map {
            TopologyCase(hostCells: host, guestCells: guest, kind: $0)
        }
    }

    /// As the reference is asked for it.
    var name: String { "\(hostCells)x\(guestCells)-\(kind.rawValue)" }

    /// 16 CPUs in two-thread cores a cell; 64 GiB, or i GiB where only the last assignment works.
    var host: NUMATopology {
        NUMATopology(
            cells: (0..<hostCells).map { index in
                let cpus = (0..<16).map { Int32(index * 16 + $0) }
                let memory = hostMemory(index)
                return NUMACell(
                    id: Int32(index), cpuset: cpus, pcpuset: cpus, memoryMebibytes: memory,
                    siblings: stride(from: 0, to: 16, by: 2).map { Array(cpus[$0..<$0 + 2]) },
                    pages: [PagePool(sizeKibibytes: 4, total: memory * 256)], socket: Int32(index),
                    network: NetworkMetadata(physicalNetworks: networks(index)))
            })
    }

    /// Two dedicated CPUs a cell, and memory that makes the case.
    var guest: InstanceTopology {
        InstanceTopology(
            cells: (0..<guestCells).map { index in
                InstanceCell(
                    pcpuset: [Int32(index * 2), Int32(index * 2 + 1)], memoryMebibytes: guestMemory(index),
                    cpuPolicy: .dedicated)
            })
    }

    /// The networks asked for.
    var limits: Limits {
        Limits(network: kind == .network ? NetworkMetadata(physicalNetworks: ["p", "q"]) : nil)
    }

    private func hostMemory(_ index: Int) -> Int64 {
        switch kind {
        case .first, .none: 65_536
        // The two cells near the networks are the smallest, and only the smallest guest cell fits them.
        case .network: index < 2 ? 1024 : 65_536
        case .last: Int64(index + 1) * 1024
        }
    }

    private func guestMemory(_ index: Int) -> Int64 {
        switch kind {
        case .first: 1024
        case .none: index == 0 ? 131_072 : 1024
        case .network: index == 0 ? 1024 : 2048
        // The first guest cell takes the last host cell, and so on: the other way round is the last assignment.
        case .last: Int64(hostCells - index) * 1024
        }
    }

    private func networks(_ index: Int) -> [String] {
        guard kind == .network else { return [] }
        return index == 0 ? ["p"] : index == 1 ? ["q"] : []
    }
}
