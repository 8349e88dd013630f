import Wire

extension Validator {
    /// Checks guest cells, asked for or placed: every guest CPU once.
    mutating func guestTopology(_ topology: Berth_Tracker_V1_InstanceTopology) {
        var owners = FirstPlaces<Int32>()
        var index = 0
        each(topology.cells, "cells", Rules.cells) { validator, cell in
            let own = Set(cell.cpuset).union(cell.pcpuset).sorted()
            if let cpu = own.first(where: { owners.place($0, index) != nil }) {
                validator.refuse("CPU \(cpu) is in an earlier cell already")
            }
            validator.guestCell(cell)
            index += 1
        }
    }

    private mutating func guestCell(_ cell: Berth_Tracker_V1_InstanceCell) {
        check(cell.hostCell, "host_cell", Rules.cell, ifPresent: cell.hasHostCell)
        set(cell.cpuset, "cpuset", Rules.cpus, Rules.cpu)
        set(cell.pcpuset, "pcpuset", Rules.cpus, Rules.cpu)
        let common = Set(cell.cpuset).intersection(cell.pcpuset)
        if let cpu = common.min() { refuse("pcpuset", "must have no CPU in common with cpuset, has \(cpu)") }
        check(cell.memoryMb, "memory_mb", Rules.mebibytes)
        pageSize(cell)
        pins(cell)
        set(cell.cpusetReserved, "cpuset_reserved", Rules.cpus, Rules.cpu)
    }

    private mutating func pageSize(_ cell: Berth_Tracker_V1_InstanceCell) {
        check(cell.pagesizeKb, "pagesize_kb", Rules.askedPageKibibytes, ifPresent: cell.hasPagesizeKb)
        if cell.hasPagesizeKb, cell.pagesizeKb == 0 {
            refuse("pagesize_kb", "must be absent when no page size is asked for, is 0")
        }
    }

    private mutating func pins(_ cell: Berth_Tracker_V1_InstanceCell) {
        let dedicated = Set(cell.pcpuset)
        var previous: Int32?
        each(cell.cpuPinning, "cpu_pinning", Rules.cpus) { validator, pin in
            if !dedicated.contains(pin.guestCpu) {
                validator.refuse("guest_cpu", "must be in pcpuset, is \(pin.guestCpu)")
            }
            if let before = previous, pin.guestCpu <= before {
                validator.refuse("guest_cpu", "must be above the one before it: pins are ascending by guest CPU")
            }
            validator.check(pin.hostCpu, "host_cpu", Rules.cpu)
            previous = pin.guestCpu
        }
    }
}
