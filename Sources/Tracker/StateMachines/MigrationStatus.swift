/// How far a move is: a closed set (claims and moves, 8.2); the raw value is the cloud's own name.
public enum MigrationStatus: String, CaseIterable, Hashable, Sendable {
    /// Requested; a live migration's destination may be claimed already.
    case accepted
    /// Made, or claimed at the destination.
    case preMigrating = "pre-migrating"
    /// Waits in the source's pool.
    case queued
    /// The destination is being prepared.
    case preparing
    /// Memory is being copied.
    case running
    /// The guest runs at the destination already: no way back.
    case runningPostCopy = "running (post-copy)"
    /// The source stops the guest and copies its disks.
    case migrating
    /// Copied; the instance belongs to the destination from here on.
    case postMigrating = "post-migrating"
    /// Runs at the destination, and waits to be confirmed or reverted.
    case finished
    /// A confirmation was asked for.
    case confirming
    /// A revert was asked for.
    case reverting
    /// The source has let go.
    case confirmed
    /// The destination has let go.
    case reverted
    /// Over, and the source is clean.
    case completed
    /// An evacuation's destination is done; only `completed` may follow.
    case done
    /// Failed and cleaned up.
    case failed
    /// Aborted and rolled back.
    case cancelled
    /// Failed; what is held is kept until it is resolved.
    case error

    /// Whether nothing more happens, but for `done` becoming `completed`.
    public var isTerminal: Bool {
        switch self {
        case .confirmed, .reverted, .completed, .done, .failed, .cancelled: true
        case .accepted, .preMigrating, .queued, .preparing, .running, .runningPostCopy, .migrating, .postMigrating,
            .finished, .confirming, .reverting, .error:
            false
        }
    }

    /// Whether the move is not over; `error` is open, because something may still be held.
    public var isOpen: Bool { !isTerminal }

    /// Whether a destination may be claimed, or changed.
    public var isClaimable: Bool { self == .accepted || self == .preMigrating }
}

extension MigrationType {
    /// The statuses that this kind of move can have (claims and moves, 8.2), in the order of the table.
    public var statuses: [MigrationStatus] {
        MigrationStatus.allCases.filter { status in
            switch status {
            case .failed, .error: true
            case .accepted: self == .liveMigration || self == .evacuation
            case .preMigrating: self != .liveMigration
            case .queued, .preparing, .running, .runningPostCopy, .cancelled: self == .liveMigration
            case .migrating, .postMigrating, .finished, .confirming, .reverting, .confirmed, .reverted:
                self == .resize || self == .coldMigration
            case .completed: self == .liveMigration || self == .evacuation
            case .done: self == .evacuation
            }
        }
    }

    /// The status of a new record.
    public var firstStatus: MigrationStatus {
        switch self {
        case .resize, .coldMigration: .preMigrating
        case .liveMigration, .evacuation: .accepted
        }
    }

    /// The status of a record whose destination has just been claimed.
    public var claimedStatus: MigrationStatus { self == .liveMigration ? .accepted : .preMigrating }

    /// The status that the destination reaches when the instance runs there.
    public var finishedStatus: MigrationStatus {
        switch self {
        case .resize, .coldMigration: .finished
        case .liveMigration: .completed
        case .evacuation: .done
        }
    }
}
