extension Refusal {
    /// The host has no record of the move.
    static func migrationNotFound(_ uuid: String, host: String, hint: String) -> Refusal {
        Refusal(
            .notFound, reason: "MIGRATION_NOT_FOUND",
            message: "host \(host) knows no migration \(uuid); \(hint)",
            metadata: ["host": host, "migration": uuid])
    }

    /// A step that the table does not have; one that may come true after others is too early.
    static func illegalTransition(
        _ record: MigrationRecord, from: MigrationStatus, to: MigrationStatus, allowed: [MigrationStatus]
    ) -> Refusal {
        let next = allowed.isEmpty ? "nothing may follow" : allowed.map(\.rawValue).joined(separator: ", ") + " may"
        return Refusal(
            .failedPrecondition,
            reason: MigrationTransitions.mayFollow(record.migration.type, from: from, to: to)
                ? "TRANSITION_TOO_EARLY" : "ILLEGAL_TRANSITION",
            message:
                "the \(record.side.rawValue) of migration \(record.migration.uuid) is \(from.rawValue), from which "
                + "\(to.rawValue) does not follow; \(next)",
            metadata: transition(record, from: from.rawValue, to: to.rawValue, allowed))
    }

    /// A step that only the other side may take.
    static func wrongSide(_ record: MigrationRecord, _ status: MigrationStatus) -> Refusal {
        Refusal(
            .failedPrecondition, reason: "WRONG_SIDE",
            message: "\(status.rawValue) is reached at the \(record.side.other.rawValue) of migration "
                + "\(record.migration.uuid), and \(record.node.text) is its \(record.side.rawValue); send it there, "
                + "or, if the other side has reached it, tell it with the record that says so",
            metadata: transition(
                record, from: record.migration.status.rawValue, to: status.rawValue,
                MigrationTransitions.allowed(record.migration.type, record.side, from: record.migration.status)))
    }

    /// What stands under `migration`, `type`, `from`, `to` and `allowed` in the details.
    private static func transition(
        _ record: MigrationRecord, from: String, to: String, _ allowed: [MigrationStatus]
    ) -> [String: String] {
        [
            "migration": record.migration.uuid, "type": record.migration.type.rawValue, "from": from, "to": to,
            "allowed": allowed.map(\.rawValue).joined(separator: ","), "side": record.side.rawValue,
        ]
    }

    /// The request names another node than the side's.
    static func wrongMoveNode(_ record: MigrationRecord, named node: NodeIdentifier) -> Refusal {
        Refusal(
            .failedPrecondition, reason: "WRONG_NODE",
            message: "the \(record.side.rawValue) of migration \(record.migration.uuid) is \(record.node.text), "
                + "not \(node.text); name that node",
            metadata: ["host": record.host, "node": record.node.name, "migration": record.migration.uuid])
    }

    /// The request's record says other things about the move than the side's.
    static func migrationMismatch(_ migration: Migration) -> Refusal {
        Refusal(
            .failedPrecondition, reason: "MIGRATION_MISMATCH",
            message: "migration \(migration.uuid) is known as a \(migration.type.rawValue) of instance "
                + "\(migration.instanceUUID) from \(migration.source.text), and the request's record says otherwise; "
                + "read it again",
            metadata: ["migration": migration.uuid, "instance": migration.instanceUUID])
    }

    /// The host still has what the instance left behind when it moved away from it.
    static func leftBehind(_ grant: Grant, by record: MigrationRecord) -> Refusal {
        Refusal(
            .failedPrecondition, reason: "LEFT_BEHIND",
            message: "\(grant.node.text) still has what instance \(grant.instanceUUID) left behind with migration "
                + "\(record.migration.uuid) (\(record.migration.status.rawValue)); report that migration's end to "
                + "\(grant.node.host) first, with its record",
            metadata: [
                "migration": record.migration.uuid, "host": grant.node.host, "node": grant.node.name,
            ])
    }

    /// Another move of the instance is under way.
    static func moveOpen(_ record: MigrationRecord, instance: String, todo: String) -> Refusal {
        Refusal(
            .failedPrecondition, reason: "MOVE_OPEN",
            message: "migration \(record.migration.uuid) (\(record.migration.type.rawValue), "
                + "\(record.migration.status.rawValue)) moves instance \(instance); \(todo)",
            metadata: [
                "migration": record.migration.uuid, "type": record.migration.type.rawValue,
                "status": record.migration.status.rawValue, "host": record.host, "node": record.node.name,
            ])
    }

    /// The request is of a move that no longer moves the instance.
    static func staleMigration(_ uuid: String, current: MigrationRecord) -> Refusal {
        Refusal(
            .failedPrecondition, reason: "STALE_MIGRATION",
            message: "migration \(uuid) no longer moves instance \(current.migration.instanceUUID): migration "
                + "\(current.migration.uuid) (\(current.migration.status.rawValue)) does",
            metadata: ["migration": uuid, "current": current.migration.uuid])
    }
}
