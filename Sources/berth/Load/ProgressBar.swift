/// How far a long command is, on one line that is drawn over and over.
struct ProgressBar: Sendable {
    private let total: Int
    private let width: Int
    private var drawnPerMille = -1

    /// A bar for so many steps.
    init(total: Int, width: Int = 40) {
        precondition(width > 0, "a bar has a width")
        self.total = total
        self.width = width
    }

    /// The line to draw; nil while it would look as before.
    mutating func line(finished: Int, note: String) -> String? {
        let perMille = total > 0 ? min(1000, max(0, finished) * 1000 / total) : 1000
        guard perMille != drawnPerMille else { return nil }
        drawnPerMille = perMille
        let filled = perMille * width / 1000
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        return "\r[\(bar)] \(perMille / 10)%  \(note)\u{1b}[K"
    }
}
