import SwiftProtobuf
import Tracker
import Wire

extension Validator {
    /// Checks what a request says about a migration; the sides of a move are named by host and node together.
    mutating func migration(_ migration: Berth_Tracker_V1_Migration) {
        check(migration.uuid, "uuid", Rules.uuid.orEmpty)
        check(migration.instanceUuid, "instance_uuid", Rules.uuid.orEmpty)
        check(migration.status, "status", Rules.migrationStatus.orEmpty)
        end("source", host: migration.sourceHost, node: migration.sourceNode)
        end("dest", host: migration.destHost, node: migration.destNode)
        if migration.hasOldFlavor { within("old_flavor") { $0.flavor(migration.oldFlavor) } }
        if migration.hasNewFlavor { within("new_flavor") { $0.flavor(migration.newFlavor) } }
        if migration.hasCreateTime { timestamp(migration.createTime, "create_time") }
        if migration.hasUpdateTime { timestamp(migration.updateTime, "update_time") }
        check(migration.destIp, "dest_ip", Rules.line)
    }

    private mutating func end(_ name: String, host: String, node: String) {
        guard !host.isEmpty || !node.isEmpty else { return }
        check(host, "\(name)_host", Rules.host)
        check(node, "\(name)_node", Rules.name)
    }

    /// Checks that a record in a request is that of the migration which the request names.
    mutating func isOf(_ migration: Berth_Tracker_V1_Migration, uuid: String) {
        within("migration") { validator in
            validator.migration(migration)
            guard !migration.uuid.isEmpty, migration.uuid.lowercased() != uuid.lowercased() else { return }
            validator.refuse("uuid", "must equal migration_uuid, or be empty")
        }
    }

    /// Checks what a host measured.
    mutating func metrics(_ metrics: [Berth_Tracker_V1_Metric]) {
        each(metrics, "metrics", Rules.metrics) { validator, metric in
            validator.check(metric.name, "name", Rules.name)
            validator.check(metric.source, "source", Rules.line)
            validator.required(metric.hasTime, "time") { _ in }
            if metric.hasTime { validator.timestamp(metric.time, "time") }
            if metric.hasValue { validator.check(metric.value, "value", Rules.measurement) }
            if metric.hasValue == !metric.numaValues.isEmpty {
                validator.refuse("must have either value or numa_values")
            }
            var last: Int32?
            validator.each(metric.numaValues, "numa_values", Rules.cells) { validator, cell in
                validator.check(cell.cell, "cell", Rules.cell)
                validator.check(cell.value, "value", Rules.measurement)
                if let last, cell.cell <= last { validator.refuse("cell", "must be above the one before it") }
                last = cell.cell
            }
        }
    }
}
