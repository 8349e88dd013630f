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
            "\(fact.drifts.count) differences found on node \(text(fact.node)), "
                + "\(fact.drifts.count(where: \.isRepaired)) put right" + open(fact.drifts.filter { !$0.isRepaired })
        case .metricsReported(let fact): "\(fact.metrics.count) metrics reported of node \(text(fact.node))"
        case .orphanMemoryChanged(let fact):
            "memory held for unknown guests on node \(text(fact.node)): \(fact.mebibytes) MiB"
        case .devicesChanged(let fact): line(fact)
        }
    }

    /// What a person must look at; of many only some.
    private static func open(_ drifts: [Drift]) -> String {
        guard !drifts.isEmpty else { return "" }
        let shown = drifts.prefix(3).map { "\($0.subject): \($0.message)" }.joined(separator: "; ")
        return "; open: " + shown + (drifts.count > 3 ? "; and \(drifts.count - 3) more" : "")
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

    private static func line(_ fact: DevicesChanged) -> String {
        let held = fact.devices.map { "\($0.address) \($0.status?.rawValue ?? "held")" }
        return "devices of instance \(fact.instance.uuid) on \(text(fact.node)): "
            + (held.isEmpty ? "none" : held.joined(separator: ", "))
            + (fact.freed.isEmpty ? "" : "; freed: " + fact.freed.joined(separator: ", "))
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
        let places = (grant.numaTopology?.cells ?? []).map(place)
        let devices = grant.pciDevices.map { "PCI \($0.address)" }
        return ([plain] + places + devices + units).joined(separator: ", ")
    }

    private static func place(_ guest: InstanceCell) -> String {
        let pins = guest.cpuPinning.map { String($0.hostCPU) }.joined(separator: " ")
        let reserved = guest.reservedCPUs.map(String.init).joined(separator: " ")
        return "cell \(guest.hostCell.map(String.init) ?? "none")" + (pins.isEmpty ? "" : " CPUs \(pins)")
            + (reserved.isEmpty ? "" : " emulator \(reserved)")
            + (guest.pageSizeKibibytes.map { " pages of \($0) KiB" } ?? "")
    }
}
