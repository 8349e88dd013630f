/// Checks a placement against the rules, one after the other, and searches nothing.
///
/// Written for its own sake, without any code of the fit, so that the two can judge each other. It tells whether a
/// placement is allowed, not whether it is the first one (NUMA, 3.1).
struct TopologyCheck {
    /// The host's cells.
    let host: NUMATopology
    /// What was held of them before.
    let usage: TopologyUsage
    /// What was asked for.
    let request: InstanceTopology
    /// What a scheduler allows and asks for.
    let limits: Limits
    /// What was placed.
    let placed: InstanceTopology

    /// A guest cell as asked for and as placed, with its host cell.
    struct Placement {
        var index: Int
        var asked: InstanceCell
        var placed: InstanceCell
        var host: NUMACell
        var usage: TopologyUsage.Cell

        /// Policy `dedicated` or `mixed`.
        var hasDedicatedCPUs: Bool { asked.cpuPolicy == .dedicated || asked.cpuPolicy == .mixed }
        /// Any policy but `dedicated`.
        var hasSharedCPUs: Bool { asked.cpuPolicy != .dedicated }
        /// The host CPUs of the pins.
        var pinned: Set<Int32> { Set(placed.cpuPinning.map(\.hostCPU)) }
    }

    /// Everything that is wrong with a placement; empty: it is allowed.
    static func violations(
        placing request: InstanceTopology, as placed: InstanceTopology, on host: NUMATopology, usage: TopologyUsage,
        limits: Limits
    ) -> [TopologyViolation] {
        TopologyCheck(host: host, usage: usage, request: request, limits: limits, placed: placed).violations
    }

    private var violations: [TopologyViolation] {
        let shape = changedParts
        guard shape.isEmpty else { return shape }
        let placements = request.cells.indices.compactMap(placement)
        guard placements.count == request.cells.count else {
            return [violation(.hostCell, nil, "a guest cell is on a host cell that is not reported")]
        }
        return hostCellsTwice + cpusTwice + placements.flatMap(violations) + unreachedNetworks(placements)
    }

    private func violations(_ placement: Placement) -> [TopologyViolation] {
        pins(placement) + heldCPUs(placement) + emulator(placement) + isolated(placement) + required(placement)
            + memory(placement) + sharedCPUs(placement) + ratios(placement)
    }

    /// A finding about a guest cell, or about the whole.
    func violation(_ rule: TopologyViolation.Rule, _ guestCell: Int?, _ message: String) -> TopologyViolation {
        TopologyViolation(rule: rule, placement: 0, guestCell: guestCell, message: message)
    }

    private func placement(_ index: Int) -> Placement? {
        let cell = placed.cells[index]
        guard let place = host.cells.firstIndex(where: { $0.id == cell.hostCell }) else { return nil }
        return Placement(
            index: index, asked: request.cells[index], placed: cell, host: host.cells[place],
            usage: usage.cells[place])
    }

    /// What is not a matter of the placement must be as it was asked for.
    private var changedParts: [TopologyViolation] {
        guard !request.cells.isEmpty, placed.cells.count == request.cells.count else {
            return [violation(.requestChanged, nil, "\(request.cells.count) guest cells, \(placed.cells.count) placed")]
        }
        var found: [TopologyViolation] = []
        if placed.emulatorThreads != request.emulatorThreads {
            found.append(violation(.requestChanged, nil, "the policy for emulator threads differs"))
        }
        for (index, (asked, placed)) in zip(request.cells, placed.cells).enumerated() {
            var bare = placed
            bare.hostCell = asked.hostCell
            bare.cpuPinning = asked.cpuPinning
            bare.reservedCPUs = asked.reservedCPUs
            bare.pageSizeKibibytes = asked.pageSizeKibibytes
            if bare != asked { found.append(violation(.requestChanged, index, "CPUs, memory or policies differ")) }
        }
        return found
    }

    private var hostCellsTwice: [TopologyViolation] {
        let hostCells = placed.cells.map(\.hostCell)
        return Set(hostCells).count == hostCells.count
            ? [] : [violation(.hostCell, nil, "two guest cells are on the same host cell")]
    }

    private var cpusTwice: [TopologyViolation] {
        var seen: Set<Int32> = []
        return placed.cells.enumerated().flatMap { index, cell in
            (cell.cpuPinning.map(\.hostCPU) + cell.reservedCPUs).filter { !seen.insert($0).inserted }
                .map { violation(.cpuHeldTwice, index, "host CPU \($0) is named twice") }
        }
    }
}
