package import Tracker

/// Facts as lines for people, as a rehearsal shows them.
package enum FactLines {
    /// One line per fact: what would happen, to what, where; a control character in a name stands as `?`.
    package static func lines(_ facts: [Fact]) -> [String] { facts.map { printable(line($0)) } }

    private static func line(_ fact: Fact) -> String {
        switch fact.body {
        case .nodeReported(let fact):
            "node \(text(fact.node)) \(fact.isCreated ? "created" : "reported"): \(amounts(of: fact.inventory))"
        case .nodeEnabledChanged(let fact):
            "node \(text(fact.node)) \(fact.isEnabled ? "enabled" : "disabled")" + reason(fact.reason)
        case .nodeRemoved(let fact):
            "node \(text(fact.node)) removed\(fact.isForced ? " by force" : "")"
        case .instanceClaimed(let fact):
            "instance \(fact.grant.instanceUUID) claimed on \(text(fact.grant.node)): \(amounts(of: fact.grant))"
                + (fact.grant.leaseEndTime == nil ? "" : ", with a lease")
        case .claimReleased(let fact):
            "instance \(fact.instance.uuid) released on \(text(fact.grant.node)) (\(fact.cause.rawValue)): "
                + amounts(of: fact.grant)
        case .instanceUpdated(let fact):
            "instance \(fact.instance.uuid) on host \(fact.host) updated: "
                + "\(fact.instance.vmState?.rawValue ?? "no state"), "
                + "\(fact.instance.taskState.map { "task \($0.rawValue)" } ?? "no task")"
        case .leaseRenewed(let fact):
            "lease of instance \(fact.instance.uuid) on host \(fact.instance.host) renewed"
        case .leaseCleared(let fact):
            "lease of instance \(fact.instance.uuid) on host \(fact.instance.host) cleared"
        case .buildResultReported(let fact):
            "failed builds in a row on node \(text(fact.node)): \(fact.failedBuilds)"
        case .migrationChanged(let fact): line(fact)
        case .migrationForgotten(let fact):
            "migration \(fact.migration.uuid): record of the \(fact.migration.side.rawValue) on "
                + "\(text(fact.node)) dropped"
                + fact.released.map { ", \($0.side.rawValue) released: " + amounts(of: $0) }.joined()
        case .driftFound(let fact):
            "audit of node \(text(fact.node)) found \(fact.drifts.count) differences, "
                + "\(fact.drifts.count(where: \.isRepaired)) put right"
        case .metricsReported(let fact): "\(fact.metrics.count) metrics reported of node \(text(fact.node))"
        case .orphanMemoryChanged(let fact):
            "memory held for unknown guests on node \(text(fact.node)): \(fact.mebibytes) MiB"
        }
    }

    private static func line(_ fact: MigrationChanged) -> String {
        let migration = fact.record.migration
        let steps = (fact.previousStatus.map { "\($0.rawValue) -> " } ?? "") + migration.status.rawValue
        let changes =
            fact.released.map { ", \($0.side.rawValue) released: " + amounts(of: $0) }
            + fact.granted.map { ", \($0.side.rawValue) held: " + amounts(of: $0) }
        return "migration \(migration.uuid) (\(migration.type.rawValue)) of instance \(migration.instanceUUID), "
            + "\(fact.record.side.rawValue) \(text(fact.record.node)): \(steps)" + changes.joined()
    }

    private static func printable(_ line: String) -> String {
        guard Characters.hasControl(line) else { return line }
        return String(
            String.UnicodeScalarView(
                line.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
    }

    private static func text(_ node: NodeIdentifier) -> String { "\(node.host)/\(node.name)" }

    private static func reason(_ reason: String) -> String { reason.isEmpty ? "" : ": \(reason)" }

    private static func amounts(of inventory: Inventory) -> String {
        "\(inventory.vcpus) VCPU, \(inventory.memoryMebibytes) MiB memory, \(inventory.localGibibytes) GiB disk"
    }

    private static func amounts(of grant: Grant) -> String {
        let units = grant.resources.flatMap { pool in pool.units.map { "\(pool.resourceClass) \($0.identifier)" } }
        let plain = "\(grant.vcpus) VCPU, \(grant.memoryMebibytes) MiB memory, \(grant.diskMebibytes) MiB disk"
        return ([plain] + units).joined(separator: ", ")
    }
}
