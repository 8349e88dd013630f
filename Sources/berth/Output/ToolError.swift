/// Why the tool cannot do what it was asked to, for the person at the terminal.
struct ToolError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What the process exits with.
    var status: ExitStatus
    /// What is wrong, and where.
    var message: String
    /// What to do about it; empty: nothing can be said.
    var advice: String

    /// Creates an error.
    init(_ status: ExitStatus, _ message: String, advice: String = "") {
        self.status = status
        self.message = message
        self.advice = advice
    }

    var description: String { advice.isEmpty ? message : "\(message)\n\(advice)" }
}
