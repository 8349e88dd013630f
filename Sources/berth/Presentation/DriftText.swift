import Wire

/// What an audit found, for people.
enum DriftText {
    /// The differences, the verdicts on allocations, and one line that sums them up.
    static func people(_ response: Berth_Tracker_V1_AuditNodeResponse, isRehearsal: Bool) -> String {
        var text = summary(response, isRehearsal: isRehearsal)
        if !response.drifts.isEmpty { text += "\n" + drifts(response.drifts, isRehearsal: isRehearsal) }
        if !response.verdicts.isEmpty { text += "\n" + verdicts(response.verdicts) }
        return text
    }

    private static func summary(_ response: Berth_Tracker_V1_AuditNodeResponse, isRehearsal: Bool) -> String {
        let node = Printable.text("\(response.node.host)/\(response.node.name)")
        guard !response.drifts.isEmpty else { return "\(node): what is held is what the database says.\n" }
        let repaired = response.drifts.count { $0.repaired }, rest = response.drifts.count - repaired
        let verb = isRehearsal ? "would be put right" : repaired == 1 ? "was put right" : "were put right"
        let found = Amount.number(response.drifts.count, "difference")
        return "\(node): \(found): \(repaired) \(verb), \(rest) left for somebody to look at.\n"
    }

    private static func drifts(_ drifts: [Berth_Tracker_V1_Drift], isRehearsal: Bool) -> String {
        var text = ""
        for drift in drifts {
            let mark = drift.repaired ? (isRehearsal ? "would repair" : "repaired") : "open"
            text += Printable.text("\(name(drift.kind))  \(drift.subject)  [\(mark)]") + "\n"
            text += "    " + Printable.text(drift.message) + "\n"
        }
        return text
    }

    private static func verdicts(_ verdicts: [Berth_Tracker_V1_ConsumerVerdict]) -> String {
        var table = TextTable([.identifier("CONSUMER"), .text("ALLOCATION"), .identifier("WHY"), .text("")])
        for verdict in verdicts {
            table.add([
                verdict.uuid, verdict.action == .delete ? "delete" : "keep", verdict.reason,
                verdict.warning ? "look into it" : "",
            ])
        }
        return table.rendered()
    }

    /// A kind as the schema spells it.
    static func name(_ kind: Berth_Tracker_V1_Drift.Kind) -> String {
        switch kind {
        case .unspecified: "UNKNOWN_KIND"
        case .unknownInstance: "UNKNOWN_INSTANCE"
        case .missingInstance: "MISSING_INSTANCE"
        case .usageMismatch: "USAGE_MISMATCH"
        case .staleMigration: "STALE_MIGRATION"
        case .orphanedDevice: "ORPHANED_DEVICE"
        case .missingResource: "MISSING_RESOURCE"
        case .invalidItem: "INVALID_ITEM"
        case .lostDevice: "LOST_DEVICE"
        case .nodeIdentity: "NODE_IDENTITY"
        case .changedSince: "CHANGED_SINCE"
        case .UNRECOGNIZED(let number): "KIND_\(number)"
        }
    }
}
