import Foundation

/// A small made-up tree of `/proc`, `/sys` and `/etc`, removed with its owner.
final class SysrootBuilder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("berth-sysroot-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ text: String) throws { try bytes(name, Array((text + "\n").utf8)) }

    func bytes(_ name: String, _ bytes: [UInt8]) throws {
        let url = URL(fileURLWithPath: path + name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    func folder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path + name, withIntermediateDirectories: true)
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path + name, withDestinationPath: target)
    }

    /// A CPU with the threads of its core.
    func cpu(_ number: Int, siblings: String?, socket: String) throws {
        let folder = "/sys/devices/system/cpu/cpu\(number)/topology"
        if let siblings { try file("\(folder)/thread_siblings_list", siblings) }
        try file("\(folder)/physical_package_id", socket)
    }

    /// A memory node; huge pages by size in KiB.
    func node(_ number: Int, cpus: String, kibibytes: Int, pages: [Int: String] = [:]) throws {
        let folder = "/sys/devices/system/node/node\(number)"
        try file("\(folder)/cpulist", cpus)
        try file("\(folder)/meminfo", "Node \(number) MemTotal:       \(kibibytes) kB\nNode \(number) MemFree: 1 kB")
        for (size, count) in pages { try file("\(folder)/hugepages/hugepages-\(size)kB/nr_hugepages", count) }
    }

    func device(_ address: String, class kind: String, vendor: String, product: String, node: String = "-1") throws {
        let folder = "/sys/bus/pci/devices/\(address)"
        try file("\(folder)/class", kind)
        try file("\(folder)/vendor", vendor)
        try file("\(folder)/device", product)
        try file("\(folder)/numa_node", node)
    }

    /// The least that a report needs.
    func minimum(online: String = "0-3", kibibytes: Int = 8_388_608) throws {
        try file("/sys/devices/system/cpu/online", online)
        try file("/proc/meminfo", "MemTotal:        \(kibibytes) kB\nMemFree:         1 kB")
        try file("/proc/cpuinfo", "processor\t: 0\nmodel name\t: Imaginary CPU @ 1 GHz")
    }
}
