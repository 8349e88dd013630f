/// What one side of a move holds in a status (the tables of claims and moves, 8.3 to 8.5).
///
/// A status is never written without what it implies: a step brings what is held in line with this table.
public enum MoveHolding: String, CaseIterable, Hashable, Sendable {
    /// Nothing.
    case nothing
    /// The instance's own grant.
    case instance
    /// The move's claim at the destination, if one was made.
    case moveNew = "move_new"
    /// What the source keeps for a revert.
    case moveOld = "move_old"
    /// The instance's own grant if the instance is on this side, else nothing.
    case whereItIs = "where_it_is"
    /// Whatever was held before.
    case unchanged

    /// What a side holds in a status; the same for all kinds of move, which differ in the statuses they have.
    public static func of(_ side: MoveSide, _ status: MigrationStatus) -> MoveHolding {
        switch side {
        case .source: source(status)
        case .destination: destination(status)
        }
    }

    private static func source(_ status: MigrationStatus) -> MoveHolding {
        switch status {
        case .accepted, .preMigrating, .queued, .preparing, .running, .runningPostCopy, .migrating, .reverted,
            .cancelled:
            .instance
        case .postMigrating, .finished, .confirming, .reverting: .moveOld
        case .confirmed, .completed, .done: .nothing
        case .failed: .whereItIs
        case .error: .unchanged
        }
    }

    private static func destination(_ status: MigrationStatus) -> MoveHolding {
        switch status {
        case .accepted, .preMigrating, .queued, .preparing, .running, .runningPostCopy, .migrating, .postMigrating:
            .moveNew
        case .finished, .confirming, .reverting, .confirmed, .completed, .done: .instance
        case .reverted, .cancelled: .nothing
        case .failed: .whereItIs
        case .error: .unchanged
        }
    }
}
