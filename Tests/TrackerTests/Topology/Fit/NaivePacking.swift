@testable import Tracker

/// Section 3.4 of the specification in its own words: F, T, S(k), pin and reserve.
struct NaivePacking {
    var guest: InstanceCell
    var host: NUMACell
    var reserve: Int
    /// F: the free threads of each core, entries may be empty.
    var freeSiblings: [[Int32]]
    /// T.
    var threads: Int

    init(_ guest: InstanceCell, _ host: NUMACell, free: Set<Int32>, reserve: Int) {
        (self.guest, self.host, self.reserve) = (guest, host, reserve)
        freeSiblings = host.siblings.map { $0.filter(free.contains).sorted() }
        threads = host.siblings.map(\.count).max() ?? 1
    }

    /// The host CPUs of the guest CPUs in their order, and the reserved ones; absent: it fails.
    var result: (pinning: [Int32], reserved: [Int32])? {
        switch guest.threadPolicy {
        case .isolate:
            guard !atLeast(threads).isEmpty, threads == 1 || Set(host.cpuset) == Set(host.pcpuset),
                let pinning = pin(1, atLeast(threads)), !pinning.isEmpty
            else { return nil }
            return accepted(pinning, reserved(atLeast(1), pinning, wholeCores: true))
        case .require:
            guard threads > 1 else { return nil }
            return evenly(downTo: 2)
        case .prefer, nil:
            if let result = evenly(downTo: 1) { return result }
            let flat = atLeast(1).joined().map { [$0] }
            guard let pinning = pin(1, flat) else { return nil }
            return accepted(pinning, reserved(flat, pinning, wholeCores: false))
        }
    }

    private func evenly(downTo least: Int) -> (pinning: [Int32], reserved: [Int32])? {
        let largest = freeSiblings.map(\.count).max() ?? 0
        for count in stride(from: largest, through: least, by: -1) {
            if let pinning = pin(count, atLeast(count)),
                let result = accepted(pinning, reserved(atLeast(1), pinning, wholeCores: false))
            {
                return result
            }
        }
        return nil
    }

    /// S(k).
    private func atLeast(_ count: Int) -> [[Int32]] { freeSiblings.filter { $0.count >= count } }

    private func pin(_ count: Int, _ cores: [[Int32]]) -> [Int32]? {
        guard count * cores.count >= guest.pcpuset.count else { return nil }
        return Array(cores.flatMap { $0.prefix(count) }.prefix(guest.pcpuset.count))
    }

    private func reserved(_ cores: [[Int32]], _ pinning: [Int32], wholeCores: Bool) -> [Int32] {
        guard reserve > 0, !pinning.isEmpty else { return [] }
        var left = cores
        for cpu in pinning {
            left = left.map { core in
                guard core.contains(cpu) else { return core }
                return wholeCores ? [] : core.filter { $0 != cpu }
            }
        }
        return Array(left.joined().prefix(1))
    }

    private func accepted(_ pinning: [Int32], _ reserved: [Int32]) -> (pinning: [Int32], reserved: [Int32])? {
        reserved.count == reserve ? (pinning, reserved) : nil
    }
}
