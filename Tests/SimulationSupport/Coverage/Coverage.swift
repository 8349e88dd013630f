/// How often each fault and each branch happened.
package struct Coverage: Sendable, Equatable {
    private var faults = [Int](repeating: 0, count: FaultKind.allCases.count)
    private var marks = [Int](repeating: 0, count: Mark.allCases.count)

    /// Makes an empty count.
    package init() {}

    mutating func note(_ fault: FaultKind) { faults[fault.index] += 1 }

    mutating func note(_ mark: Mark) { marks[Mark.allCases.firstIndex(of: mark) ?? 0] += 1 }

    /// How often a fault happened.
    package func count(_ fault: FaultKind) -> Int { faults[fault.index] }

    /// How often a branch was taken.
    package func count(_ mark: Mark) -> Int { marks[Mark.allCases.firstIndex(of: mark) ?? 0] }

    /// Adds what another run has seen.
    package mutating func add(_ other: Coverage) {
        for index in faults.indices { faults[index] += other.faults[index] }
        for index in marks.indices { marks[index] += other.marks[index] }
    }

    /// The names of what never happened.
    package var missing: [String] {
        FaultKind.allCases.filter { count($0) == 0 }.map { "fault \($0.rawValue)" }
            + Mark.allCases.filter { count($0) == 0 }.map { "branch \($0.rawValue)" }
    }

    /// One line for each fault and each branch.
    package var report: String {
        let lines =
            FaultKind.allCases.map { ("fault", $0.rawValue, count($0)) }
            + Mark.allCases.map { ("branch", $0.rawValue, count($0)) }
        return lines.map { kind, name, count in "  \(kind) \(name): \(count)" }.joined(separator: "\n")
    }
}
