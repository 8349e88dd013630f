/// Amounts of memory as the kernel's `meminfo` files tell them.
enum MachineMemory {
    /// The whole memory in KiB, from `/proc/meminfo`.
    static func totalKibibytes(in tree: SystemTree) throws(ToolError) -> Int64 {
        guard let text = try tree.text("/proc/meminfo") else {
            throw ToolError(
                .invalidArgument, "\(tree.location("/proc/meminfo")) is missing.",
                advice: "Is /proc mounted, and does --sysroot name the root of a machine's files?")
        }
        return try total(of: text, path: tree.location("/proc/meminfo"))
    }

    /// The memory of one NUMA node in KiB; 0 when the kernel says nothing about it.
    static func totalKibibytes(ofNode node: Int32, in tree: SystemTree) throws(ToolError) -> Int64 {
        let path = "/sys/devices/system/node/node\(node)/meminfo"
        guard let text = try tree.text(path) else { return 0 }
        return try total(of: text, path: tree.location(path))
    }

    /// Finds `MemTotal:  16777216 kB`, also behind the `Node 0` of a NUMA node's file.
    private static func total(of text: String, path: String) throws(ToolError) -> Int64 {
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let label = words.firstIndex(of: "MemTotal:") else { continue }
            guard label + 1 < words.count, let amount = Int64(words[label + 1]), amount >= 0, amount <= 1 << 52 else {
                break
            }
            return amount
        }
        throw ToolError(.invalidArgument, "\(path) has no readable MemTotal line.")
    }
}
