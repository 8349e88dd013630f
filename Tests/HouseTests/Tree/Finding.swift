/// One place that breaks a rule of the house.
struct Finding: Equatable, CustomStringConvertible {
    /// The rule's name, as the list of exceptions uses it.
    let rule: String
    /// Path from the root of the repository.
    let path: String
    /// The line, from 1; 0 when the finding is about the file.
    let line: Int
    /// What is wrong and what to do.
    let message: String

    var description: String { "\(path):\(line): \(message) [\(rule)]" }
}
