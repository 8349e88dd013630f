/// A place that may break a rule, with the reason.
struct Exception {
    /// The rule's name, as its findings carry it.
    let rule: String
    /// Path from the root of the repository.
    let path: String
    /// Why the rule does not hold there.
    let reason: String
}

/// The list of exceptions, and its ratchet: an exception that nothing needs any more is a finding itself.
enum Exceptions {
    /// Every exception there is.
    ///
    /// Add one only with a reason that a reviewer would accept; prefer mending the code.
    static let all: [Exception] = [
        Exception(
            rule: ForbiddenCallRule.name, path: "Sources/Worker/Shard/WallClock.swift",
            reason: "the one place where time passes; everything else gets this clock from outside"),
        Exception(
            rule: MachinePathRule.name, path: "scripts/find-swift.sh",
            reason: "a list of the usual places where a toolchain is unpacked, tried one after the other"),
        Exception(
            rule: MachinePathRule.name, path: "Tests/HouseTests/Rules/MachinePathRule.swift",
            reason: "names what it looks for"),
        Exception(
            rule: MachinePathRule.name, path: "Tests/HouseTests/RuleTests/TreeRuleTests.swift",
            reason: "plants the fault"),
    ]

    /// The findings of one rule that no exception covers, and the exceptions for this rule that cover nothing.
    static func apply(to findings: [Finding], rule: String, exceptions: [Exception] = all) -> [Finding] {
        let ours = exceptions.filter { $0.rule == rule }
        let excused = Set(ours.map(\.path))
        let stale = ours.filter { exception in !findings.contains { $0.path == exception.path } }
        return findings.filter { !excused.contains($0.path) }
            + stale.map {
                Finding(
                    rule: rule, path: $0.path, line: 0,
                    message: "nothing here breaks the rule any more; take the exception out of the list")
            }
    }
}
