extension TopologyCheck {
    /// Memory and pages (NUMA, 3.3, checks 1 to 3).
    func memory(_ placement: Placement) -> [TopologyViolation] {
        let asked = placement.asked.pageSizeKibibytes ?? 0
        if asked != 0 { return sizedPages(placement, asked) }
        guard placement.placed.pageSizeKibibytes == placement.asked.pageSizeKibibytes else {
            return [violation(.pages, placement.index, "a page size was placed, but none was asked for")]
        }
        return unsizedMemory(placement)
    }

    private func sizedPages(_ placement: Placement, _ asked: Int64) -> [TopologyViolation] {
        let sizes = placement.host.pages.map(\.sizeKibibytes).sorted()
        let allowed: [Int64] =
            switch asked {
            case -1: Array(sizes.prefix(1))
            case -2: Array(sizes.dropFirst())
            case -3: sizes
            default: sizes.filter { $0 == asked }
            }
        guard let size = placement.placed.pageSizeKibibytes, allowed.contains(size),
            let pool = placement.host.pages.firstIndex(where: { $0.sizeKibibytes == size })
        else { return [violation(.pages, placement.index, "the page size is none of \(allowed)")] }
        guard fits(placement, pool, isOversubscribed: false) else {
            return [violation(.pages, placement.index, "pages of \(size) KiB are missing or do not divide the memory")]
        }
        return []
    }

    private func unsizedMemory(_ placement: Placement) -> [TopologyViolation] {
        let (asked, host, used) = (placement.asked.memoryMebibytes, placement.host, placement.usage)
        let smallest = host.pages.indices.min { host.pages[$0].sizeKibibytes < host.pages[$1].sizeKibibytes }
        let isEnough =
            if let smallest {
                fits(placement, smallest, isOversubscribed: !placement.hasDedicatedCPUs)
            } else if placement.hasDedicatedCPUs {
                Int128(used.memoryMebibytes) + Int128(asked) <= Int128(host.memoryMebibytes)
            } else {
                asked <= host.memoryMebibytes
            }
        return isEnough ? [] : [violation(.memory, placement.index, "\(asked) MiB are more than there are")]
    }

    /// Whether whole pages of a pool hold the memory; oversubscribed ones are not counted off and not kept back.
    private func fits(_ placement: Placement, _ pool: Int, isOversubscribed: Bool) -> Bool {
        let pages = placement.host.pages[pool]
        let kibibytes = Int128(placement.asked.memoryMebibytes) * 1024
        let (needed, rest) = kibibytes.quotientAndRemainder(dividingBy: Int128(pages.sizeKibibytes))
        let used = isOversubscribed ? 0 : Int128(placement.usage.usedPages[pool]) + Int128(pages.reserved)
        return rest == 0 && used + needed <= Int128(pages.total)
    }

    /// Shared guest CPUs obey the ratios of the limits, with all their memory.
    func ratios(_ placement: Placement) -> [TopologyViolation] {
        guard placement.hasSharedCPUs else { return [] }
        var found: [TopologyViolation] = []
        let cpus = placement.usage.cpuUsage + Int64(placement.asked.cpuset.count)
        if let ratio = limits.numaCPURatio, Double(cpus) > Double(placement.host.cpuset.count) * ratio {
            found.append(violation(.limits, placement.index, "\(cpus) shared CPUs exceed ratio \(ratio)"))
        }
        let memory = placement.usage.memoryMebibytes + placement.asked.memoryMebibytes
        if let ratio = limits.numaRAMRatio, Double(memory) > Double(placement.host.memoryMebibytes) * ratio {
            found.append(violation(.limits, placement.index, "\(memory) MiB exceed ratio \(ratio)"))
        }
        return found
    }

    /// Each requested network that is near some host cell is near a chosen one.
    func unreachedNetworks(_ placements: [Placement]) -> [TopologyViolation] {
        guard let asked = limits.network else { return [] }
        let chosen = placements.map(\.host)
        var missing = asked.physicalNetworks.filter { name in
            let isNear = { (cell: NUMACell) in cell.network?.physicalNetworks.contains(name) == true }
            return host.cells.contains(where: isNear) && !chosen.contains(where: isNear)
        }
        let isTunneled = { (cell: NUMACell) in cell.network?.isTunneled == true }
        if asked.isTunneled, host.cells.contains(where: isTunneled), !chosen.contains(where: isTunneled) {
            missing.append("the tunnelled networks")
        }
        return missing.map { violation(.network, nil, "no chosen host cell is near \($0)") }
    }
}
