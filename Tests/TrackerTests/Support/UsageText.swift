import Testing
import Tracker

extension Shard {
    /// The fixture node's usage as the scenarios write it: `used memory/vcpus/disk, free memory/disk`.
    var usage: String { usage(of: Fixture.node) }

    /// A node's usage as the scenarios write it.
    func usage(of node: NodeIdentifier) -> String {
        guard let usage = state.usage(of: node) else { return "no such node" }
        return "used \(usage.memoryMebibytesUsed)/\(usage.vcpusUsed)/\(usage.localGibibytesUsed), "
            + "free \(usage.freeMemoryMebibytes)/\(usage.freeDiskGibibytes)"
    }

    /// The fixture node's counters.
    var stats: [String: Int64] { state.stats(of: Fixture.node) ?? [:] }
}
