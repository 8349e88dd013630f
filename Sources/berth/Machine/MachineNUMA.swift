import Foundation

/// The NUMA cells: CPUs, cores, memory and page pools of each memory node.
struct MachineNUMA: Sendable, Equatable {
    /// One memory node that is online.
    struct Cell: Sendable, Equatable {
        var id: Int32
        /// Online CPUs, ascending; empty for a node that has only memory.
        var cpus: [Int32]
        var cores: [[Int32]]
        var memoryMebibytes: Int64
        var pages: [Pages]
        var socket: Int32?
    }

    /// The pages of one size.
    struct Pages: Sendable, Equatable {
        var sizeKibibytes: Int64
        var total: Int64
    }

    /// The cells by ascending number.
    var cells: [Cell]

    /// Reads the cells; nil when the kernel has no NUMA information (no `/sys/devices/system/node`).
    ///
    /// - Parameter pageKibibytes: the size of an ordinary page.
    static func read(
        in tree: SystemTree, online: [Int32], pageKibibytes: Int64
    ) throws(ToolError) -> MachineNUMA? {
        let nodes = tree.names(in: "/sys/devices/system/node").compactMap(number(ofFolder:)).sorted()
        guard !nodes.isEmpty else { return nil }
        var cells: [Cell] = []
        var taken = Set<Int32>()
        for node in nodes {
            var cell = try cell(node, in: tree, online: online, pageKibibytes: pageKibibytes)
            // A CPU is in one cell only; a copied tree in which two claim it keeps it where it came first.
            cell.cpus.removeAll { taken.contains($0) }
            taken.formUnion(cell.cpus)
            cell.cores = MachineCPUs.cores(of: cell.cpus, in: tree)
            cells.append(cell)
        }
        return MachineNUMA(cells: cells)
    }

    private static func cell(
        _ node: Int32, in tree: SystemTree, online: [Int32], pageKibibytes: Int64
    ) throws(ToolError) -> Cell {
        let path = "/sys/devices/system/node/node\(node)/cpulist"
        let text = try tree.text(path) ?? ""
        guard let listed = CPUList.parse(text) else {
            throw ToolError(
                .invalidArgument, "\(tree.location(path)) is not a list of CPUs: \(Printable.text(text))")
        }
        let cpus = listed.filter(Set(online).contains)
        let memory = try MachineMemory.totalKibibytes(ofNode: node, in: tree) / 1024
        return Cell(
            id: node, cpus: cpus, cores: [], memoryMebibytes: memory,
            pages: pages(ofNode: node, memoryMebibytes: memory, in: tree, pageKibibytes: pageKibibytes),
            socket: MachineCPUs.socket(of: cpus, in: tree))
    }

    /// Page pools by ascending size; ordinary pages are what the huge ones leave.
    ///
    /// Counted from whole MiB, so that the pools are never larger than the memory that is reported.
    private static func pages(
        ofNode node: Int32, memoryMebibytes: Int64, in tree: SystemTree, pageKibibytes: Int64
    ) -> [Pages] {
        let folder = "/sys/devices/system/node/node\(node)/hugepages"
        var left = memoryMebibytes * 1024
        var pools: [Pages] = []
        for name in tree.names(in: folder) {
            guard let size = pageSize(ofFolder: name), size > pageKibibytes else { continue }
            let count = tree.optionalText("\(folder)/\(name)/nr_hugepages").flatMap(Int64.init) ?? 0
            let total = min(max(count, 0), left / size)
            left -= total * size
            pools.append(Pages(sizeKibibytes: size, total: total))
        }
        pools.append(Pages(sizeKibibytes: pageKibibytes, total: left / pageKibibytes))
        return pools.sorted { $0.sizeKibibytes < $1.sizeKibibytes }
    }

    private static func number(ofFolder name: String) -> Int32? {
        guard name.hasPrefix("node"), let number = Int32(name.dropFirst(4)), (0...65_535).contains(number) else {
            return nil
        }
        return number
    }

    /// Reads the 2048 of `hugepages-2048kB`.
    private static func pageSize(ofFolder name: String) -> Int64? {
        guard name.hasPrefix("hugepages-"), name.hasSuffix("kB") else { return nil }
        guard let size = Int64(name.dropFirst(10).dropLast(2)), (1...1 << 40).contains(size) else { return nil }
        return size
    }
}
