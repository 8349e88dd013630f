/// One property that must hold when everything has come to rest; each is in a file of its own.
struct Check: Sendable {
    let name: String
    /// What breaks the property; empty: it holds.
    let problems: @Sendable (Simulation) -> [String]

    init(_ name: String, problems: @escaping @Sendable (Simulation) -> [String]) {
        self.name = name
        self.problems = problems
    }

    /// All of them.
    static let all: [Check] = [
        .rest, .oneEffect, .answers, .casts, .deadLetters, .events, .usage, .reload, .journal, .oracle, .order,
        .guilty,
    ]
}
