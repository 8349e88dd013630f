import Wire

/// One NUMA cell of a node, drawn: its cores and who is on them, its memory and pages.
enum CellDrawing {
    /// The most lines that the cores of one cell take.
    static let mostCoreLines = 16

    /// The cell under a line that names it.
    static func people(
        _ cell: Berth_Tracker_V1_NumaCell, _ usage: Berth_Tracker_V1_NumaCellUsage, marks: [Int32: String]
    ) -> String {
        var text = WrappedLine.text("cell \(cell.id): ", title(cell))
        let groups = CoreGroup.groups(cell.siblings.map(\.cpus)) { marks[$0] ?? CPUHolders.Use.unknown }
        if !groups.isEmpty {
            text += WrappedLine.text(
                name("cores"), groups.map(\.text), most: mostCoreLines, things: "groups of cores; --json has all")
        }
        text += cpus(cell, usage)
        text += line("memory", "\(usage.memoryMbUsage) of \(cell.memoryMb) MiB held by guests")
        for (index, pool) in cell.pages.enumerated() {
            let used = usage.pages.first { $0.sizeKb == pool.sizeKb }?.used ?? 0
            text += line(index == 0 ? "pages" : "", pages(pool, used: used))
        }
        return text
    }

    private static func title(_ cell: Berth_Tracker_V1_NumaCell) -> [String] {
        let count = Set(cell.cpuset).union(cell.pcpuset).count
        var parts = [cell.hasSocket ? "socket \(cell.socket)" : "no single socket"]
        parts.append(count == 0 ? "no CPUs" : "\(count) CPUs in \(cell.siblings.count) cores")
        if cell.hasNetwork {
            let networks = cell.network.physnets.map(Printable.text) + (cell.network.tunneled ? ["tunnels"] : [])
            parts.append(networks.isEmpty ? "near no network" : "near \(networks.joined(separator: ", "))")
        }
        return parts.joined(separator: ", ").split(separator: " ").map(String.init)
    }

    /// One line for CPUs of both kinds if one pool serves both, else a line for each kind that there is.
    private static func cpus(_ cell: Berth_Tracker_V1_NumaCell, _ usage: Berth_Tracker_V1_NumaCellUsage) -> String {
        let floating = usage.cpuUsage == 1 ? "1 floating guest CPU" : "\(usage.cpuUsage) floating guest CPUs"
        let free = Set(cell.pcpuset).subtracting(usage.pinnedCpus).sorted()
        let held = "\(cell.pcpuset.count - free.count) held, \(free.count) free"
        let freeCPUs = free.isEmpty || free.count == cell.pcpuset.count ? [] : ["("] + WrappedLine.words(free) + [")"]
        if !cell.pcpuset.isEmpty, cell.cpuset == cell.pcpuset {
            return list("both kinds", cell.cpuset, [held] + freeCPUs + ["and", floating])
        }
        var text = ""
        if !cell.pcpuset.isEmpty { text += list("dedicated", cell.pcpuset, [held] + freeCPUs) }
        if !cell.cpuset.isEmpty { text += list("shared", cell.cpuset, [floating]) }
        return text
    }

    private static func list(_ title: String, _ cpus: [Int32], _ rest: [String]) -> String {
        var words = ["CPUs"] + WrappedLine.words(cpus.sorted())
        words[words.count - 1] += ":"
        let tail = rest.joined(separator: " ").replacing("( ", with: "(").replacing(" )", with: ")")
        return WrappedLine.text(name(title), words + tail.split(separator: " ").map(String.init))
    }

    private static func pages(_ pool: Berth_Tracker_V1_PagePool, used: Int64) -> String {
        let (gone, overflows) = used.addingReportingOverflow(pool.reserved)
        let free = pool.total.subtractingReportingOverflow(gone)
        return "\(pool.sizeKb) KiB: \(used) used and \(pool.reserved) reserved of \(pool.total)"
            + (overflows || free.overflow ? "" : ", \(free.partialValue) free")
    }

    private static func line(_ title: String, _ text: String) -> String { name(title) + text + "\n" }

    private static func name(_ title: String) -> String {
        "  " + title + String(repeating: " ", count: max(1, 12 - title.count))
    }
}
