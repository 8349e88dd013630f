/// Whether a side may come to a status (claims and moves, 8.6).
struct MoveStep {
    /// The side's record.
    let record: MigrationRecord
    /// Statuses that others are known to have brought the move to: from the request's record, and from the other side.
    let news: [MigrationStatus]

    /// The status from which the step is taken: the side's own, or where others have brought the move since.
    var from: MigrationStatus {
        news.reduce(record.migration.status) { from, told in
            MigrationTransitions.canBeTold(record.migration.type, record.side, from: from, to: told) ? told : from
        }
    }

    /// Why the side may not come to the status; absent: it may, or is there.
    ///
    /// - Parameter isTold: whether the step is one of the other side's, of which this side is told.
    func refusal(to status: MigrationStatus, isTold: Bool = false) -> Refusal? {
        let (type, side, from) = (record.migration.type, record.side, from)
        if record.migration.status == status || from == status { return nil }
        let allowed = MigrationTransitions.allowed(type, side, from: from)
        if allowed.contains(status) { return nil }
        if isTold, MigrationTransitions.canBeTold(type, side, from: from, to: status) { return nil }
        // After `done` the source's `completed` may still follow.
        let isOver = from.isTerminal && !MigrationTransitions.mayFollow(type, from: from, to: status)
        if !isTold, !isOver, MigrationTransitions.isOthers(type, side, status) { return .wrongSide(record, status) }
        return .illegalTransition(record, from: from, to: status, allowed: allowed)
    }
}

extension Decider {
    /// Where others are known to have brought a move.
    ///
    /// What the request's record says; what the other side on the same host says; and an end that the other side
    /// anywhere in the shard has come to, so that no side undoes what the other has finished.
    func news(of record: MigrationRecord, _ report: MigrationReport?) -> [MigrationStatus] {
        let others = state.otherSides(of: record).filter { other in
            other.host == record.host || other.migration.status.isTerminal
        }
        return [report?.status].compactMap(\.self) + others.map(\.migration.status)
    }

    /// Drops a side's record of a move, with what it holds for it.
    func forgetting(_ record: MigrationRecord, cause: ReleaseCause) -> Fact.Body {
        let held = state.moveGrant(of: record)
        return .migrationForgotten(
            MigrationForgotten(
                migration: record.identifier, node: record.node, released: held.map { [$0] } ?? [],
                cause: held == nil ? nil : cause))
    }

    /// Whether a request's record is that of the move; what it leaves out agrees with everything.
    func mismatchRefusal(_ report: MigrationReport?, _ migration: Migration) -> Refusal? {
        guard let report else { return nil }
        let differs =
            (!report.uuid.isEmpty && report.uuid != migration.uuid)
            || (!report.instanceUUID.isEmpty && report.instanceUUID != migration.instanceUUID)
            || (report.type ?? migration.type) != migration.type
            || (report.source ?? migration.source) != migration.source
        return differs ? .migrationMismatch(migration) : nil
    }
}

extension State {
    /// The records of a move's other side, on any host of the shard.
    func otherSides(of record: MigrationRecord) -> [MigrationRecord] {
        migrationRecords(record.migration.uuid).filter { $0.side == record.side.other }
    }

    /// A move of the instance that is not over and holds something, or is under way, in order.
    ///
    /// - Parameter uuid: of the move that does not count.
    func openMove(ofInstance instance: String, except uuid: String) -> MigrationRecord? {
        migrationRecords(ofInstance: instance).first { record in
            guard record.migration.uuid != uuid, record.migration.status.isOpen else { return false }
            return record.migration.status != .error || holdsMoveGrant(record)
        }
    }

    /// A side on a host of a move of the instance that is not over; one that holds something comes first.
    func openSide(onHost host: String, ofInstance instance: String) -> MigrationRecord? {
        let sides = migrationRecords(ofInstance: instance).filter { $0.host == host && $0.migration.status.isOpen }
        return sides.first(where: holdsMoveGrant) ?? sides.first
    }

    /// A side on a host of another move of the instance that is under way: neither over nor in error.
    func moveUnderWay(onHost host: String, ofInstance instance: String, except uuid: String) -> MigrationRecord? {
        migrationRecords(ofInstance: instance).first { record in
            record.host == host && record.migration.uuid != uuid && record.migration.status.isOpen
                && record.migration.status != .error
        }
    }

    /// Whether a side holds a grant of the move, as opposed to the instance's own.
    func holdsMoveGrant(_ record: MigrationRecord) -> Bool { moveGrant(of: record) != nil }

    /// The grant of the move that a side holds, as opposed to the instance's own.
    func moveGrant(of record: MigrationRecord) -> Grant? {
        let identifier = InstanceIdentifier(host: record.host, uuid: record.migration.instanceUUID)
        let side: GrantSide = record.side == .source ? .moveOld : .moveNew
        return instanceRecord(identifier)?.grants.first {
            $0.side == side && $0.migrationUUID == record.migration.uuid && $0.node == record.node
        }
    }
}
