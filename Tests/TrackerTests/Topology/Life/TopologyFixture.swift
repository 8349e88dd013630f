import Tracker

/// A host with two cells of four two-thread cores each, and flavors for it.
enum TopologyFixture {
    /// 4 GiB a cell: 2 GiB of 4 KiB pages, 1,024 pages of 2 MiB.
    static func cell(_ id: Int32, cpus: ClosedRange<Int32>) -> NUMACell {
        let all = Array(cpus)
        return NUMACell(
            id: id, cpuset: all, pcpuset: all, memoryMebibytes: 4096,
            siblings: stride(from: 0, to: all.count, by: 2).map { Array(all[$0..<$0 + 2]) },
            pages: [PagePool(sizeKibibytes: 4, total: 524_288), PagePool(sizeKibibytes: 2048, total: 1024)],
            socket: id)
    }

    /// Cells 0 with CPUs 0 to 7, and 1 with CPUs 8 to 15.
    static let topology = NUMATopology(cells: [cell(0, cpus: 0...7), cell(1, cpus: 8...15)])

    /// A report with these cells; plain amounts are ample.
    static func inventory(_ topology: NUMATopology? = topology) -> Inventory {
        var inventory = Fixture.inventory(vcpus: 1000, memory: 1 << 20, disk: 1000)
        inventory.numaTopology = topology
        return inventory
    }

    /// A flavor with extra specifications.
    static func flavor(
        id: String = "N", vcpus: Int64 = 2, memory: Int64 = 1024, _ extraSpecs: [String: String]
    ) -> Flavor {
        Flavor(id: id, name: id, vcpus: vcpus, memoryMebibytes: memory, rootGibibytes: 1, extraSpecs: extraSpecs)
    }

    /// Pinned to two host CPUs of one cell.
    static let pinned = flavor(id: "pinned", memory: 256, ["hw:cpu_policy": "dedicated"])
    /// Pinned to two host CPUs of each of two cells, on pages of 2 MiB.
    static let wide = flavor(
        id: "wide", vcpus: 4, memory: 2048,
        ["hw:cpu_policy": "dedicated", "hw:numa_nodes": "2", "hw:mem_page_size": "large"])
}

extension Shard {
    /// What is held of a cell: guest CPUs, MiB, pinned host CPUs, pages of each size.
    func cell(_ index: Int, on node: NodeIdentifier = Fixture.node) -> String {
        guard let cells = state.usage(of: node)?.numaCells, cells.indices.contains(index) else { return "none" }
        let cell = cells[index]
        return "\(cell.cpuUsage) CPUs, \(cell.memoryMebibytesUsage) MiB, pinned \(cell.pinnedCPUs), "
            + "pages \(cell.pages.map(\.used))"
    }

    /// The host CPUs of every pinned guest CPU of an instance's grants on a node, by side.
    func pins(_ number: Int = 1, on node: NodeIdentifier = Fixture.node) -> [GrantSide: [Int32]] {
        let identifier = InstanceIdentifier(host: node.host, uuid: Fixture.uuid(number))
        let grants = state.instanceRecord(identifier)?.grants.filter { $0.node == node } ?? []
        return grants.reduce(into: [:]) { pins, grant in
            pins[grant.side] = grant.numaTopology?.cells.flatMap { $0.cpuPinning.map(\.hostCPU) }
        }
    }
}
