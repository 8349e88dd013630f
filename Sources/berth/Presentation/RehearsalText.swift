import Wire

/// What would have happened.
enum RehearsalText {
    /// The decision, the facts that would follow, and the usage before and after.
    ///
    /// - Parameter hostCells: the cells of the node that it is about; nil: not known.
    static func people(_ rehearsal: Berth_Tracker_V1_Rehearsal, hostCells: [Int32]? = nil) -> String {
        let code = StatusCode(received: Int64(rehearsal.status))
        var text = "Rehearsal, nothing was changed.\n"
        if code == .ok {
            text += "It would be applied.\n"
        } else {
            text += Printable.text("It would be refused: \(code.name): \(rehearsal.message)") + "\n"
        }
        text += RefusalText.shortfalls(rehearsal.shortfalls, hostCells: hostCells)
        for fact in rehearsal.facts { text += "- " + Printable.text(fact) + "\n" }
        if rehearsal.hasUsageBefore && rehearsal.hasUsageAfter {
            text += usage(rehearsal.usageBefore, rehearsal.usageAfter)
        }
        return text
    }

    private static func usage(_ before: Berth_Tracker_V1_Usage, _ after: Berth_Tracker_V1_Usage) -> String {
        var table = TextTable([.text("USED", minimum: 10), .number("BEFORE"), .number("AFTER")])
        table.add(["VCPU", String(before.vcpusUsed), String(after.vcpusUsed)])
        table.add(["MEMORY MiB", String(before.memoryMbUsed), String(after.memoryMbUsed)])
        table.add(["DISK MiB", String(before.diskMbUsed), String(after.diskMbUsed)])
        table.add(["INSTANCES", String(before.runningVms), String(after.runningVms)])
        return table.rendered()
    }
}
