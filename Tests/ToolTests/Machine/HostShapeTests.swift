import SwiftProtobuf
import Testing
import Wire

@testable import Worker
@testable import berth

@Suite("A host's configuration and its topology")
struct HostShapeTests {
    /// Two sockets, cores {i, i + 4}, huge pages on cell 0, and a cell without CPUs.
    private static func machine(_ tree: SysrootBuilder, offline: Set<Int> = []) throws -> MachineReport {
        try tree.machine(RegularMachine(sockets: 2, coresPerNode: 2, threads: 2), offline: offline)
        try tree.node(0, cpus: "0,1,4,5", kibibytes: 4_194_304, pages: [2048: "256", 1_048_576: "1"])
        try tree.node(2, cpus: "", kibibytes: 1_048_576)
        return try MachineReport.read(sysroot: tree.path, pageKibibytes: 4)
    }

    private static func inventory(_ configuration: HostConfiguration) throws -> Berth_Tracker_V1_Inventory {
        let report = try machine(try SysrootBuilder())
        let inventory = report.inventory(try HostShape(configuration, for: report))
        // Whatever is configured, the tracker takes the report.
        _ = try RequestMapping.command(
            method: .reportInventory,
            message: Berth_Tracker_V1_ReportInventoryRequest.with {
                $0.host = "h"
                $0.node = "h"
                $0.nodeUuid = "0d4f2c3e-5b6a-4c7d-8e9f-0123456789ab"
                $0.inventory = inventory
            }, routingKey: "h")
        return inventory
    }

    /// A configuration, and the sets of the machine's two cells with CPUs.
    struct Row: Sendable, CustomTestStringConvertible {
        var pin: String?
        var shared: String?
        var dedicated: String?
        var cells: [(shared: String, dedicated: String)]
        var vcpus: Int64
        var testDescription: String { "P \(pin ?? "-"), S \(shared ?? "-"), D \(dedicated ?? "-")" }
    }

    @Test(
        "Each line of the table of 1.3 gives its sets",
        arguments: [
            Row(cells: [("0-1,4-5", "0-1,4-5"), ("2-3,6-7", "2-3,6-7")], vcpus: 8),
            Row(pin: "0,4,2", cells: [("0,4", "0,4"), ("2", "2")], vcpus: 3),
            Row(pin: "1-3", shared: "0", cells: [("1", "1"), ("2-3", "2-3")], vcpus: 3),
            Row(shared: "0-3,^1", cells: [("0", ""), ("2-3", "")], vcpus: 3),
            Row(dedicated: "1,5-7", cells: [("", "1,5"), ("", "6-7")], vcpus: 4),
            Row(shared: "0,4", dedicated: "1,5,2,6", cells: [("0,4", "1,5"), ("", "2,6")], vcpus: 6),
        ])
    func table(_ row: Row) throws {
        let inventory = try Self.inventory(
            HostConfiguration(sharedCPUs: row.shared, dedicatedCPUs: row.dedicated, bothCPUs: row.pin))
        let cells = inventory.numaTopology.cells
        #expect(cells[..<2].map { CPUList.text($0.cpuset) } == row.cells.map(\.shared))
        #expect(cells[..<2].map { CPUList.text($0.pcpuset) } == row.cells.map(\.dedicated))
        #expect(cells[2].cpuset.isEmpty && cells[2].pcpuset.isEmpty)
        #expect(inventory.vcpus == row.vcpus)
    }

    @Test("Cores have only CPUs that serve guests, go by the lowest that is left, and empty ones are dropped")
    func cores() throws {
        let cells = try Self.inventory(HostConfiguration(sharedCPUs: "1", dedicatedCPUs: "4,5,6")).numaTopology.cells
        #expect(cells.map { $0.siblings.map(\.cpus) } == [[[1, 5], [4]], [[6]], []])
    }

    /// A configuration, the stable name that it is refused by, and words of the message.
    struct Fault: Sendable {
        var configuration: HostConfiguration
        var name: HostConfigurationError
        var words: String

        init(_ name: HostConfigurationError, _ words: String, _ change: (inout HostConfiguration) -> Void) {
            (self.name, self.words, configuration) = (name, words, HostConfiguration())
            change(&configuration)
        }
    }

