/// The CPUs that are online, and which of them are threads of one core.
enum MachineCPUs {
    /// The online CPUs, ascending.
    ///
    /// Machines without `/sys` (some containers) still have `/proc/cpuinfo`, which lists online CPUs only.
    static func online(in tree: SystemTree) throws(ToolError) -> [Int32] {
        if let text = try tree.text("/sys/devices/system/cpu/online") {
            guard let cpus = CPUList.parse(text), !cpus.isEmpty else {
                throw ToolError(
                    .invalidArgument,
                    "\(tree.location("/sys/devices/system/cpu/online")) is not a list of CPUs: \(Printable.text(text))")
            }
            return cpus
        }
        let cpus = try processors(in: tree).sorted()
        guard !cpus.isEmpty else {
            throw ToolError(
                .invalidArgument,
                "No CPUs found in /sys/devices/system/cpu/online or /proc/cpuinfo below \(tree.location("/")).",
                advice: "Are /proc and /sys mounted, and does --sysroot name the root of a machine's files?")
        }
        return cpus
    }

    /// The CPU's model as its maker writes it; empty when it is not told.
    static func model(in tree: SystemTree) throws(ToolError) -> String {
        for line in try (tree.text("/proc/cpuinfo") ?? "").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].hasPrefix("model name") else { continue }
            return String(parts[1].drop(while: \.isWhitespace))
        }
        return ""
    }

    /// The cores of a set of CPUs: each core's threads within the set, the cores by ascending lowest CPU.
    ///
    /// Every CPU is in exactly one core whatever the files say: a CPU without a readable list is a core of its own, and
    /// where two lists disagree the lower CPU's counts.
    static func cores(of cpus: [Int32], in tree: SystemTree) -> [[Int32]] {
        var left = Set(cpus)
        var cores: [[Int32]] = []
        for cpu in cpus.sorted() where left.contains(cpu) {
            var threads = Set(siblings(of: cpu, in: tree)).intersection(left)
            threads.insert(cpu)
            left.subtract(threads)
            cores.append(threads.sorted())
        }
        return cores
    }

    /// The socket that all of these CPUs are in; nil when they are in several, or it is not told.
    static func socket(of cpus: [Int32], in tree: SystemTree) -> Int32? {
        var sockets = Set<Int32>()
        for cpu in cpus {
            let path = "/sys/devices/system/cpu/cpu\(cpu)/topology/physical_package_id"
            guard let text = tree.optionalText(path), let socket = Int32(text), socket >= 0 else { return nil }
            sockets.insert(socket)
        }
        return sockets.count == 1 ? sockets.first : nil
    }

    private static func siblings(of cpu: Int32, in tree: SystemTree) -> [Int32] {
        let folder = "/sys/devices/system/cpu/cpu\(cpu)/topology"
        // Linux 5.3 renamed the file and kept the old name; the new one may go first in some future.
        for name in ["thread_siblings_list", "core_cpus_list"] {
            if let text = tree.optionalText("\(folder)/\(name)"), let cpus = CPUList.parse(text) { return cpus }
        }
        return []
    }

    private static func processors(in tree: SystemTree) throws(ToolError) -> Set<Int32> {
        var cpus = Set<Int32>()
        for line in try (tree.text("/proc/cpuinfo") ?? "").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].split(whereSeparator: \.isWhitespace) == ["processor"] else { continue }
            guard let cpu = Int32(parts[1].filter { !$0.isWhitespace }), cpu >= 0 else { continue }
            cpus.insert(cpu)
        }
        return cpus
    }
}
