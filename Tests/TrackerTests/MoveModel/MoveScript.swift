import Tracker

/// A run in a line per step, short enough to be read.
enum MoveScript {
    static func text(_ steps: [RandomStep]) -> String {
        steps.enumerated().map { "  \($0 + 1). \(line($1))" }.joined(separator: "\n")
    }

    private static func line(_ step: RandomStep) -> String {
        switch step {
        case .pass(let seconds): "\(seconds) s pass"
        case .request(let command, let key): "\(line(command)) [\(key)]"
        }
    }

    private static func line(_ command: Command) -> String {
        switch command {
        case .reportInventory(let command): "ReportInventory \(command.node)"
        case .setNodeEnabled(let command): "SetNodeEnabled \(place(command.node)) \(command.isEnabled)"
        case .removeNode(let command): "RemoveNode \(place(command.node)), forced \(command.isForced)"
        case .claimInstance(let command):
            "ClaimInstance \(place(command.node)) \(short(command.instance.uuid)) \(command.instance.flavor.id) "
                + "\(command.instance.vmState?.rawValue ?? "")\(lease(command.leaseNanoseconds))"
        case .abortInstanceClaim(let command):
            "AbortInstanceClaim \(place(command.node)) \(short(command.instanceUUID))"
        case .updateInstance(let command):
            "UpdateInstance \(place(command.node)) \(short(command.instance.uuid)) "
                + "\(command.instance.vmState?.rawValue ?? "")"
        case .claimMove(let command):
            "ClaimMove \(place(command.node)) of \(short(command.instance.uuid)), \(record(command.migration))"
                + lease(command.leaseNanoseconds)
        case .abortMove(let command):
            "AbortMove \(place(command.node)) \(short(command.migrationUUID)) \(command.status?.rawValue ?? "")"
        case .finishMove(let command): "FinishMove \(place(command.node)) \(short(command.migrationUUID))"
        case .confirmMove(let command):
            "ConfirmMove \(place(command.node)) \(short(command.migrationUUID)), \(record(command.migration))"
        case .revertMove(let command): "RevertMove \(place(command.node)) \(short(command.migrationUUID))"
        case .updateMigration(let command):
            "UpdateMigration \(command.host) \(short(command.migrationUUID)) \(command.status.rawValue), "
                + "\(record(command.migration))\(command.location.map { ", instance at \(place($0))" } ?? "")"
        default: "\(command)"
        }
    }

    private static func place(_ node: NodeIdentifier) -> String { "\(node.host)/\(node.name)" }

    private static func short(_ uuid: String) -> String { "#\(String(uuid.suffix(4)))" }

    private static func lease(_ length: Int64?) -> String { length.map { ", lease \($0 / 1_000_000_000) s" } ?? "" }

    private static func record(_ report: MigrationReport?) -> String {
        guard let report else { return "no record" }
        let parts = [
            "record \(short(report.uuid))", report.type?.rawValue, report.status?.rawValue,
            report.instanceUUID.isEmpty ? nil : "of \(short(report.instanceUUID))",
            report.source.map { "from \(place($0))" }, report.destination.map { "to \(place($0))" },
        ]
        return parts.compactMap(\.self).joined(separator: " ")
    }
}

/// Leaves out steps as long as the run still fails.
enum Shrinking {
    static func shortest(_ steps: [RandomStep], fails: ([RandomStep]) -> Bool) -> [RandomStep] {
        var kept = steps
        var size = max(1, steps.count / 2)
        while true {
            var index = 0
            var isShorter = false
            while index < kept.count {
                var candidate = kept
                candidate.removeSubrange(index..<min(index + size, kept.count))
                if fails(candidate) {
                    kept = candidate
                    isShorter = true
                } else {
                    index += size
                }
            }
            if size == 1, !isShorter { return kept }
            size = max(1, size / 2)
        }
    }
}
