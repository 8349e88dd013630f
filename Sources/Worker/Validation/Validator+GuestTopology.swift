import Wire

extension Validator {
    /// Checks guest cells, asked for or placed (NUMA, 1.4): every guest CPU once, the same policies in every cell.
    ///
    /// Whether they add up to the flavor is the tracker's to say: here nothing is known of what an instance has.
    mutating func guestTopology(_ topology: Berth_Tracker_V1_InstanceTopology) {
        if topology.cells.isEmpty {
            refuse("cells", "must have an entry; an instance without guest cells leaves numa_topology out")
        }
        var owners = FirstPlaces<Int32>()
        var index = 0
        each(topology.cells, "cells", Rules.cells) { validator, cell in
            let own = Set(cell.cpuset).union(cell.pcpuset).sorted()
            let taken = own.filter { owners.place($0, index) != nil }
            if !taken.isEmpty {
                validator.refuse("must not have guest CPUs of an earlier cell, has \(Shown.cpus(taken))")
            }
            validator.guestCell(cell)
            validator.policies(cell, like: topology.cells[0])
            index += 1
        }
    }

    private mutating func guestCell(_ cell: Berth_Tracker_V1_InstanceCell) {
        check(cell.hostCell, "host_cell", Rules.cell, ifPresent: cell.hasHostCell)
        set(cell.cpuset, "cpuset", Rules.cpus, Rules.cpu)
        set(cell.pcpuset, "pcpuset", Rules.cpus, Rules.cpu)
        let common = Set(cell.cpuset).intersection(cell.pcpuset)
        if !common.isEmpty {
            refuse("pcpuset", "must have no CPU in common with cpuset, has \(Shown.cpus(common))")
        }
        sets(cell)
        check(cell.memoryMb, "memory_mb", Rules.mebibytes)
        pageSize(cell)
        pins(cell)
        set(cell.cpusetReserved, "cpuset_reserved", Rules.cpus, Rules.cpu)
    }

    /// The policy says which of the two sets there are; an old record has the CPUs of a dedicated guest in `cpuset`.
    private mutating func sets(_ cell: Berth_Tracker_V1_InstanceCell) {
        guard !cell.pcpuset.isEmpty else { return }
        switch cell.cpuPolicy {
        case .dedicated:
            if !cell.cpuset.isEmpty { refuse("cpuset", "must be empty when cpu_policy is dedicated") }
        case .shared, .unspecified:
            refuse("pcpuset", "must be empty unless cpu_policy is dedicated or mixed")
        case .mixed, .UNRECOGNIZED: break
        }
    }

    private mutating func policies(
        _ cell: Berth_Tracker_V1_InstanceCell, like first: Berth_Tracker_V1_InstanceCell
    ) {
        if cell.cpuPolicy != first.cpuPolicy { refuse("cpu_policy", "must be the same in every cell") }
        if cell.threadPolicy != first.threadPolicy { refuse("thread_policy", "must be the same in every cell") }
    }

    private mutating func pageSize(_ cell: Berth_Tracker_V1_InstanceCell) {
        check(cell.pagesizeKb, "pagesize_kb", Rules.askedPageKibibytes, ifPresent: cell.hasPagesizeKb)
        if cell.hasPagesizeKb, cell.pagesizeKb == 0 {
            refuse("pagesize_kb", "must be absent when no page size is asked for, is 0")
        }
    }

    private mutating func pins(_ cell: Berth_Tracker_V1_InstanceCell) {
        // Old records have dedicated CPUs in `cpuset`, and pins of shared ones that count for nothing (NUMA, 1.4, 4.1).
        let isOld = cell.cpuPolicy != .mixed && cell.pcpuset.isEmpty
        let (own, name) = isOld ? (Set(cell.cpuset), "cpuset") : (Set(cell.pcpuset), "pcpuset")
        var previous: Int32?
        each(cell.cpuPinning, "cpu_pinning", Rules.cpus) { validator, pin in
            if !own.contains(pin.guestCpu) {
                validator.refuse("guest_cpu", "must be in \(name), is \(pin.guestCpu)")
            }
            if let before = previous, pin.guestCpu <= before {
                validator.refuse("guest_cpu", "must be above the one before it: pins are ascending by guest CPU")
            }
            validator.check(pin.hostCpu, "host_cpu", Rules.cpu)
            previous = pin.guestCpu
        }
    }
}
