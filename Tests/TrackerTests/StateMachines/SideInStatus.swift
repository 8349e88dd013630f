import Testing
import Tracker

/// One side of a move brought to a status by the requests that lead there; the other side is in another shard.
struct SideInStatus {
    /// The shard of the side's host.
    var shard: Shard
    /// The move.
    var move: Move
    /// The side.
    var side: MoveSide

    /// Brings a side to a status.
    init(_ type: MigrationType, _ side: MoveSide, _ status: MigrationStatus) throws {
        move = Move(type)
        self.side = side
        if side == .source {
            shard = try Shard(before: move, nodes: [move.source])
            for command in try Self.source(move, status) { try shard.step(command) }
        } else {
            shard = try Shard(nodes: [move.destination])
            for command in try Self.destination(move, status) { try shard.step(command) }
            if type == .evacuation, status == .accepted { try pretendAccepted() }
        }
        try #require(shard.status(side, of: move) == status)
    }

    /// The side's node.
    var node: NodeIdentifier { move.node(side) }

    /// A claim brings an evacuation further at once, so that a claimed one that is `accepted` has to be loaded.
    private mutating func pretendAccepted() throws {
        let entities = shard.state.allEntities().map { entity in
            guard case .migration(var record) = entity else { return entity }
            record.migration.status = .accepted
            return .migration(record)
        }
        shard.state = try State(loading: entities)
    }

    private static func source(_ move: Move, _ status: MigrationStatus) throws -> [Command] {
        let first: MigrationStatus = move.type == .resize || move.type == .coldMigration ? .preMigrating : .accepted
        let begin = [move.tell(.source, first, record: first)]
        switch status {
        case .accepted: return begin
        case .preMigrating: return [move.tell(.source, .preMigrating, record: .preMigrating)]
        case .migrating: return begin + [move.tell(.source, .migrating)]
        case .postMigrating: return try source(move, .migrating) + [move.tell(.source, .postMigrating)]
        case .finished: return try source(move, .postMigrating) + [move.tell(.source, .finished, record: .finished)]
        case .confirming: return try source(move, .finished) + [move.tell(.source, .confirming)]
        case .reverting: return try source(move, .finished) + [move.tell(.source, .reverting)]
        case .confirmed: return try source(move, .confirming) + [move.confirm()]
        case .reverted: return try source(move, .reverting) + [move.tell(.source, .reverted, record: .reverted)]
        case .queued: return begin + [move.tell(.source, .queued)]
        case .preparing: return try source(move, .queued) + [move.tell(.source, .preparing)]
        case .running: return try source(move, .preparing) + [move.tell(.source, .running)]
        case .runningPostCopy: return try source(move, .running) + [move.tell(.source, .runningPostCopy)]
        case .completed:
            let before: MigrationStatus = move.type == .evacuation ? .done : .running
            return try source(move, before) + [move.tell(.source, .completed)]
        case .done: return begin + [move.tell(.source, .done, record: .done)]
        case .cancelled: return try source(move, .running) + [move.tell(.source, .cancelled)]
        case .error: return begin + [move.tell(.source, .error)]
        case .failed: return try source(move, .error) + [move.tell(.source, .failed)]
        }
    }

    private static func destination(_ move: Move, _ status: MigrationStatus) throws -> [Command] {
        let begin = [move.claim()]
        switch status {
        case .accepted, .preMigrating: return begin
        case .migrating, .postMigrating, .queued, .preparing, .running, .runningPostCopy:
            return begin + [move.tell(.destination, status, record: status)]
        case .finished, .done: return begin + [move.finish()]
        case .confirming, .reverting: return try destination(move, .finished) + [move.tell(.destination, status)]
        case .confirmed:
            return try destination(move, .confirming) + [move.tell(.destination, .confirmed, record: .confirmed)]
        case .reverted: return try destination(move, .finished) + [move.revert()]
        case .completed:
            guard move.type == .evacuation else { return begin + [move.finish()] }
            return try destination(move, .done) + [move.tell(.destination, .completed, record: .completed)]
        case .cancelled: return begin + [move.abort(.destination, .cancelled)]
        case .error: return begin + [move.tell(.destination, .error)]
        case .failed: return try destination(move, .error) + [move.tell(.destination, .failed)]
        }
    }
}
