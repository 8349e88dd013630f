import Wire

/// The NUMA cells of a node, drawn one below the other, and a list of who is on them.
enum NodeDrawing {
    /// The cells, what the marks mean, and the grants that they stand for; empty if there are no cells.
    static func people(_ node: Berth_Tracker_V1_Node, _ grants: [Berth_Tracker_V1_Grant]) -> String {
        let cells = node.inventory.numaTopology.cells
        guard !cells.isEmpty else { return "" }
        let holders = CPUHolders(grants)
        var text = ""
        var seen = Set<Character>()
        for cell in cells {
            let usage = node.usage.numaCells.first { $0.id == cell.id } ?? .init()
            let marks = holders.marks(on: cell, usage)
            for mark in marks.values { seen.formUnion(mark) }
            text += CellDrawing.people(cell, usage, marks: marks)
        }
        text += key(to: seen, hasThreads: cells.contains { $0.siblings.contains { $0.cpus.count > 1 } })
        return text + table(holders.holders)
    }

    /// Only what occurs is explained.
    private static func key(to seen: Set<Character>, hasThreads: Bool) -> String {
        let meanings: [(mark: String, meaning: String)] = [
            (CPUHolders.Use.floating, "for floating guest CPUs"), (CPUHolders.Use.free, "free for pinned ones"),
            (CPUHolders.Use.unknown, "pinned, by nobody listed here"), ("A", "pinned by A"),
            ("A" + CPUHolders.Use.emulator, "emulator threads of A"),
            ("A" + CPUHolders.Use.blocked, "kept empty by A (isolate)"), ("A&B", "pinned by both"),
        ]
        let hasLetters = seen.contains(where: \.isLetter)
        let words = meanings.filter { mark, _ in
            let sign = mark.last(where: { !$0.isLetter }) ?? "A"
            return sign == "A" ? hasLetters : seen.contains(sign)
        }
        guard !words.isEmpty else { return "" }
        let key = ((hasThreads ? [(mark: "+", meaning: "joins the threads of a core")] : []) + words)
            .map { "\($0.mark) \($0.meaning)" }.joined(separator: "; ")
        return WrappedLine.text("marks: ", key.split(separator: " ").map(String.init))
    }

    private static func table(_ holders: [CPUHolders.Holder]) -> String {
        guard !holders.isEmpty else { return "" }
        var table = TextTable([
            .identifier("MARK"), .identifier("INSTANCE"), .text("SIDE", minimum: 8), .text("ON CELLS", minimum: 24),
        ])
        for holder in holders {
            table.add([
                holder.mark, holder.grant.instanceUuid, HolderText.side(holder.grant),
                holder.grant.numaTopology.cells.filter(\.hasHostCell).map(share).joined(separator: "; "),
            ])
        }
        return table.rendered()
    }

    /// What a guest cell has of its host cell: `0: 4 pinned + 1 emulator, 1024 MiB`.
    private static func share(_ cell: Berth_Tracker_V1_InstanceCell) -> String {
        var cpus: [String] = []
        if !cell.cpuPinning.isEmpty { cpus.append("\(cell.cpuPinning.count) pinned") }
        if !cell.cpusetReserved.isEmpty { cpus.append("\(cell.cpusetReserved.count) emulator") }
        if !cell.cpuset.isEmpty { cpus.append("\(cell.cpuset.count) floating") }
        let parts = cpus.isEmpty ? [] : [cpus.joined(separator: " + ")]
        return "\(cell.hostCell): " + (parts + ["\(cell.memoryMb) MiB"]).joined(separator: ", ")
    }
}
