/// A table of a documentation page, as Markdown.
struct MarkdownTable: Sendable {
    private let titles: [String]
    private var rows: [[String]] = []

    /// Creates a table without rows.
    init(_ titles: [String]) {
        precondition(!titles.isEmpty, "a table has at least one column")
        self.titles = titles
    }

    /// Adds a row; a `|` in a cell would end it and is escaped.
    mutating func add(_ cells: [String]) {
        precondition(cells.count == titles.count, "a row has one cell for each column")
        rows.append(cells.map { $0.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|") })
    }

    /// The lines, each ended by a line feed.
    func rendered() -> String {
        let rule = "|" + titles.map { _ in "---|" }.joined()
        return ([line(titles), rule] + rows.map(line)).map { $0 + "\n" }.joined()
    }

    private func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}
