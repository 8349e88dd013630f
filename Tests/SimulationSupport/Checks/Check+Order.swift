internal import Journal

extension Check {
    /// Requests are decided in the order of their queue, also when they come again.
    ///
    /// Not judged: what was sent or decided more than once, and runs in which the broker itself changes the order.
    static let order = Check("order") { run in
        guard run.coverage.count(FaultKind.requestReordered) == 0 else { return [] }
        var last = -1
        var seen: Set<Int> = []
        var problems: [String] = []
        for entry in run.store.entries {
            guard let number = Intent.number(of: entry.caller) else { continue }
            let intent = run.callers.intents[number]
            // A held request is decided in its turn, and again later.
            guard seen.insert(number).inserted else { continue }
            guard intent.sendings == 1, !intent.isReplayed else { continue }
            if number < last { problems.append("request \(number) was decided after \(last)") }
            last = max(last, number)
        }
        return problems
    }
}
