/// Which cells of a machine its networks are near to, from its configuration (NUMA, 1.3).
struct NetworkAffinity: Sendable, Equatable {
    /// What one cell is near to.
    struct Cell: Sendable, Equatable {
        var physicalNetworks: Set<String> = []
        var isTunnelled = false
    }

    /// By number of the cell; every cell of the machine has an entry.
    var cells: [Int32: Cell]

    /// Reads the configuration; nil when it says nothing, and so nothing is known.
    static func read(_ configuration: HostConfiguration, cells: [Int32]) throws(ToolError) -> NetworkAffinity? {
        guard !configuration.physicalNetworks.isEmpty || configuration.tunnelledCells != nil else { return nil }
        var affinity = NetworkAffinity(cells: Dictionary(cells.map { ($0, Cell()) }, uniquingKeysWith: { $1 }))
        for text in configuration.physicalNetworks {
            // The cells have no = in them; a name might.
            guard let end = text.lastIndex(of: "="), end > text.startIndex else {
                throw ToolError(
                    .invalidNetworkAffinity, "--physnet \(Printable.text(text)) does not look like NAME=CELLS.")
            }
            let name = String(text[..<end])
            let what = "--physnet \(Printable.text(name))"
            for cell in try numbers(String(text[text.index(after: end)...]), what, among: cells) {
                affinity.cells[cell]?.physicalNetworks.insert(name)
            }
        }
        if let tunnelled = configuration.tunnelledCells {
            for cell in try numbers(tunnelled, "--tunnelled-cells", among: cells) {
                affinity.cells[cell]?.isTunnelled = true
            }
        }
        return affinity
    }

    private static func numbers(_ text: String, _ what: String, among cells: [Int32]) throws(ToolError) -> Set<Int32> {
        guard let numbers = CPUList.specified(text) else {
            throw ToolError(
                .invalidNetworkAffinity, "\(what): \(Printable.text(text)) is not a list of cells, like 0,1.")
        }
        guard !numbers.isEmpty else { throw ToolError(.invalidNetworkAffinity, "\(what) names no cell.") }
        let unknown = numbers.subtracting(cells)
        guard unknown.isEmpty else {
            throw ToolError(
                .invalidNetworkAffinity,
                "\(what) names cells that this machine does not have: \(CPUList.text(unknown.sorted())).",
                advice: cells.isEmpty
                    ? "It has none: there is no NUMA information." : "It has \(CPUList.text(cells.sorted())).")
        }
        return numbers
    }
}
