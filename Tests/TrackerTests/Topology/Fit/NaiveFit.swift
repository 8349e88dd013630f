@testable import Tracker

/// The specification's fit in its own words, slow and without any code of the real one (NUMA, 3.1 to 3.6).
struct NaiveFit {
    var world: RandomWorld

    /// The first assignment of all, in lexicographic order; absent: there is none.
    var placed: [InstanceCell]? {
        let (hosts, guests) = (world.topology.cells, world.request.cells)
        guard !hosts.isEmpty, !guests.isEmpty, guests.count <= hosts.count else { return nil }
        for assignment in Self.assignments(of: guests.count, to: order) {
            let cells = zip(guests.indices, assignment).compactMap(place)
            guard cells.count == guests.count, networksAreNear(assignment) else { continue }
            let chosen = Set(assignment.map { hosts[$0].id })
            guard let devices = world.devices, devices.areRequested else { return cells }
            if devices.accepts(chosen) { return cells }
        }
        return nil
    }

    /// All sequences of different elements, in lexicographic order of their places.
    static func assignments(of count: Int, to elements: [Int]) -> [[Int]] {
        guard count > 0 else { return [[]] }
        return elements.flatMap { first in
            assignments(of: count - 1, to: elements.filter { $0 != first }).map { [first] + $0 }
        }
    }

    /// 3.2, with one stable sort a key, the least significant first.
    private var order: [Int] {
        let hosts = world.topology.cells
        guard hosts.count != world.request.cells.count else { return Array(hosts.indices) }
        let policy = world.request.cells[0].cpuPolicy
        var order = Array(hosts.indices)
        func sort(descending: Bool, _ key: (Int) -> Int64) {
            let sorted = order.enumerated().sorted { left, right in
                let (one, other) = (key(left.element), key(right.element))
                if one != other { return descending ? one > other : one < other }
                return left.offset < right.offset
            }
            order = sorted.map(\.element)
        }
        sort(descending: !world.packsCells) { hosts[$0].memoryMebibytes - world.usage.cells[$0].memoryMebibytes }
        if policy == .dedicated || policy == .mixed {
            sort(descending: !world.packsCells) { Int64(free($0).count) }
        } else {
            sort(descending: world.packsCells) { world.usage.cells[$0].cpuUsage }
        }
        if let devices = world.devices {
            sort(descending: devices.areRequested) { devices.freeDevices[hosts[$0].id] ?? 0 }
        }
        return order
    }

    private func free(_ host: Int) -> Set<Int32> {
        Set(world.topology.cells[host].pcpuset).subtracting(world.usage.cells[host].pinnedCPUs)
    }

    /// 3.3, check by check.
    private func place(_ index: Int, on hostIndex: Int) -> InstanceCell? {
        let (guest, host) = (world.request.cells[index], world.topology.cells[hostIndex])
        let used = world.usage.cells[hostIndex]
        let reserve = index == 0 && world.request.emulatorThreads == .isolate ? 1 : 0
        let isPinned = [.dedicated, .mixed].contains(guest.cpuPolicy)
        let isFloating = [nil, .shared, .mixed].contains(guest.cpuPolicy)
        var placed = guest
        placed.hostCell = host.id

        let pools = zip(host.pages, used.usedPages).map {
            (
                size: $0.sizeKibibytes, total: $0.total * $0.sizeKibibytes,
                free: ($0.total - $1 - $0.reserved) * $0.sizeKibibytes
            )
        }.sorted { $0.size > $1.size }
        let needed = guest.memoryMebibytes * 1024
        if let asked = guest.pageSizeKibibytes {
            let candidates =
                asked == -1
                ? Array(pools.suffix(1))
                : asked == -2 ? Array(pools.dropLast()) : asked == -3 ? pools : pools.filter { $0.size == asked }
            guard let pool = candidates.first(where: { needed <= $0.free && needed % $0.size == 0 })
            else { return nil }
            placed.pageSizeKibibytes = pool.size
        } else if let smallest = pools.last {
            guard needed % smallest.size == 0, needed <= (isPinned ? smallest.free : smallest.total)
            else { return nil }
        } else {
            let available = isPinned ? host.memoryMebibytes - used.memoryMebibytes : host.memoryMebibytes
            guard guest.memoryMebibytes <= available else { return nil }
        }
        if isPinned, guest.pcpuset.count + reserve > host.pcpuset.count { return nil }
        if isFloating, guest.cpuset.count > host.cpuset.count { return nil }
        if isPinned {
            guard guest.pcpuset.count + reserve <= free(hostIndex).count,
                let (pinning, reserved) = NaivePacking(guest, host, free: free(hostIndex), reserve: reserve).result,
                !(guest.pcpuset + guest.cpuset).isEmpty
            else { return nil }
            placed.cpuPinning = zip(guest.pcpuset.sorted(), pinning).map { CPUPin(guestCPU: $0, hostCPU: $1) }
            placed.reservedCPUs = reserved
        }
        if isFloating, let ratio = world.limits.numaCPURatio {
            guard Double(used.cpuUsage + Int64(guest.cpuset.count)) <= Double(host.cpuset.count) * ratio
            else { return nil }
        }
        if isFloating, let ratio = world.limits.numaRAMRatio {
            guard Double(used.memoryMebibytes + guest.memoryMebibytes) <= Double(host.memoryMebibytes) * ratio
            else { return nil }
        }
        return placed
    }

    /// 3.6.
    private func networksAreNear(_ assignment: [Int]) -> Bool {
        guard let asked = world.limits.network else { return true }
        let all = world.topology.cells.compactMap(\.network)
        let chosen = assignment.compactMap { world.topology.cells[$0].network }
        for name in asked.physicalNetworks where all.contains(where: { $0.physicalNetworks.contains(name) }) {
            guard chosen.contains(where: { $0.physicalNetworks.contains(name) }) else { return false }
        }
        return !asked.isTunneled || !all.contains(where: \.isTunneled) || chosen.contains(where: \.isTunneled)
    }
}
