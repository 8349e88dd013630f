import Yams

/// What is wrong with a YAML text, without any of the text: a line that is wrong may hold a password.
enum YAMLProblem {
    static func text(_ error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            "line \(mark.line), column \(mark.column): \(problem)"
        case .reader(let problem, _, _, _): problem
        case .duplicatedKeysInMapping(_, let context):
            "a key comes twice in the mapping at line \(context.mark.line), column \(context.mark.column)"
        default: "it cannot be read"
        }
    }
}
