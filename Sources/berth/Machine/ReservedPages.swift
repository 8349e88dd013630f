/// Pages that a host keeps for itself: one `node:0,size:2MB,count:64` of its configuration (NUMA, 1.3).
struct ReservedPages: Sendable, Equatable {
    var cell: Int32
    var sizeKibibytes: Int64
    var count: Int64

    /// Reads one reservation; the three keys may come in any order.
    init(_ text: String) throws(ToolError) {
        var values: [Substring: Substring] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let key = pair[0].trimmingBlanks
            guard pair.count == 2, ["node", "size", "count"].contains(key), values[key] == nil else {
                throw Self.refusal(text, "\(key.isEmpty ? "a part" : String(key)) is not a key with a value")
            }
            values[key] = pair[1].trimmingBlanks
        }
        for key in ["node", "size", "count"] where values[key[...]] == nil {
            throw Self.refusal(text, "\(key) is missing")
        }
        guard let cell = values["node"].flatMap({ Int32($0) }), cell >= 0 else {
            throw Self.refusal(text, "node is not the number of a cell")
        }
        guard let size = values["size"].flatMap({ PageSizeText.kibibytes($0) }) else {
            throw Self.refusal(text, "size is neither a number of KiB nor like 2MB")
        }
        guard let count = values["count"].flatMap({ Int64($0) }), (0...1 << 52).contains(count) else {
            throw Self.refusal(text, "count is not a number of pages")
        }
        (self.cell, sizeKibibytes, self.count) = (cell, size, count)
    }

    private static func refusal(_ text: String, _ why: String) -> ToolError {
        ToolError(
            .invalidReservedPages, Printable.text("--reserved-huge-pages \(text): \(why)."),
            advice: "Write it like node:0,size:2MB,count:64.")
    }

    /// Reads a configuration's reservations by cell and page size; of two for the same, the last counts.
    static func byCell(_ texts: [String]) throws(ToolError) -> [Int32: [Int64: Int64]] {
        var cells: [Int32: [Int64: Int64]] = [:]
        for text in texts {
            let pages = try ReservedPages(text)
            cells[pages.cell, default: [:]][pages.sizeKibibytes] = pages.count
        }
        return cells
    }
}

extension Substring {
    /// The text without blanks at its ends.
    fileprivate var trimmingBlanks: Substring {
        let tail = drop(while: \.isWhitespace)
        return tail[..<(tail.lastIndex { !$0.isWhitespace }.map(tail.index(after:)) ?? tail.startIndex)]
    }
}
