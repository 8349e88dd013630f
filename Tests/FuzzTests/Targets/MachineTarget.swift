import Foundation
import Wire

@testable import Worker
@testable import berth

extension FuzzTarget {
    /// A machine's `/proc` and `/sys`: lines with a path, a bar and the file's text; `@` instead of it makes a link.
    static let machine = FuzzTarget(
        "machine",
        words: [
            "/sys/devices/system/cpu/online|", "/proc/cpuinfo|", "/proc/meminfo|MemTotal: 1 kB", "0-3", "\n",
            "/sys/devices/system/node/node0/", "cpulist|", "meminfo|", "hugepages/hugepages-2048kB/nr_hugepages|",
            "/sys/bus/pci/devices/0000:00:01.0/", "vendor|0x8086", "device|0x1572", "class|0x020000", "numa_node|-1",
            "sriov_totalvfs|", "physfn@../0000:00:01.0", "net/", "virtfn0@../", "vpd|",
            "4294967296", "9223372036854775807",
        ],
        maximumBytes: 4096, shortRun: 30
    ) { random in
        let lines = MachineCheck.sound.filter { _ in !random.once(in: 8) }
        return Array(lines.joined(separator: "\n").utf8)
    } check: {
        try MachineCheck.check($0)
    }
}

private enum MachineCheck {
    static let sound = [
        "/sys/devices/system/cpu/online|0-3", "/proc/meminfo|MemTotal: 4194304 kB", "/proc/cpuinfo|model name : CPU",
        "/sys/devices/system/node/node0/cpulist|0-1",
        "/sys/devices/system/node/node0/meminfo|Node 0 MemTotal: 2097152 kB",
        "/sys/devices/system/node/node1/cpulist|2-3",
        "/sys/devices/system/node/node1/meminfo|Node 1 MemTotal: 2097152 kB",
        "/sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages|512",
        "/sys/devices/system/cpu/cpu0/topology/thread_siblings_list|0-1",
        "/sys/devices/system/cpu/cpu0/topology/physical_package_id|0",
        "/sys/bus/pci/devices/0000:00:01.0/vendor|0x8086", "/sys/bus/pci/devices/0000:00:01.0/device|0x1572",
        "/sys/bus/pci/devices/0000:00:01.0/sriov_totalvfs|64", "/sys/bus/pci/devices/0000:00:01.0/numa_node|0",
        "/sys/bus/pci/devices/0000:00:02.0/vendor|0x8086", "/sys/bus/pci/devices/0000:00:02.0/device|0x1571",
        "/sys/bus/pci/devices/0000:00:02.0/physfn@../0000:00:01.0",
        "/sys/bus/pci/devices/0000:00:01.0/virtfn3@../0000:00:02.0",
        "/sys/bus/pci/devices/0000:00:01.0/net/ens1f0/address|0c:42:a1:00:00:01",
        "/sys/bus/pci/devices/0000:00:02.0/net/ens1f0v3/address|02:00:00:00:00:03",
        "/etc/machine-id|0123456789abcdef0123456789abcdef",
        "/etc/hostname|machine",
    ]

    static func check(_ input: [UInt8]) throws -> FuzzTarget.Verdict {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("berth-fuzz-\(getpid())-tree")
        try? FileManager.default.removeItem(at: root)
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: root) }
        for line in input.split(separator: 10).prefix(60) { plant(line, below: root) }
        do {
            let report = try MachineReport.read(sysroot: root.path, pageKibibytes: 4)
            let tree = SystemTree(root: root.path)
            let identity = (try? MachineIdentity.nodeUUID(in: tree)) ?? "0d4f2c3e-5b6a-4c7d-8e9f-0123456789ab"
            try expectTaken(report, identity)
            return .accepted
        } catch let error as ToolError {
            try Defect.unless(
                !error.description.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "not fit for a terminal")
            return .refused
        }
    }

    /// What is reported of a machine keeps every rule of the tracker: else the operator could not report it.
    private static func expectTaken(_ report: MachineReport, _ identity: String) throws {
        var request = Berth_Tracker_V1_ReportInventoryRequest()
        request.host = "h"
        request.node = "h"
        request.nodeUuid = identity
        let half = report.cpus.count / 2
        let split = HostConfiguration(
            sharedCPUs: half > 0 ? CPUList.text(Array(report.cpus[..<half])) : nil,
            dedicatedCPUs: CPUList.text(Array(report.cpus[half...])))
        for configuration in [HostConfiguration(), split] {
            request.inventory = report.inventory(try HostShape(configuration, for: report))
            do {
                _ = try RequestMapping.command(method: .reportInventory, message: request, routingKey: "h")
            } catch {
                throw Defect("the tracker would refuse the report: \(error.violations.prefix(3))")
            }
        }
    }

    private static func plant(_ line: ArraySlice<UInt8>, below root: URL) {
        guard let mark = line.firstIndex(where: { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: "@") }) else { return }
        let path = String(decoding: line[..<mark], as: UTF8.self)
        let rest = line[(mark + 1)...]
        guard path.utf8.count < 200, !path.contains(".."), !path.contains("\0") else { return }
        let file = root.appendingPathComponent(path)
        let files = FileManager.default
        try? files.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        if line[mark] == UInt8(ascii: "|") {
            try? Data(rest).write(to: file)
        } else {
            let target = String(decoding: rest.prefix(100), as: UTF8.self)
            if !target.hasPrefix("/"), !target.contains("\0") {
                try? files.createSymbolicLink(atPath: file.path, withDestinationPath: target)
            }
        }
    }
}
