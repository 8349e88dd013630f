/// What is held of a node's cells: always the sum over the placed topologies that were entered (NUMA, 4.1).
///
/// Entering and withdrawing are total and undo each other, whatever the host reports: amounts are sums, and a host
/// CPU that is in two hands, after a report changed the cores, stays held until both have let it go. It is only valid
/// for the host topology that it was made for; when that changes it is made again from what is held.
struct TopologyUsage: Hashable, Sendable {
    /// What is held of one host cell.
    struct Cell: Hashable, Sendable {
        /// Floating guest CPUs.
        var cpuUsage: Int64 = 0
        /// MiB, whatever the page size.
        var memoryMebibytes: Int64 = 0
        /// Pages in use, in the order of the host cell's pools.
        var usedPages: [Int64]
        /// Host CPUs in use, ascending; one that is in two hands stands twice.
        var pinnedCPUs: [Int32] = []

        /// Makes an unused cell.
        init(of host: NUMACell) { usedPages = Array(repeating: 0, count: host.pages.count) }
    }

    /// In the order of the host's cells.
    private(set) var cells: [Cell]
    /// Host CPUs pinned by guest cells whose host cell is no longer reported, ascending; not to be given away again.
    private(set) var strayCPUs: [Int32] = []

    /// Makes the usage of a host on which nothing is held.
    init(of host: NUMATopology?) { cells = host?.cells.map(Cell.init) ?? [] }

    /// Adds a placed topology.
    mutating func enter(_ topology: InstanceTopology, on host: NUMATopology?) { change(topology, on: host, by: 1) }

    /// Takes a placed topology away again.
    mutating func withdraw(_ topology: InstanceTopology, on host: NUMATopology?) { change(topology, on: host, by: -1) }

    /// Every host CPU that is in somebody's hands, on whatever cell.
    var pinnedCPUs: Set<Int32> { Set(takenCPUs) }

    /// Every host CPU that is in somebody's hands, on whatever cell, ascending; one in two hands stands twice.
    var takenCPUs: [Int32] {
        var taken = strayCPUs
        for cell in cells { taken.append(contentsOf: cell.pinnedCPUs) }
        return taken.ascending
    }

    private mutating func change(_ topology: InstanceTopology, on host: NUMATopology?, by sign: Int64) {
        for guest in topology.cells {
            guard let number = guest.hostCell else { continue }
            let index = host?.cells.firstIndex { $0.id == number }
            let hostCell = index.flatMap { host?.cells[$0] }
            let cpus = guest.heldCPUs(on: host)
            guard let index, let hostCell else {
                Self.change(&strayCPUs, cpus, by: sign)
                continue
            }
            cells[index].cpuUsage &+= sign &* Int64(guest.cpuset.count)
            cells[index].memoryMebibytes &+= sign &* guest.memoryMebibytes
            Self.change(&cells[index].pinnedCPUs, cpus, by: sign)
            if let size = guest.statedPageSize ?? hostCell.smallestPageSize, size > 0,
                let pool = hostCell.pages.firstIndex(where: { $0.sizeKibibytes == size })
            {
                cells[index].usedPages[pool] &+= sign &* (guest.memoryMebibytes &* 1024 / size)
            }
        }
    }

    private static func change(_ hands: inout [Int32], _ cpus: [Int32], by sign: Int64) {
        guard !cpus.isEmpty else { return }
        if sign > 0 {
            hands.append(contentsOf: cpus)
            hands.sort()
        } else {
            for cpu in cpus {
                if let index = hands.firstIndex(of: cpu) { hands.remove(at: index) }
            }
        }
    }
}

extension TopologyUsage {
    /// As it is published, cell by cell.
    ///
    /// A CPU counts as pinned where it is reported now, whichever cell its guest is on.
    func published(on host: NUMATopology) -> [NUMACellUsage] {
        let taken = takenCPUs
        return zip(host.cells, cells).map { host, used in
            NUMACellUsage(
                id: host.id, cpuUsage: used.cpuUsage, memoryMebibytesUsage: used.memoryMebibytes,
                pinnedCPUs: taken.isEmpty ? [] : host.pcpuset.filter(taken.hasAscending).ascendingOnce,
                pages: zip(host.pages, used.usedPages).map { pool, used in
                    PagePool(
                        sizeKibibytes: pool.sizeKibibytes, total: pool.total, used: used, reserved: pool.reserved)
                })
        }
    }
}
