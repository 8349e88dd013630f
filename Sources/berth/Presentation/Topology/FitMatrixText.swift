import Wire

/// Why guest cells do not fit the cells of a host, as a small matrix and what it leaves unsaid.
struct FitMatrixText {
    /// The most lines about single pairs of cells.
    static let mostPairs = 16
    /// A refusal that has so many pairs may have left others out.
    static let mostInRefusal = 256

    private let pairs: [Berth_Tracker_V1_Shortfall]
    private let headlines: [Berth_Tracker_V1_Shortfall]
    private let hostCells: [Int32]
    private let areHostCellsKnown: Bool
    private let isComplete: Bool

    /// Takes what is about cells out of shortfalls; nil if nothing is.
    ///
    /// - Parameters:
    ///   - hostCells: the cells of the node in their order; nil: only those are shown that something is said about.
    ///   - isComplete: whether every pair that does not fit is among the shortfalls.
    init?(_ shortfalls: [Berth_Tracker_V1_Shortfall], hostCells: [Int32]?, isComplete: Bool) {
        let own = shortfalls.filter(Self.isAboutCells)
        guard !own.isEmpty else { return nil }
        pairs = own.filter { $0.hasGuestCell && $0.hasHostCell }
        headlines = own.filter { !$0.hasGuestCell || !$0.hasHostCell }
        let named = Set(pairs.map(\.hostCell))
        areHostCellsKnown = hostCells.map { named.isSubset(of: $0) } ?? false
        self.hostCells = areHostCellsKnown ? hostCells ?? [] : named.sorted()
        self.isComplete = isComplete && pairs.count < Self.mostInRefusal
    }

    /// True for a shortfall that is about guest and host cells.
    static func isAboutCells(_ shortfall: Berth_Tracker_V1_Shortfall) -> Bool {
        shortfall.hasGuestCell || shortfall.hasHostCell || shortfall.reason.hasPrefix("NUMA_")
    }

    /// The matrix, the lines about the whole, and those about single pairs.
    var people: String {
        var text = matrix
        for headline in headlines { text += Printable.text("\(headline.message)  (\(headline.reason))") + "\n" }
        for pair in pairs.prefix(Self.mostPairs) {
            text += Printable.text("- \(pair.message)  (\(pair.reason))") + "\n"
        }
        if pairs.count > Self.mostPairs {
            text += "and \(pairs.count - Self.mostPairs) more pairs of cells; --json has all.\n"
        }
        return text
    }

    /// Rows are guest cells, columns host cells; neighbours that are alike are folded into one.
    private var matrix: String {
        guard !pairs.isEmpty else { return "" }
        let words = words()
        let columns = folded(hostCells.indices.map { column in words.map { $0[column] } })
        let rows = folded(words.map { row in columns.map { row[$0.lowerBound] } })
        let labels = rows.map { "guest \(Self.label($0.lowerBound, $0.upperBound))" }
        let titles = columns.map {
            "host "
                + ($0.count == 1
                    ? "\(hostCells[$0.lowerBound])" : "\(hostCells[$0.lowerBound])..\(hostCells[$0.upperBound])")
        }
        let cells = rows.map { row in columns.map { words[row.lowerBound][$0.lowerBound] } }
        var text = Self.tables(labels, titles, cells)
        if !areHostCellsKnown { text += "Host cells that are not shown take any of these guest cells.\n" }
        if !isComplete { text += "? was left out of the refusal.\n" }
        return text
    }

    /// One word for each guest cell on each host cell.
    private func words() -> [[String]] {
        let summary = headlines.first.map(\.requested) ?? 0
        let named = Int(pairs.map(\.guestCell).max() ?? -1) + 1
        let asked = (1...256.0).contains(summary) ? max(named, Int(summary)) : named
        var words = Array(
            repeating: Array(repeating: isComplete ? "ok" : "?", count: hostCells.count), count: min(max(asked, 0), 256)
        )
        let columns = Dictionary(hostCells.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for pair in pairs {
            guard let column = columns[pair.hostCell], words.indices.contains(Int(pair.guestCell)) else { continue }
            words[Int(pair.guestCell)][column] = FitWord.text(pair.reason)
        }
        return words
    }

    /// Ranges of neighbours that are equal.
    private func folded<Element: Equatable>(_ elements: [Element]) -> [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        for (index, element) in elements.enumerated() {
            if let last = ranges.last, elements[last.lowerBound] == element {
                ranges[ranges.count - 1] = last.lowerBound...index
            } else {
                ranges.append(index...index)
            }
        }
        return ranges
    }

    private static func label(_ first: Int, _ last: Int) -> String { first == last ? "\(first)" : "\(first)-\(last)" }

    /// As many tables below each other as the width of the page needs.
    private static func tables(_ labels: [String], _ titles: [String], _ cells: [[String]]) -> String {
        let first = max(5, labels.map(\.count).max() ?? 0)
        let widths = titles.indices.map { column in max(titles[column].count, cells.map { $0[column].count }.max() ?? 0)
        }
        var (text, start) = ("", 0)
        while start < titles.count {
            var (end, width) = (start, first)
            while end < titles.count, end == start || width + 2 + widths[end] <= TextTable.pageWidth {
                width += 2 + widths[end]
                end += 1
            }
            var table = TextTable([.identifier("CELLS")] + titles[start..<end].map { .identifier($0) })
            for (label, row) in zip(labels, cells) { table.add([label] + row[start..<end]) }
            text += table.rendered()
            start = end
        }
        return text
    }
}
