import Wire

extension Validator {
    /// Checks the cells of a host (NUMA, 1.2): numbers once, every CPU in one cell.
    ///
    /// Cells without CPUs, such as nodes that have only memory, and cells without memory are as good as others.
    mutating func hostTopology(_ topology: Berth_Tracker_V1_NumaTopology) {
        if topology.cells.isEmpty {
            refuse("cells", "must have an entry; a host without NUMA information leaves numa_topology out")
        }
        var numbers = FirstPlaces<Int32>()
        var owners = FirstPlaces<Int32>()
        var index = 0
        each(topology.cells, "cells", Rules.cells) { validator, cell in
            if let first = numbers.place(cell.id, index) {
                validator.refuse("id", "must be unique, cells[\(first)] has \(cell.id) too")
            }
            let own = Set(cell.cpuset).union(cell.pcpuset).sorted()
            validator.foreign(own.map { ($0, owners.place($0, index)) })
            validator.hostCell(cell)
            index += 1
        }
    }

    /// Refuses the CPUs of a cell that an earlier one has, with one entry for each of those.
    private mutating func foreign(_ places: [(cpu: Int32, first: Int?)]) {
        let taken = Dictionary(grouping: places.filter { $0.first != nil }, by: { $0.first ?? 0 })
        for (first, places) in taken.sorted(by: { $0.key < $1.key }) {
            refuse("must not have CPUs of cells[\(first)], has \(Shown.cpus(places.map(\.cpu)))")
        }
    }

    private mutating func hostCell(_ cell: Berth_Tracker_V1_NumaCell) {
        check(cell.id, "id", Rules.cell)
        set(cell.cpuset, "cpuset", Rules.cpus, Rules.cpu)
        set(cell.pcpuset, "pcpuset", Rules.cpus, Rules.cpu)
        sharedAndDedicated(cell)
        check(cell.memoryMb, "memory_mb", Rules.mebibytes)
        siblings(cell)
        pagePools(cell)
        check(cell.socket, "socket", Rules.cell, ifPresent: cell.hasSocket)
        within("network") { $0.network(cell.network) }
    }

    /// Shared and dedicated CPUs are one pool, or have none in common (NUMA, 1.3).
    private mutating func sharedAndDedicated(_ cell: Berth_Tracker_V1_NumaCell) {
        let common = Set(cell.cpuset).intersection(cell.pcpuset)
        guard !common.isEmpty, Set(cell.cpuset) != Set(cell.pcpuset) else { return }
        refuse(
            "pcpuset",
            "must equal cpuset or have no CPU in common with it, has \(Shown.cpus(common)) in common")
    }

    /// Checks that each CPU of the cell is in one core, and no other CPU in any.
    ///
    /// The order of the cores is the reporter's: it decides which are taken first (NUMA, 3.4), and none is wrong.
    private mutating func siblings(_ cell: Berth_Tracker_V1_NumaCell) {
        let own = Set(cell.cpuset).union(cell.pcpuset)
        var cores = FirstPlaces<Int32>()
        var seen: Set<Int32> = []
        var index = 0
        each(cell.siblings, "siblings", Rules.cpus) { validator, core in
            validator.set(core.cpus, "cpus", Rules.cpus, Rules.cpu)
            if core.cpus.isEmpty { validator.refuse("must have at least one CPU") }
            let cpus = Set(core.cpus)
            let foreign = cpus.subtracting(own)
            if !foreign.isEmpty {
                validator.refuse("must have CPUs of cpuset and pcpuset only, has \(Shown.cpus(foreign))")
            }
            let taken = cpus.sorted().filter { cores.place($0, index) != nil }
            if !taken.isEmpty {
                validator.refuse("must not have CPUs of an earlier core, has \(Shown.cpus(taken))")
            }
            seen.formUnion(cpus)
            index += 1
        }
        // Of too many cores only their number is wrong.
        let missing = own.subtracting(seen)
        guard !missing.isEmpty, Rules.cpus.violation(of: cell.siblings.count) == nil else { return }
        refuse("siblings", "must have every CPU of the cell in one core, \(Shown.cpus(missing)) are in none")
    }

    /// Checks the pages: each size once, no more of any size than the cell has memory.
    private mutating func pagePools(_ cell: Berth_Tracker_V1_NumaCell) {
        var sizes = FirstPlaces<Int64>()
        var index = 0
        each(cell.pages, "pages", Rules.pageSizes) { validator, pool in
            validator.pagePool(pool, memoryMebibytes: cell.memoryMb)
            if let first = sizes.place(pool.sizeKb, index) {
                validator.refuse("size_kb", "must be unique, pages[\(first)] has \(pool.sizeKb) too")
            }
            index += 1
        }
    }

    private mutating func pagePool(_ pool: Berth_Tracker_V1_PagePool, memoryMebibytes: Int64) {
        check(pool.sizeKb, "size_kb", Rules.pageKibibytes)
        check(pool.total, "total", Rules.pages)
        check(pool.used, "used", Rules.pages)
        check(pool.reserved, "reserved", Rules.pages)
        let (kibibytes, overflows) = pool.total.multipliedReportingOverflow(by: pool.sizeKb)
        guard Rules.mebibytes.violation(of: memoryMebibytes) == nil else { return }
        // The memory was rounded down to whole MiB.
        if overflows || kibibytes >= (memoryMebibytes + 1) * 1024 {
            refuse("total", "must fit into the cell's \(memoryMebibytes) MiB, is \(pool.total) of \(pool.sizeKb) KiB")
        }
    }

    /// Checks networks near a cell, or asked for.
    mutating func network(_ network: Berth_Tracker_V1_NetworkMetadata) {
        set(network.physnets, "physnets", Rules.networks, Rules.name)
    }
}
