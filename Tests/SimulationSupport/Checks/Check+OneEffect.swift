internal import Journal

extension Check {
    /// Every request has at most one effect, and a key that says so has one.
    static let oneEffect = Check("one effect") { run in
        var problems: [String] = []
        var applied: [String: Int] = [:]
        for entry in run.store.entries where !entry.facts.isEmpty && !entry.requestKey.hasPrefix("lease:") {
            applied[entry.requestKey, default: 0] += 1
        }
        for (key, count) in applied.sorted(by: { $0.key < $1.key }) where count > 1 {
            problems.append("\(key) was applied \(count) times")
        }
        let journaled = Set(run.store.entries.map(\.requestKey))
        for (key, record) in run.store.keys.sorted(by: { $0.key < $1.key }) {
            if record.ending == .applied, !journaled.contains(key) {
                problems.append("\(key) says applied, and the journal does not have it")
            }
        }
        return problems
    }
}
