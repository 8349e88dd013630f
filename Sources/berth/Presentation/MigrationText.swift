import SwiftProtobuf
import Tracker
import Wire

/// Moves for people.
enum MigrationText {
    /// One record with both ends, and what each may report next.
    static func people(_ migration: Berth_Tracker_V1_Migration) -> String {
        var fields = FieldList()
        fields.add("migration", migration.uuid)
        fields.add("type", type(migration)?.rawValue ?? "?")
        fields.add("status", migration.status)
        fields.add("instance", migration.instanceUuid)
        fields.add("source", PlaceText.node(migration.sourceHost, migration.sourceNode))
        fields.add("destination", PlaceText.node(migration.destHost, migration.destNode))
        fields.add("destination ip", migration.destIp)
        if migration.hasOldFlavor { fields.add("size at source", InstanceText.flavor(migration.oldFlavor)) }
        if migration.hasNewFlavor { fields.add("size at destination", InstanceText.flavor(migration.newFlavor)) }
        if migration.hasCreateTime { fields.add("created", RFC3339.format(migration.createTime) ?? "") }
        if migration.hasUpdateTime { fields.add("updated", RFC3339.format(migration.updateTime) ?? "") }
        if migration.claimless { fields.add("claim", "never made: the destination learns of it when it is over") }
        if migration.sourceCleaned { fields.add("source cleaned", "yes") }
        for side in MoveSide.allCases { fields.add("\(side.rawValue) may report", next(migration, side)) }
        return fields.rendered()
    }

    /// The open ones as a table under a heading, and how many are over; empty if there are none.
    static func section(_ migrations: [Berth_Tracker_V1_Migration]) -> String {
        let open = migrations.filter { MigrationStatus(rawValue: $0.status)?.isOpen ?? true }
        let over = migrations.count - open.count
        let rest = over == 0 ? "" : "\nMoves that are over and still on record: \(over).\n"
        return (open.isEmpty ? "" : "\nOpen moves:\n" + table(open)) + rest
    }

    /// One line for each.
    static func table(_ migrations: [Berth_Tracker_V1_Migration]) -> String {
        var table = TextTable([
            .identifier("MIGRATION"), .text("TYPE", minimum: 9), .text("STATUS", minimum: 13),
            .identifier("INSTANCE"), .text("FROM", minimum: 10), .text("TO", minimum: 10),
        ])
        for migration in migrations {
            table.add([
                migration.uuid, type(migration)?.rawValue ?? "?", migration.status, migration.instanceUuid,
                PlaceText.node(migration.sourceHost, migration.sourceNode),
                PlaceText.node(migration.destHost, migration.destNode),
            ])
        }
        return table.rendered()
    }

    private static func next(_ migration: Berth_Tracker_V1_Migration, _ side: MoveSide) -> String {
        guard let type = type(migration), let status = MigrationStatus(rawValue: migration.status) else { return "" }
        return MigrationTransitions.allowed(type, side, from: status).map(\.rawValue).joined(separator: ", ")
    }

    private static func type(_ migration: Berth_Tracker_V1_Migration) -> MigrationType? {
        switch migration.type {
        case .resize: .resize
        case .coldMigration: .coldMigration
        case .liveMigration: .liveMigration
        case .evacuation: .evacuation
        case .unspecified, .UNRECOGNIZED: nil
        }
    }
}
