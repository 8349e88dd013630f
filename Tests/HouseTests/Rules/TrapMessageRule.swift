/// What stops the program says why: preconditions and assertions have a sentence.
enum TrapMessageRule {
    static let name = "trap-message"

    private static let traps = [
        "precondition(", "preconditionFailure(", "assert(", "assertionFailure(",
    ]

    static func findings(in file: SwiftFile) -> [Finding] {
        traps.flatMap { trap in
            file.code.positions(ofWord: trap).compactMap { start in
                let open = start + trap.utf8.count - 1
                guard let end = file.code.end(ofBracketAt: open), !file.code[open..<end].contains(.quote) else {
                    return nil
                }
                return Finding(
                    rule: name, path: file.path, line: file.line(at: start),
                    message: "\(trap.dropLast()) without a sentence that says what must hold")
            }
        }
    }
}