    private static let faults = [
        Fault(.invalidConfiguration, "have the CPUs 1.") { ($0.sharedCPUs, $0.dedicatedCPUs) = ("0-1", "1-2") },
        Fault(.invalidConfiguration, "--vcpu-pin-set") { ($0.dedicatedCPUs, $0.bothCPUs) = ("1", "0") },
        Fault(.invalidConfiguration, "--vcpu-pin-set") {
            ($0.sharedCPUs, $0.dedicatedCPUs, $0.bothCPUs) = ("2", "1", "0")
        },
        Fault(.invalidConfiguration, "--reserved-host-cpus") { ($0.sharedCPUs, $0.reservedCPUs) = ("0", 1) },
        Fault(.invalidConfiguration, "--reserved-host-cpus") { ($0.dedicatedCPUs, $0.reservedCPUs) = ("0", 1) },
        Fault(.invalid, "--cpu-shared-set ^0-1 leaves no CPU") { $0.sharedCPUs = "^0-1" },
        Fault(.invalid, "--cpu-dedicated-set  leaves no CPU") { $0.dedicatedCPUs = "" },
        Fault(.invalid, "leaves no CPU") { $0.bothCPUs = ", ," },
        Fault(.invalid, "is not a set of CPUs") { $0.bothCPUs = "3-1" },
        Fault(.invalid, "x\\u{1b} is not") { $0.sharedCPUs = "0-1,x\u{1b}" },
        Fault(.invalid, "not online: 8-9,12") { $0.sharedCPUs = "0,8-9,12" },
        Fault(.invalid, "--cpu-dedicated-set") { $0.dedicatedCPUs = "8" },
        Fault(.invalid, "--cpu-shared-set") { ($0.sharedCPUs, $0.bothCPUs) = ("8", "1") },
    ]

    @Test("Sets that cannot be are refused by their stable names", arguments: faults)
    func refused(fault: Fault) throws {
        let error = try #require(#expect(throws: ToolError.self) { try Self.inventory(fault.configuration) })
        #expect(error.message.hasPrefix("\(fault.name.rawValue): ") && error.message.contains(fault.words))
        #expect(error.status == .usage)
    }

    @Test("A CPU that is off can be in no set, and nothing is reserved where nothing is said")
    func offline() throws {
        let report = try Self.machine(try SysrootBuilder(), offline: [3])
        #expect(throws: ToolError.self) { try HostShape(HostConfiguration(sharedCPUs: "2-3"), for: report) }
        let shape = try HostShape(HostConfiguration(), for: report)
        #expect(shape.cpus.shared == [0, 1, 2, 4, 5, 6, 7])
        #expect(report.inventory(shape).reserved.hasVcpus == false)
    }

    @Test("Reserved CPUs go with the older set, and with none")
    func reservedCPUs() throws {
        for pin in [nil, "0-3"] {
            let inventory = try Self.inventory(HostConfiguration(bothCPUs: pin, reservedCPUs: 2))
            #expect(inventory.reserved.vcpus == 2)
        }
    }

    @Test("Row 82: reservations by cell and size; of two for the same the last counts")
    func reservedPages() throws {
        let texts = [
            "node:3,size:2048,count:128", "node:3,size:1GB,count:4", "count:1, size:2MB, node:6",
            "node:6,size:2MB,count:64",
        ]
        #expect(try ReservedPages.byCell(texts) == [3: [2048: 128, 1_048_576: 4], 6: [2048: 64]])
    }

    @Test(
        "A reservation that lacks a key or has a bad number is InvalidReservedMemoryPagesOption",
        arguments: [
            "", "node:0", "node:0,size:2MB", "size:2MB,count:1", "node:0,count:1", "node:x,size:2MB,count:1",
            "node:-1,size:2MB,count:1", "node:0,size:2M,count:1", "node:0,size:0,count:1", "node:0,size:2MB,count:",
            "node:0,size:2MB,count:-1", "node:0,size:2MB,count:1,count:2", "node:0,size:2MB,count:1,more:1",
            "node:0,size:2MB,count:99999999999999999999", "node:0,size:-2MB,count:1", "node:0,size:1B,count:1",
        ])
    func badReservation(text: String) {
        let error = #expect(throws: ToolError.self) { try ReservedPages(text) }
        #expect(error?.message.hasPrefix("InvalidReservedMemoryPagesOption: ") == true)
    }

