/// Why host CPUs cannot be taken or given back; the raw value is the stable reason (NUMA, 4.1).
public enum PinningError: String, Error, CaseIterable, Hashable, Sendable {
    /// A CPU that the cell does not have for dedicated guest CPUs would be taken.
    case pinningUnknown = "CPUPinningUnknown"
    /// A CPU that is in somebody's hands would be taken.
    case pinningInvalid = "CPUPinningInvalid"
    /// A CPU that the cell does not have for dedicated guest CPUs would be given back.
    case unpinningUnknown = "CPUUnpinningUnknown"
    /// A CPU that is in nobody's hands would be given back.
    case unpinningInvalid = "CPUUnpinningInvalid"
}

extension TopologyUsage {
    /// What is wrong with taking or giving back the host CPUs of a placed topology, and which they are.
    struct PinningProblem: Error, Hashable, Sendable {
        /// What is wrong.
        var error: PinningError
        /// The host cell.
        var hostCell: Int32
        /// The CPUs concerned, ascending.
        var cpus: [Int32]
    }

    /// The usage with a placed topology added, or the first thing that is wrong with its host CPUs (NUMA, 4.1).
    ///
    /// Guest cells whose host cell is not reported are passed over.
    func claiming(_ topology: InstanceTopology, on host: NUMATopology) -> Result<TopologyUsage, PinningProblem> {
        var taken = takenCPUs
        for (guest, cell) in topology.placements(on: host) {
            let (cpus, own) = (guest.heldCPUs(on: host), cell.pcpuset.ascending)
            if let problem = Self.problem(.pinningUnknown, cell, cpus.filter { !own.hasAscending($0) }) {
                return .failure(problem)
            }
            if let problem = Self.problem(.pinningInvalid, cell, cpus.filter(taken.hasAscending)) {
                return .failure(problem)
            }
            taken = (taken + cpus).ascending
        }
        var usage = self
        usage.enter(topology, on: host)
        return .success(usage)
    }

    /// The usage with a placed topology taken away, or the first thing that is wrong with its host CPUs (NUMA, 4.1).
    func releasing(_ topology: InstanceTopology, on host: NUMATopology) -> Result<TopologyUsage, PinningProblem> {
        var taken = takenCPUs
        for (guest, cell) in topology.placements(on: host) {
            let (cpus, own) = (guest.heldCPUs(on: host), cell.pcpuset.ascending)
            if let problem = Self.problem(.unpinningUnknown, cell, cpus.filter { !own.hasAscending($0) }) {
                return .failure(problem)
            }
            if let problem = Self.problem(.unpinningInvalid, cell, cpus.filter { !taken.hasAscending($0) }) {
                return .failure(problem)
            }
            taken.removeAll(where: cpus.hasAscending)
        }
        var usage = self
        usage.withdraw(topology, on: host)
        return .success(usage)
    }

    private static func problem(_ error: PinningError, _ cell: NUMACell, _ cpus: [Int32]) -> PinningProblem? {
        cpus.isEmpty ? nil : PinningProblem(error: error, hostCell: cell.id, cpus: cpus)
    }
}

extension InstanceTopology {
    /// The guest cells with the host cells that they are placed on, where those are reported.
    fileprivate func placements(on host: NUMATopology) -> [(InstanceCell, NUMACell)] {
        cells.compactMap { guest in
            host.cells.first { $0.id == guest.hostCell }.map { (guest, $0) }
        }
    }
}
