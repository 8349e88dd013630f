/// A table for people: aligned columns, numbers to the right, no wider than the page.
struct TextTable: Sendable {
    /// One column's heading and how its cells stand.
    struct Column: Sendable {
        /// The side that the cells of a column are aligned to.
        enum Alignment: Sendable { case left, right }

        var title: String
        var alignment: Alignment
        /// The least number of characters the column may be cut to when the table is too wide.
        var minimum: Int

        /// A column of text, which may be cut to make the table fit.
        static func text(_ title: String, minimum: Int = 8) -> Self {
            Column(title: title, alignment: .left, minimum: max(minimum, title.count))
        }

        /// A column of numbers, which is never cut: a shortened number is a wrong number.
        static func number(_ title: String) -> Self { Column(title: title, alignment: .right, minimum: .max) }

        /// A column of text that is never cut, such as an identifier that people copy.
        static func identifier(_ title: String) -> Self { Column(title: title, alignment: .left, minimum: .max) }
    }

    /// The characters a line may have unless a table cannot be cut so far.
    static let pageWidth = 100

    private let columns: [Column]
    private var rows: [[String]] = []

    /// Creates an empty table.
    init(_ columns: [Column]) {
        precondition(!columns.isEmpty, "a table has at least one column")
        self.columns = columns
    }

    /// True when the table has a heading and nothing else.
    var isEmpty: Bool { rows.isEmpty }

    /// Adds a row; its cells may come from outside and are made safe here.
    mutating func add(_ cells: [String]) {
        precondition(cells.count == columns.count, "a row has one cell for each column")
        rows.append(cells.map(Printable.text))
    }

    /// The table without the columns in which no row says anything; `-` says nothing either.
    var withoutEmptyColumns: TextTable {
        let kept = columns.indices.filter { index in
            index == 0 || rows.contains { !$0[index].isEmpty && $0[index] != "-" }
        }
        var table = TextTable(kept.map { columns[$0] })
        table.rows = rows.map { row in kept.map { row[$0] } }
        return table
    }

    /// The table as lines without trailing blanks, heading first, each ended by a line feed.
    func rendered(width: Int = pageWidth) -> String {
        let widths = fittedWidths(to: width)
        let lines = [columns.map(\.title)] + rows
        return lines.map { line($0, widths: widths) + "\n" }.joined()
    }

    private func line(_ cells: [String], widths: [Int]) -> String {
        var result = ""
        for (index, cell) in cells.enumerated() {
            let text = Printable.shortened(cell, to: widths[index])
            let padding = String(repeating: " ", count: max(0, widths[index] - text.count))
            if index > 0 { result += "  " }
            result += columns[index].alignment == .right ? padding + text : text + padding
        }
        while result.last == " " { result.removeLast() }
        return result
    }

    private func fittedWidths(to width: Int) -> [Int] {
        var widths = columns.map(\.title.count)
        for row in rows {
            for (index, cell) in row.enumerated() { widths[index] = max(widths[index], cell.count) }
        }
        var excess = widths.reduce(0, +) + 2 * (columns.count - 1) - width
        while excess > 0 {
            let cuttable = widths.indices.filter { widths[$0] > columns[$0].minimum }
            guard let widest = cuttable.max(by: { widths[$0] < widths[$1] }) else { break }
            widths[widest] -= 1
            excess -= 1
        }
        return widths
    }
}
