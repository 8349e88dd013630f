extension TopologyCheck {
    /// One pin for each dedicated guest CPU; without dedicated CPUs none, and no reserved CPU either.
    func pins(_ placement: Placement) -> [TopologyViolation] {
        let guestCPUs = placement.placed.cpuPinning.map(\.guestCPU)
        let expected = placement.hasDedicatedCPUs ? placement.asked.pcpuset.sorted() : []
        guard guestCPUs == expected else {
            return [violation(.pins, placement.index, "pins for \(guestCPUs), dedicated guest CPUs \(expected)")]
        }
        return []
    }

    /// Each named host CPU is in a core, for dedicated guest CPUs, and was in nobody's hands.
    func heldCPUs(_ placement: Placement) -> [TopologyViolation] {
        let held = heldBefore
        let allowed = Set(placement.host.pcpuset).intersection(placement.host.siblings.joined())
        return placement.pinned.union(placement.placed.reservedCPUs).sorted()
            .filter { held.contains($0) || !allowed.contains($0) }
            .map { violation(.cpuNotFree, placement.index, "host CPU \($0) cannot be taken") }
    }

    /// One CPU beside those of the first guest cell if emulator threads are isolated; none otherwise.
    func emulator(_ placement: Placement) -> [TopologyViolation] {
        let isReserving =
            placement.index == 0 && request.emulatorThreads == .isolate && placement.hasDedicatedCPUs
        let expected = isReserving ? 1 : 0
        guard placement.placed.reservedCPUs.count != expected else { return [] }
        return [
            violation(
                .emulator, placement.index,
                "\(placement.placed.reservedCPUs.count) CPUs for emulator threads, expected \(expected)")
        ]
    }

    /// Each isolated guest CPU has a largest core to itself, which nobody had a thread of.
    func isolated(_ placement: Placement) -> [TopologyViolation] {
        guard placement.hasDedicatedCPUs, placement.asked.threadPolicy == .isolate else { return [] }
        let (host, named) = (placement.host, placement.pinned.union(placement.placed.reservedCPUs))
        let threads = host.siblings.map(\.count).max() ?? 1
        var found: [TopologyViolation] = []
        if placement.pinned.isEmpty { found.append(violation(.isolate, placement.index, "nothing is isolated")) }
        if threads > 1, Set(host.cpuset) != Set(host.pcpuset) {
            found.append(violation(.isolate, placement.index, "sibling threads are kept apart for shared CPUs"))
        }
        let taken = heldBefore
        for core in host.siblings where !placement.pinned.isDisjoint(with: core) {
            let isFree = taken.isDisjoint(with: core) && Set(core).isSubset(of: host.pcpuset)
            if core.count < threads || !isFree || named.intersection(core).count != 1 {
                found.append(violation(.isolate, placement.index, "core \(core) is not one guest CPU's own"))
            }
        }
        return found
    }

    /// Cores with at least `k` free threads give `k` each, at least two, and the last one what is left (NUMA, 3.4).
    func required(_ placement: Placement) -> [TopologyViolation] {
        guard placement.hasDedicatedCPUs, placement.asked.threadPolicy == .require else { return [] }
        let taken = heldBefore
        let free = placement.host.siblings.map { core in
            Set(core).intersection(placement.host.pcpuset).subtracting(taken)
        }
        let largest = free.map(\.count).max() ?? 0
        let isEven = (2...max(largest, 2)).contains { threads in
            var left = placement.pinned.count
            for core in free where core.count >= threads {
                let expected = min(left, threads)
                guard placement.pinned.intersection(core).count == expected else { return false }
                left -= expected
            }
            return left == 0 && largest >= 2
        }
        return isEven ? [] : [violation(.require, placement.index, "sibling threads are not filled evenly")]
    }

    /// A guest cell does not oversubscribe against itself.
    func sharedCPUs(_ placement: Placement) -> [TopologyViolation] {
        guard placement.hasSharedCPUs, placement.asked.cpuset.count > placement.host.cpuset.count else { return [] }
        return [violation(.sharedCPUs, placement.index, "more shared guest CPUs than the host cell has CPUs")]
    }

    private var heldBefore: Set<Int32> { Set(usage.cells.flatMap(\.pinnedCPUs) + usage.strayCPUs) }
}
