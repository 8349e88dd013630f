import Worker

/// Histories for people.
enum HistoryText {
    /// Every entry with its facts, and how far back it goes.
    static func people(_ report: HistoryReport) -> String {
        let reach = reach(report)
        guard !report.entries.isEmpty else {
            return Printable.text("Nothing is told of \(report.subject).") + "\n" + reach
        }
        return Printable.text("History of \(report.subject), shard \(report.shard):") + "\n"
            + lines(report.entries) + "\n" + reach
    }

    /// Each entry on a line, its facts below it.
    static func lines(_ entries: [HistoryReport.Entry]) -> String {
        entries.map { entry in
            let who = entry.caller.isEmpty ? "" : "  by \(entry.caller)"
            let key = entry.requestKey.isEmpty ? "the worker itself" : entry.requestKey
            let head = "\(entry.time)  #\(entry.position)  \(method(entry.method))  \(key)\(who)"
            return Printable.text(head) + "\n" + entry.facts.map { "    " + Printable.text($0) + "\n" }.joined()
        }.joined()
    }

    /// The method's own name.
    static func method(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    private static func reach(_ report: HistoryReport) -> String {
        if report.firstPosition <= 1 { return "The journal is whole: it begins at position 1.\n" }
        let base = report.rebuiltFrom < 0 ? "there is no base" : "the oldest base is of position \(report.rebuiltFrom)"
        return "The journal goes back to position \(report.firstPosition); \(base). What was before is not kept.\n"
    }
}
