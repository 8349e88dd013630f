import Testing
import Wire

@testable import berth

@Suite("Topologies of machines")
struct MachineTopologyTests {
    @Test("A laptop with threads side by side is one cell whose cores are pairs of neighbours")
    func laptop() throws {
        let cells = try cells(RegularMachine(coresPerNode: 4, threads: 2, areThreadsAdjacent: true))
        #expect(cells.count == 1)
        #expect(cells[0].cpuset == Array(0..<8) && cells[0].pcpuset == Array(0..<8))
        #expect(cells[0].siblings.map(\.cpus) == [[0, 1], [2, 3], [4, 5], [6, 7]])
        #expect(cells[0].socket == 0 && cells[0].memoryMb == 4096)
        #expect(!cells[0].hasNetwork)
    }

    @Test("Two sockets whose second threads follow all the first ones: core i has CPUs i and i + N")
    func twoSockets() throws {
        let cells = try cells(RegularMachine(sockets: 2, coresPerNode: 4, threads: 2))
        #expect(cells.map(\.id) == [0, 1] && cells.map(\.socket) == [0, 1])
        #expect(cells[0].cpuset == [0, 1, 2, 3, 8, 9, 10, 11])
        #expect(cells[0].siblings.map(\.cpus) == [[0, 8], [1, 9], [2, 10], [3, 11]])
        #expect(cells[1].siblings.map(\.cpus) == [[4, 12], [5, 13], [6, 14], [7, 15]])
    }

    @Test("With two nodes in each socket, both say the socket that they are in")
    func subNUMAClustering() throws {
        let cells = try cells(RegularMachine(sockets: 2, nodesPerSocket: 2, coresPerNode: 2, threads: 2))
        #expect(cells.map(\.id) == [0, 1, 2, 3] && cells.map(\.socket) == [0, 0, 1, 1])
        #expect(cells[2].siblings.map(\.cpus) == [[4, 12], [5, 13]])
    }

    @Test("CPUs that are off are in no cell and no core, whether or not their folders are still there")
    func offline() throws {
        let tree = try SysrootBuilder()
        try tree.machine(RegularMachine(coresPerNode: 3, threads: 2), offline: [1, 4, 5])
        // A kernel that keeps the folder of a CPU that is off keeps nothing useful in it.
        try tree.folder("/sys/devices/system/cpu/cpu4/topology")
        try tree.file("/sys/devices/system/node/node0/cpulist", "0-5")
        let inventory = try inventory(tree)
        let cell = try #require(inventory.numaTopology.cells.first)
        #expect(inventory.vcpus == 3)
        #expect(cell.cpuset == [0, 2, 3])
        #expect(cell.siblings.map(\.cpus) == [[0, 3], [2]])
        #expect(cell.socket == 0)
    }

    @Test("A CPU that is on and has no topology folder is a core of its own, and its cell's socket is unknown")
    func missingTopology() throws {
        let tree = try SysrootBuilder()
        try tree.minimum(online: "0-1")
        try tree.cpu(0, siblings: "0", socket: "0")
        try tree.node(0, cpus: "0-1", kibibytes: 1_048_576)
        let cell = try #require(try inventory(tree).numaTopology.cells.first)
        #expect(cell.siblings.map(\.cpus) == [[0], [1]])
        #expect(!cell.hasSocket)
    }

    @Test("Nodes of plain memory, as of CXL or high-bandwidth memory, are cells without CPUs, cores and socket")
    func memoryOnly() throws {
        let tree = try SysrootBuilder()
        try tree.machine(RegularMachine(sockets: 2, coresPerNode: 2))
        try tree.node(2, cpus: "", kibibytes: 8_388_608, pages: [2048: "512"])
        try tree.node(4, cpus: "", kibibytes: 1024)
        let cells = try inventory(tree).numaTopology.cells
        #expect(cells.map(\.id) == [0, 1, 2, 4])
        for cell in cells[2...] {
            #expect(cell.cpuset.isEmpty && cell.pcpuset.isEmpty && cell.siblings.isEmpty && !cell.hasSocket)
        }
        let small: Int64 = (8_388_608 - 512 * 2048) / 4
        #expect(cells[2].pages.map(\.total) == [small, 512])
        #expect(cells[3].memoryMb == 1)
    }

    @Test("A node that spans two sockets has none")
    func spanning() throws {
        let tree = try SysrootBuilder()
        try tree.machine(RegularMachine(sockets: 2, coresPerNode: 2))
        try tree.node(0, cpus: "0-3", kibibytes: 4_194_304)
        try tree.node(1, cpus: "", kibibytes: 4_194_304)
        let cells = try inventory(tree).numaTopology.cells
        #expect(cells.map(\.hasSocket) == [false, false])
        #expect(cells[0].siblings.map(\.cpus) == [[0], [1], [2], [3]])
    }

    @Test("A machine without node folder reports CPUs and memory, and no topology")
    func withoutNodes() throws {
        let tree = try SysrootBuilder()
        try tree.minimum(online: "0-3")
        for cpu in 0..<4 { try tree.cpu(cpu, siblings: "\(cpu)", socket: "0") }
        let inventory = try inventory(tree)
        #expect(inventory.vcpus == 4 && inventory.memoryMb == 8192 && !inventory.hasNumaTopology)
    }

    private func cells(_ machine: RegularMachine) throws -> [Berth_Tracker_V1_NumaCell] {
        let tree = try SysrootBuilder()
        try tree.machine(machine)
        return try inventory(tree).numaTopology.cells
    }

    private func inventory(_ tree: SysrootBuilder) throws -> Berth_Tracker_V1_Inventory {
        let report = try MachineReport.read(sysroot: tree.path, pageKibibytes: 4)
        return try report.inventory(HostShape(HostConfiguration(), for: report))
    }
}
