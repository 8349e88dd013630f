import Foundation
import Wire

/// This machine as a hypervisor would report it.
struct MachineReport: Sendable {
    /// The online CPUs, ascending.
    var cpus: [Int32]
    /// The CPU's model; empty when it is not told.
    var cpuModel: String
    var memoryMebibytes: Int64
    var disk: MachineDisk
    /// Absent: the machine has no NUMA information.
    var numa: MachineNUMA?
    var devices: [MachinePCI.Device]
    /// What was left out and why, one sentence each.
    var notes: [String]

    /// Reads a machine's files.
    ///
    /// - Parameters:
    ///   - sysroot: the folder that stands for `/`; its `/proc` and `/sys` are read.
    ///   - diskPath: a path on the file system of the guests' disks; nil: the sysroot itself.
    ///   - pageKibibytes: the size of an ordinary page; the default is this machine's.
    static func read(
        sysroot: String = "/", diskPath: String? = nil, pageKibibytes: Int64 = Int64(getpagesize()) / 1024
    ) throws(ToolError) -> MachineReport {
        precondition(pageKibibytes > 0, "a page has a size")
        let tree = SystemTree(root: sysroot)
        let online = try MachineCPUs.online(in: tree)
        let numa = try MachineNUMA.read(in: tree, online: online, pageKibibytes: pageKibibytes)
        let pci = MachinePCI.read(in: tree, cells: numa?.cells.map(\.id) ?? [])
        return MachineReport(
            cpus: online, cpuModel: try MachineCPUs.model(in: tree),
            memoryMebibytes: try MachineMemory.totalKibibytes(in: tree) / 1024,
            disk: try MachineDisk.read(path: diskPath ?? sysroot), numa: numa, devices: pci.devices, notes: pci.notes)
    }
}
