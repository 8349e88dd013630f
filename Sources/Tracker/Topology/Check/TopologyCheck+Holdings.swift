extension TopologyCheck {
    /// What is wrong with all that is held of a host.
    ///
    /// Checked is what stays true whatever the host reports later: no host CPU is named twice, each guest cell has a
    /// host cell, pins are one for each dedicated guest CPU, and emulator threads have a CPU if and only if
    /// they are isolated. That isolated guests have whole cores is true until a report changes the cores.
    static func violations(host: NUMATopology, placed: [InstanceTopology]) -> [TopologyViolation] {
        var found = placed.indices.flatMap { Self.violations(of: placed[$0], at: $0) }
        var owners: [Int32: Int] = [:]
        for (index, topology) in placed.enumerated() {
            for cpu in topology.cells.flatMap(named).sorted() {
                if let owner = owners.updateValue(index, forKey: cpu) {
                    found.append(
                        TopologyViolation(
                            rule: .cpuHeldTwice, placement: index, guestCell: nil,
                            message: "host CPU \(cpu) is in the hands of placement \(owner) too"))
                }
            }
        }
        return found + sharedCores(host, placed, owners)
    }

    private static func violations(of topology: InstanceTopology, at placement: Int) -> [TopologyViolation] {
        func violation(_ rule: TopologyViolation.Rule, _ guestCell: Int?, _ message: String) -> TopologyViolation {
            TopologyViolation(rule: rule, placement: placement, guestCell: guestCell, message: message)
        }
        var found: [TopologyViolation] = []
        let hostCells = topology.cells.compactMap(\.hostCell)
        // A place that an audit has taken in may have two guest cells on one host cell (4.1).
        if hostCells.count < topology.cells.count {
            found.append(violation(.hostCell, nil, "guest cells are on host cells \(hostCells)"))
        }
        for (index, cell) in topology.cells.enumerated() {
            let isPinned = cell.cpuPolicy == .dedicated || cell.cpuPolicy == .mixed
            if cell.cpuPinning.map(\.guestCPU) != (isPinned ? cell.pcpuset.sorted() : []) {
                found.append(violation(.pins, index, "pins for guest CPUs \(cell.cpuPinning.map(\.guestCPU))"))
            }
            let reserved = isPinned && index == 0 && topology.emulatorThreads == .isolate ? 1 : 0
            if cell.reservedCPUs.count != reserved {
                found.append(violation(.emulator, index, "\(cell.reservedCPUs) for emulator threads"))
            }
            if let size = cell.pageSizeKibibytes, size < 0 {
                found.append(violation(.pages, index, "page size \(size) was never chosen"))
            }
        }
        return found
    }

    /// Cores of isolated guest CPUs in which another guest has a CPU.
    private static func sharedCores(
        _ host: NUMATopology, _ placed: [InstanceTopology], _ owners: [Int32: Int]
    ) -> [TopologyViolation] {
        placed.enumerated().flatMap { index, topology in
            topology.cells.enumerated().flatMap { guestCell, cell -> [TopologyViolation] in
                guard cell.threadPolicy == .isolate else { return [] }
                let own = Set(named(cell))
                let cores = host.cells.flatMap(\.siblings)
                return cores.filter { !own.isDisjoint(with: $0) }.joined()
                    .filter { cpu in owners[cpu].map { $0 != index } ?? false }
                    .map {
                        TopologyViolation(
                            rule: .isolate, placement: index, guestCell: guestCell,
                            message: "host CPU \($0) of an isolated core is in other hands")
                    }
            }
        }
    }

    /// The host CPUs that a placed cell names; none without dedicated CPUs.
    private static func named(_ cell: InstanceCell) -> [Int32] {
        guard cell.cpuPolicy == .dedicated || cell.cpuPolicy == .mixed else { return [] }
        return cell.cpuPinning.map(\.hostCPU) + cell.reservedCPUs
    }
}
