import Testing
import Wire

@testable import berth

@Suite("Reports of a machine")
struct MachineReportTests {
    @Test("Two sockets with threads, huge pages and an offline CPU are reported cell by cell")
    func twoSockets() throws {
        let tree = try SysrootBuilder()
        try tree.minimum(online: "0-2,4-7", kibibytes: 16_000_000)
        try tree.node(0, cpus: "0-3", kibibytes: 8_192_000, pages: [2048: "100", 1_048_576: "2"])
        try tree.node(1, cpus: "4-7", kibibytes: 7_808_001)
        for cpu in 0..<8 { try tree.cpu(cpu, siblings: "\(cpu & ~2),\(cpu | 2)", socket: cpu < 4 ? "0" : "1") }

        let report = try MachineReport.read(sysroot: tree.path, pageKibibytes: 4)
        let inventory = try report.inventory(HostShape(HostConfiguration(), for: report))
        #expect(inventory.vcpus == 7)
        #expect(inventory.memoryMb == 15_625)
        #expect(inventory.cpuInfo == "Imaginary CPU @ 1 GHz")
        let cells = inventory.numaTopology.cells
        #expect(cells.map(\.id) == [0, 1])
        #expect(cells[0].cpuset == [0, 1, 2] && cells[0].pcpuset == [0, 1, 2])
        #expect(cells[0].siblings.map(\.cpus) == [[0, 2], [1]])
        #expect(cells[1].siblings.map(\.cpus) == [[4, 6], [5, 7]])
        #expect(cells.map(\.socket) == [0, 1])
        #expect(cells[0].pages.map(\.sizeKb) == [4, 2048, 1_048_576])
        let small: Int64 = (8_192_000 - 204_800 - 2_097_152) / 4
        #expect(cells[0].pages.map(\.total) == [small, 100, 2])
    }

    @Test("The pools of a cell never hold more than its memory in whole MiB")
    func poolsFit() throws {
        let tree = try SysrootBuilder()
        try tree.minimum()
        try tree.node(0, cpus: "0-3", kibibytes: 2_099_999, pages: [1_048_576: "9"])
        let cell = try #require(try MachineReport.read(sysroot: tree.path, pageKibibytes: 4).numa?.cells.first)
        let kibibytes = cell.pages.reduce(0) { $0 + $1.sizeKibibytes * $1.total }
        #expect(kibibytes <= cell.memoryMebibytes * 1024)
        #expect(cell.pages.last == .init(sizeKibibytes: 1_048_576, total: 2))
    }

    @Test("A node that has only memory is a cell without CPUs")
    func memoryOnly() throws {
        let tree = try SysrootBuilder()
        try tree.minimum()
        try tree.node(0, cpus: "0-3", kibibytes: 4_194_304)
        try tree.node(2, cpus: "", kibibytes: 4_194_304)
        let cells = try #require(try MachineReport.read(sysroot: tree.path, pageKibibytes: 4).numa?.cells)
        #expect(cells.map(\.id) == [0, 2])
        #expect(cells[1].cpus.isEmpty && cells[1].cores.isEmpty && cells[1].socket == nil)
        #expect(cells[1].memoryMebibytes == 4096)
    }

    @Test("A machine without NUMA files has no topology, and no device on a cell")
    func withoutNUMA() throws {
        let tree = try SysrootBuilder()
        try tree.minimum()
        try tree.device("0000:00:05.0", class: "0x020000", vendor: "0x8086", product: "0x1528", node: "0")
        let report = try MachineReport.read(sysroot: tree.path)
        #expect(report.numa == nil)
        let inventory = try report.inventory(HostShape(HostConfiguration(), for: report))
        #expect(!inventory.hasNumaTopology)
        #expect(report.devices.map(\.numaNode) == [nil])
    }

    @Test("Without /sys the CPUs are counted in /proc/cpuinfo")
    func withoutSys() throws {
        let tree = try SysrootBuilder()
        try tree.file("/proc/meminfo", "MemTotal: 2048 kB")
        try tree.file("/proc/cpuinfo", "processor : 0\nflags: x\n\nprocessor : 3\n")
        #expect(try MachineReport.read(sysroot: tree.path).cpus == [0, 3])
    }

    @Test("Contradicting lists of threads still put every CPU into exactly one core")
    func contradictingSiblings() throws {
        let tree = try SysrootBuilder()
        try tree.minimum()
        try tree.node(0, cpus: "0-3", kibibytes: 1_048_576)
        try tree.cpu(0, siblings: "0-1", socket: "0")
        try tree.cpu(1, siblings: "1-2", socket: "0")
        try tree.cpu(2, siblings: "garbage", socket: "0")
        try tree.cpu(3, siblings: nil, socket: "-1")
        let cell = try #require(try MachineReport.read(sysroot: tree.path).numa?.cells.first)
        #expect(cell.cores == [[0, 1], [2], [3]])
        #expect(cell.socket == nil)
    }

    @Test(
        "What cannot be understood is refused with the name of the file",
        arguments: [
            ("/sys/devices/system/cpu/online", "0-x"), ("/sys/devices/system/cpu/online", ""),
            ("/sys/devices/system/cpu/online", "0-99999999999"), ("/proc/meminfo", "MemTotal: lots"),
            ("/proc/meminfo", "nothing"), ("/proc/meminfo", "MemTotal: -5 kB"),
            ("/sys/devices/system/node/node0/cpulist", "5-2"), ("/sys/devices/system/node/node0/meminfo", "odd"),
        ])
    func oddFiles(name: String, text: String) throws {
        let tree = try SysrootBuilder()
        try tree.minimum()
        try tree.node(0, cpus: "0-3", kibibytes: 1_048_576)
        try tree.file(name, text)
        let error = #expect(throws: ToolError.self) { try MachineReport.read(sysroot: tree.path) }
        #expect(error?.message.contains(name) == true, "\(error?.message ?? "")")
    }

    @Test("An empty tree is refused with what to do about it")
    func emptyTree() throws {
        let tree = try SysrootBuilder()
        let error = #expect(throws: ToolError.self) { try MachineReport.read(sysroot: tree.path) }
        #expect(error?.advice.contains("--sysroot") == true)
        #expect(throws: ToolError.self) { try MachineReport.read(sysroot: tree.path + "/absent") }
    }
}