    @Test(
        "Page sizes are read as the specification writes them",
        arguments: [
            ("2048", 2048), ("2048KB", 2048), ("2MB", 2048), ("2MiB", 2048), ("1GB", 1_048_576), ("16Mb", 2048),
            ("16Mbit", 2048), ("0.5GB", 524_288), ("2M", nil), ("2048kB", nil), ("foo", nil), ("-42", nil), ("", nil),
            ("1.", nil), ("1.5", nil), (".5MB", 512), ("999999999TB", nil), ("4096B", 4),
        ] as [(String, Int64?)])
    func pageSizes(text: String, kibibytes: Int64?) {
        #expect(PageSizeText.kibibytes(text[...]) == kibibytes)
    }

    @Test("Reserved pages stand in the pools of their cell; those that there are not are told")
    func reservedInReport() throws {
        let report = try Self.machine(try SysrootBuilder())
        let shape = try HostShape(
            HostConfiguration(reservedPages: [
                "node:0,size:2MB,count:64", "node:0,size:4,count:9", "node:2,size:1GB,count:1", "node:7,size:4,count:1",
            ]), for: report)
        let pages = report.inventory(shape).numaTopology.cells.map { $0.pages.map(\.reserved) }
        #expect(pages == [[9, 64, 0], [0], [0]])
        #expect(shape.notes.count == 2)
        #expect(shape.notes.first?.contains("cell 2") == true && shape.notes.last?.contains("cell 7") == true)
    }

    @Test("Networks are told of every cell as soon as one is configured")
    func networks() throws {
        let cells = try Self.inventory(
            HostConfiguration(physicalNetworks: ["b=0", "a=0-1", "x=y=2"], tunnelledCells: "1")
        ).numaTopology.cells
        #expect(cells.map(\.network.physnets) == [["a", "b"], ["a"], ["x=y"]])
        #expect(cells.map(\.network.tunneled) == [false, true, false])
        #expect(cells.allSatisfy { $0.hasNetwork })
        let tunnels = try Self.inventory(HostConfiguration(tunnelledCells: "0,2")).numaTopology.cells
        #expect(tunnels.map(\.network.tunneled) == [true, false, true])
    }

    @Test(
        "A network near to no cell, or to one that there is not, is InvalidNetworkNUMAAffinity",
        arguments: [
            HostConfiguration(physicalNetworks: ["a=3"]), HostConfiguration(physicalNetworks: ["a="]),
            HostConfiguration(physicalNetworks: ["a"]), HostConfiguration(physicalNetworks: ["=0"]),
            HostConfiguration(physicalNetworks: ["a=0,x"]), HostConfiguration(tunnelledCells: "0-3"),
            HostConfiguration(tunnelledCells: ""),
        ])
    func badNetworks(configuration: HostConfiguration) {
        let error = #expect(throws: ToolError.self) { try Self.inventory(configuration) }
        #expect(error?.message.hasPrefix("InvalidNetworkNUMAAffinity: ") == true, "\(error?.message ?? "")")
    }

    @Test("What has no effect is said")
    func notes() throws {
        let tree = try SysrootBuilder()
        try tree.minimum()
        let flat = try MachineReport.read(sysroot: tree.path, pageKibibytes: 4)
        let dedicated = try HostShape(HostConfiguration(dedicatedCPUs: "1"), for: flat)
        #expect(dedicated.notes.count == 1)
        let pinned = try HostShape(HostConfiguration(sharedCPUs: "1", bothCPUs: "0"), for: flat)
        #expect(pinned.notes.count == 1)
        let silent = try HostShape(HostConfiguration(), for: flat)
        #expect(silent.notes.isEmpty)
        #expect(throws: ToolError.self) { try HostShape(HostConfiguration(tunnelledCells: "0"), for: flat) }
    }

    @Test(
        "Rows 37 and 38: specifications of CPUs, wherever an exclusion stands",
        arguments: [
            (" 1 - 3 , ^2, 5", [1, 3, 5]), ("^0-1", []), (", ,1,,2,", [1, 2]), ("^2,1-3", [1, 3]), ("", []),
            ("1-3, ^ 2 - 2", [1, 3]), ("1,^9", [1]), ("3-1", nil), ("1-", nil), ("-3", nil), ("1-3,^c", nil),
            ("--13", nil), ("^", nil), ("1 2", nil), ("1-2-3", nil), ("0x1", nil),
        ] as [(String, Set<Int32>?)])
    func specifications(text: String, cpus: Set<Int32>?) {
        #expect(CPUList.specified(text) == cpus)
    }
}
