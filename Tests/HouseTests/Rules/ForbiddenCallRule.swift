/// Calls that a part of the project must not make.
enum ForbiddenCallRule {
    static let name = "forbidden-calls"

    /// What is forbidden, where, and what to do instead.
    struct Ban: Sendable {
        let words: [String]
        let isConcerned: @Sendable (SwiftFile) -> Bool
        let advice: String
    }

    static let bans: [Ban] = [
        Ban(
            words: ["Task.sleep", "Thread.sleep", "sleep(", "usleep(", "nanosleep("],
            isConcerned: { _ in true },
            advice: "no sleeping: wait for the event, with a deadline on a clock that comes in from outside"),
        Ban(
            words: ["Task.detached"], isConcerned: { _ in true },
            advice: "no detached tasks: each task has an owner that waits for it"),
        Ban(
            words: ["try!", "as!"], isConcerned: { _ in true },
            advice: "input from outside never traps: throw, or #require in tests"),
        Ban(
            words: ["fatalError("], isConcerned: { _ in true },
            advice: "throw for what comes from outside; precondition with a sentence for programmer errors"),
        Ban(
            words: ["print(", "debugPrint(", "dump(", "NSLog("], isConcerned: { $0.isSource && !$0.isExecutable },
            advice: "libraries log through swift-log or return values; only the programs print"),
        Ban(
            words: ["getenv(", "ProcessInfo.processInfo.environment", "exit("],
            isConcerned: { $0.isSource && !$0.isExecutable },
            advice: "environment and process end belong to the programs; take a parameter, throw an error"),
        Ban(
            words: [
                "Date(", "Date.now", "ContinuousClock", "SuspendingClock", "clock_gettime(", "random(",
                "randomElement(",
                "shuffled(", "shuffle(", "SystemRandomNumberGenerator", "UUID(", "Task", "async", "await", "Mutex",
            ], isConcerned: { $0.path.hasPrefix("Sources/Tracker/") },
            advice: "the core is synchronous, without clock and randomness: time and choices come in as data"),
    ]

    static func findings(in file: SwiftFile) -> [Finding] {
        bans.filter { $0.isConcerned(file) }.flatMap { ban in
            ban.words.flatMap { word in
                file.code.positions(ofWord: word).filter { !isHarmless(word, at: $0, in: file.code) }.map {
                    Finding(
                        rule: name, path: file.path, line: file.line(at: $0),
                        message: "\(word.filter { $0 != "(" }) is forbidden here; \(ban.advice)")
                }
            }
        }
    }

    /// A declaration of that name, and for plain functions a method of that name on some other type, are not the call.
    private static func isHarmless(_ word: String, at position: Int, in code: [UInt8]) -> Bool {
        let before = code[..<position]
        let isMethod = before.last == .dot
        let isPlainFunction = ["sleep(", "print(", "dump(", "exit("].contains(word)
        return before.suffix(5).elementsEqual("func ".utf8) || (isMethod && isPlainFunction)
    }
}
