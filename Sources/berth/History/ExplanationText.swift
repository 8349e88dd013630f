import Wire
import Worker

/// Explanations for people.
enum ExplanationText {
    /// The most holders, and other nodes, that are listed; programs get all.
    static let mostListed = 20

    /// The request, its answer, and why.
    static func people(_ explanation: Explanation) -> String {
        var fields = FieldList()
        fields.add("key", explanation.key)
        fields.add("ended", explanation.ending)
        fields.add("method", HistoryText.method(explanation.method))
        fields.add("caller", explanation.caller)
        fields.add("time", explanation.time)
        if explanation.position > 0 { fields.add("position", String(explanation.position)) }
        fields.add(
            "status", (explanation.status ?? "") + (explanation.reason.isEmpty ? "" : " (\(explanation.reason))"))
        fields.add("why", explanation.message)
        var text = fields.rendered()
        if let requested = explanation.requested { text += "\n" + RequestedText.people(requested) }
        if !explanation.facts.isEmpty {
            text += "\nWhat followed:\n" + explanation.facts.map { "- " + Printable.text($0) + "\n" }.joined()
        }
        if let shortage = explanation.shortage { text += "\n" + people(shortage) }
        if let topology = explanation.topology { text += "\n" + people(topology) }
        if let transition = explanation.transition { text += "\n" + people(transition) }
        for note in explanation.notes { text += "\n" + Printable.text(note) + "\n" }
        return text
    }

    /// As the refusal itself is shown.
    private static func people(_ topology: TopologyShortage) -> String {
        let shortfalls = topology.entries.map { entry in
            var shortfall = Berth_Tracker_V1_Shortfall()
            (shortfall.resource, shortfall.reason, shortfall.message) = (entry.resource, entry.reason, entry.message)
            (shortfall.requested, shortfall.available) = (entry.requested, entry.available)
            if let cell = entry.guestCell { shortfall.guestCell = cell }
            if let cell = entry.hostCell { shortfall.hostCell = cell }
            return shortfall
        }
        let matrix = FitMatrixText(shortfalls, hostCells: topology.hostCells, isComplete: topology.isComplete)
        return matrix?.people ?? ""
    }

    private static func people(_ transition: TransitionReport) -> String {
        var fields = FieldList()
        fields.add("migration", transition.migration)
        fields.add("side", transition.side)
        fields.add("from", transition.from)
        fields.add("to", transition.to)
        fields.add("allowed", transition.allowed.isEmpty ? "nothing" : transition.allowed.joined(separator: ", "))
        let history =
            transition.history.isEmpty
            ? "The journal tells nothing of the move before the request.\n"
            : "The move before the request:\n" + HistoryText.lines(transition.history)
        return fields.rendered() + "\n" + history
    }

    private static func people(_ shortage: ShortageReport) -> String {
        let plain = shortage.resources.isEmpty ? [] : [resources(shortage), holders(shortage)]
        let parts = plain + (shortage.devices.map { [DeviceExplanationText.people($0, on: shortage.node)] } ?? [])
        return (parts + ["What would have let it through:\n" + changes(shortage)]).joined(separator: "\n")
    }

    private static func resources(_ shortage: ShortageReport) -> String {
        var table = TextTable([
            .text("SHORT ON \(shortage.node)"), .number("REQUESTED"), .number("AVAILABLE"), .number("MISSING"),
            .number("USED"), .number("LIMIT"), .text("LIMIT FROM", minimum: 12),
        ])
        for resource in shortage.resources {
            table.add([
                resource.name, Amount.text(resource.requested), Amount.text(resource.available),
                Amount.text(resource.missing), resource.used.map(Amount.text) ?? "",
                resource.limit.map(Amount.text) ?? "", origin(of: resource),
            ])
        }
        return table.rendered()
    }

    private static func origin(of resource: ShortageReport.Resource) -> String {
        guard resource.limit != nil else { return "the units there are" }
        guard resource.isNodesOwnLimit else { return "the request" }
        return "the node, ratio \(resource.ratio.map(Amount.text) ?? "1")"
    }

    private static func holders(_ shortage: ShortageReport) -> String {
        let holders = shortage.holders.filter { $0.amounts.values.contains { $0 > 0 } }
        guard !holders.isEmpty else { return "Nobody held any of it.\n" }
        let left = holders.count - mostListed
        return "Held at that moment by:\n" + table(Array(holders.prefix(mostListed)), shortage)
            + (left > 0 ? "and \(left) more; see --json.\n" : "")
    }

    private static func table(_ holders: [ShortageReport.Holder], _ shortage: ShortageReport) -> String {
        let names = shortage.resources.map(\.name)
        var table = TextTable(
            [.identifier("INSTANCE"), .text("SIDE", minimum: 12)] + names.map { .number($0) } + [
                .identifier("REQUEST"), .identifier("SINCE"),
            ])
        for holder in holders {
            let side = holder.migration.isEmpty ? "own" : "\(holder.side) of \(holder.migration)"
            table.add(
                [holder.instance, side] + names.map { Amount.text(holder.amounts[$0] ?? 0) } + [
                    holder.request, holder.since,
                ])
        }
        return table.rendered()
    }

    private static func changes(_ shortage: ShortageReport) -> String {
        var text = ""
        if shortage.judgedReleases == "none" {
            text += "- Releases were not judged: they depend on cells, or on devices that are not on record.\n"
        } else if shortage.release.isEmpty {
            text +=
                shortage.judgedReleases == "single"
                ? "- No release of a single instance; whether one of several was not judged.\n"
                : "- No release: all holders together do not have what was missing.\n"
        } else {
            let few = shortage.isFewest ? "the fewest possible" : "perhaps not the fewest possible"
            let count = Amount.number(shortage.release.count, "instance")
            text += "- The release of \(count), \(few):\n" + table(shortage.release, shortage)
        }
        for resource in shortage.resources {
            if let ratio = resource.neededRatio {
                text += "- For \(resource.name) a ratio of \(Amount.text(ratio)) on the node.\n"
            } else if let limit = resource.neededLimit {
                text += "- For \(resource.name) a limit of \(Amount.text(limit)).\n"
            }
        }
        guard shortage.areOtherNodesJudged else {
            return text + "- Other nodes were not judged: it depends on cells, on devices that are not on record, "
                + "or on where the instance is.\n"
        }
        let what =
            shortage.areAmountsKnown ? "all that was asked for" : "what fell short here (the rest is not on record)"
        guard !shortage.otherNodes.isEmpty else { return text + "- No other node of the shard had room for \(what).\n" }
        let named = shortage.otherNodes.prefix(mostListed).map(Printable.text).joined(separator: ", ")
        let left = shortage.otherNodes.count - mostListed
        return text + "- Another node; room for \(what) had: \(named)"
            + (left > 0 ? " and \(left) more" : "") + ".\n"
    }
}
