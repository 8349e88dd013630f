import Glibc

/// Prints a line at once, also into a file: a soak is watched.
func say(_ line: String) {
    print(line)
    fflush(nil)
}

/// What several rounds came to.
struct Summary {
    private(set) var rounds = 0
    private(set) var findings: [String] = []
    private(set) var faults: [FaultKind: Int] = [:]
    private var operations: [Operation: Int] = [:]
    private var requests = 0
    private var events = 0
    private var deadLetters = 0
    private var convicted = 0

    /// How many faults were injected.
    var faultCount: Int { faults.values.reduce(0, +) }

    /// Adds a round; its findings carry what is needed to repeat it.
    mutating func add(_ result: Round.Result, of round: Round) {
        rounds += 1
        faults.merge(result.faults, uniquingKeysWith: +)
        operations.merge(result.operations, uniquingKeysWith: +)
        requests += result.requests
        events += result.events
        deadLetters += result.deadLetters
        convicted += result.convicted
        guard !result.findings.isEmpty else { return }
        findings.append(
            (["round \(round.seed) (repeat: \(round.command))", "load: \(round.plan)"] + result.findings)
                .joined(separator: "\n  "))
    }

    /// A table for people.
    var text: String {
        let kinds = FaultKind.allCases.map { "  \(faults[$0, default: 0])  \($0.rawValue)" }
        let done = Operation.allCases.map { "\($0.rawValue) \(operations[$0, default: 0])" }.joined(separator: ", ")
        return
            ([
                "\(rounds) rounds, \(faultCount) faults, \(requests) requests, \(events) events, "
                    + "\(deadLetters) dead letters (\(convicted) taken for guilty of our kills), "
                    + "\(findings.count) rounds with findings",
                "requests: \(done)", "faults:",
            ] + kinds).joined(separator: "\n")
    }
}
