import Foundation

/// A table of comma-separated values with a heading line, read strictly.
///
/// Quoted fields are not understood and therefore refused: guessing would shift columns without a word.
struct CSVFile: Sendable {
    /// One line below the heading.
    struct Row: Sendable {
        fileprivate let file: String
        fileprivate let columns: [String: Int]
        /// The line's number in the file; the heading is line 1.
        let line: Int
        fileprivate let fields: [String]

        /// The field of a column, without blanks around it; may be empty.
        func text(_ column: String) throws(ToolError) -> String {
            guard let index = columns[column] else {
                throw ToolError(.invalidArgument, "\(file) has no column \(column).")
            }
            return fields[index]
        }

        /// The field of a column as a whole number within a range.
        func number(_ column: String, in range: ClosedRange<Int64>) throws(ToolError) -> Int64 {
            let text = try text(column)
            guard let value = Int64(text), range.contains(value) else {
                let found = text.isEmpty ? "nothing" : "'\(Printable.text(Printable.shortened(text, to: 40)))'"
                throw ToolError(
                    .invalidArgument,
                    "\(file), line \(line), column \(column): \(found) stands where a whole number "
                        + "from \(range.lowerBound) to \(range.upperBound) must.")
            }
            return value
        }

        /// The field of a column as a number, nil where it is empty.
        func optionalNumber(_ column: String, in range: ClosedRange<Int64>) throws(ToolError) -> Int64? {
            try text(column).isEmpty ? nil : number(column, in: range)
        }
    }

    /// The lines below the heading, blank ones left out.
    let rows: [Row]

    /// The largest file that is read.
    static let maximumBytes = 256 << 20

    /// Reads a file from disk.
    init(path: String, requiring columns: [String]) throws(ToolError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            throw ToolError(
                .invalidArgument, "\(path) cannot be read.", advice: "Does the file exist, may you read it?")
        }
        guard data.count <= Self.maximumBytes else {
            throw ToolError(.invalidArgument, "\(path) is longer than \(Self.maximumBytes) bytes.")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ToolError(.invalidArgument, "\(path) is not UTF-8 text.")
        }
        try self.init(text: text, name: path, requiring: columns)
    }

    /// Reads a file's text.
    ///
    /// - Parameters:
    ///   - name: what errors call the file.
    ///   - columns: the columns that must be there; others may be, in any order.
    init(text: String, name: String, requiring required: [String]) throws(ToolError) {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)[...]
        guard let heading = lines.popFirst(), !heading.allSatisfy(\.isWhitespace) else {
            throw ToolError(.invalidArgument, "\(name) has no heading line.")
        }
        let titles = Self.fields(of: heading.hasPrefix("\u{feff}") ? heading.dropFirst() : heading)
        var columns: [String: Int] = [:]
        for (index, title) in titles.enumerated() where columns.updateValue(index, forKey: title) != nil {
            throw ToolError(.invalidArgument, "\(name), line 1: the column \(Printable.text(title)) comes twice.")
        }
        for column in required where columns[column] == nil {
            throw ToolError(
                .invalidArgument, "\(name), line 1: the column \(column) is missing.",
                advice: "The heading must name at least: \(required.joined(separator: ","))")
        }
        var rows: [Row] = []
        for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhitespace) {
            let row = Row(file: name, columns: columns, line: index + 2, fields: Self.fields(of: line))
            try Self.check(row, titles: titles)
            rows.append(row)
        }
        self.rows = rows
    }

    private static func fields(of line: Substring) -> [String] {
        line.split(separator: ",", omittingEmptySubsequences: false).map { field in
            field.trimmingCharacters(in: .whitespaces)
        }
    }

    private static func check(_ row: Row, titles: [String]) throws(ToolError) {
        guard row.fields.count == titles.count else {
            throw ToolError(
                .invalidArgument,
                "\(row.file), line \(row.line): \(row.fields.count) fields stand under \(titles.count) columns.")
        }
        for (title, field) in zip(titles, row.fields) where field.contains("\"") {
            throw ToolError(
                .invalidArgument,
                "\(row.file), line \(row.line), column \(Printable.text(title)): quoted fields are not understood.")
        }
    }
}
