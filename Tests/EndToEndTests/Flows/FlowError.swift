/// What is wrong with a page of `docs/flows`.
struct FlowError: Error, Equatable, CustomStringConvertible {
    /// The page.
    let page: String
    /// What is wrong where.
    let problem: String

    var description: String { "docs/flows/\(page).md: \(problem)" }
}
