import Wire

/// Who holds which CPUs of a node's cells, with a short mark for each grant.
struct CPUHolders {
    /// A grant with a place on the cells.
    struct Holder {
        /// `A` to `Z`, then `AA` and so on.
        var mark: String
        var grant: Berth_Tracker_V1_Grant
    }

    /// How a CPU is used when no grant says it.
    enum Use {
        static let free = "."
        static let floating = "~"
        static let unknown = "#"
        static let emulator = "*"
        static let blocked = "!"
    }

    /// Those of the node's grants that have a place, in their order.
    let holders: [Holder]

    /// Gives marks to grants.
    init(_ grants: [Berth_Tracker_V1_Grant]) {
        let placed = grants.filter { $0.numaTopology.cells.contains(where: \.hasHostCell) }
        holders = placed.enumerated().map { Holder(mark: Self.mark($0), grant: $1) }
    }

    private static func mark(_ index: Int) -> String {
        var (rest, mark) = (index, "")
        repeat {
            mark = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(rest % 26))) + mark
            rest = rest / 26 - 1
        } while rest >= 0
        return mark
    }

    /// How each CPU of a cell is used; a CPU in two hands has the marks of both.
    func marks(on cell: Berth_Tracker_V1_NumaCell, _ usage: Berth_Tracker_V1_NumaCellUsage) -> [Int32: String] {
        var marks: [Int32: [String]] = [:]
        for holder in holders {
            // Whichever cell the guest is on: its CPUs may be reported in another one by now.
            for guest in holder.grant.numaTopology.cells where guest.hasHostCell {
                for (cpu, suffix) in Self.held(guest, on: cell) { marks[cpu, default: []].append(holder.mark + suffix) }
            }
        }
        let (pinned, dedicated) = (Set(usage.pinnedCpus), Set(cell.pcpuset))
        var result: [Int32: String] = [:]
        for cpu in Set(cell.siblings.flatMap(\.cpus)).union(cell.cpuset).union(cell.pcpuset) {
            let own =
                pinned.contains(cpu) ? Use.unknown : dedicated.contains(cpu) ? Use.free : Use.floating
            result[cpu] = marks[cpu]?.joined(separator: "&") ?? own
        }
        return result
    }

    /// The host CPUs of a placed guest cell: pinned, for emulator threads, and kept empty with whole cores.
    private static func held(
        _ guest: Berth_Tracker_V1_InstanceCell, on cell: Berth_Tracker_V1_NumaCell
    ) -> [(cpu: Int32, suffix: String)] {
        guard guest.cpuPolicy == .dedicated || guest.cpuPolicy == .mixed else { return [] }
        let pinned = guest.cpuPinning.map(\.hostCpu)
        let named = Set(pinned).union(guest.cpusetReserved)
        var blocked: Set<Int32> = []
        if guest.threadPolicy == .isolate {
            for core in cell.siblings where !named.isDisjoint(with: core.cpus) { blocked.formUnion(core.cpus) }
        }
        return pinned.map { ($0, "") } + guest.cpusetReserved.map { ($0, Use.emulator) }
            + blocked.subtracting(named).sorted().map { ($0, Use.blocked) }
    }
}
