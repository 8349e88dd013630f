import Foundation

/// All figures of a run, as a table for people and as JSON for programs.
struct Report {
    private(set) var figures: [Figure] = []

    /// Adds figures, and shows them at once: a run takes minutes.
    mutating func add(_ new: [Figure]) {
        figures += new
        for figure in new { Self.show(Self.line(figure)) }
    }

    /// Writes a line without waiting for more of them, wherever the output goes.
    static func show(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    /// The table.
    var text: String { "\n" + ([Self.heading] + figures.map(Self.line)).joined(separator: "\n") }

    /// Writes everything that was measured.
    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(figures).write(to: URL(fileURLWithPath: path))
    }

    private static let widths = [1, 58, 22, 22, 18, 9, 3]

    private static let heading = row(["", "figure", "Berth", "reference", "ratio", "aim", "met"])

    private static func line(_ figure: Figure) -> String {
        let ratio = figure.ratio.map { spread($0, digits: 2) } ?? ""
        let met = figure.isMet.map { $0 ? "yes" : "no" } ?? ""
        return row([
            figure.letter, "\(figure.title), \(figure.unit)", spread(figure.value),
            figure.reference.map { spread($0) } ?? "", ratio, text(of: figure.aim), met,
        ])
    }

    private static func row(_ cells: [String]) -> String {
        zip(cells, widths).map { $0.padding(toLength: max($1, $0.count), withPad: " ", startingAt: 0) }
            .joined(separator: " ")
    }

    private static func text(of aim: Figure.Aim) -> String {
        switch aim {
        case .atLeast(let least): ">= \(number(least, digits: 1))"
        case .atMost(let most): "<= \(number(most, digits: 1))"
        case .none: ""
        }
    }

    /// The median, and the least and the most if there are several.
    private static func spread(_ sample: Sample, digits: Int? = nil) -> String {
        let digits = digits ?? (sample.median >= 100 ? 0 : 2)
        let median = number(sample.median, digits: digits)
        guard sample.values.count > 1 else { return median }
        return "\(median) (\(number(sample.least, digits: digits))-\(number(sample.most, digits: digits)))"
    }

    private static func number(_ value: Double, digits: Int) -> String {
        String(format: "%.\(value == value.rounded() ? 0 : digits)f", value)
    }
}
