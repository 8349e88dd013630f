import Tracker

/// The life of an instance on one host, written down from the specification (claims and moves, 8.1).
///
/// A claimed instance is a tracked one that was not reported up yet, so it takes part in moves as a tracked one does.
enum SpecifiedLives {
    static let all: Set<String> = [
        "untracked > claimed",  // I1
        "claimed > tracked",  // I2
        "claimed > untracked", "tracked > untracked",  // I3, I5, I10, I15
        "dual > outgoing", "dual > incoming",  // a removable instance of an open move
        "untracked > incoming",  // I6
        "incoming > untracked",  // I7
        "incoming > tracked", "incoming > claimed",  // I8
        "tracked > outgoing", "claimed > outgoing",  // I9
        "outgoing > untracked",  // I11
        "outgoing > tracked", "outgoing > claimed",  // I12
        "tracked > dual", "claimed > dual",  // I13
        "dual > tracked", "dual > claimed",  // I14
        "dual > untracked",  // a failed move of an instance that is at neither end
    ]
}

/// Which statuses a move can have and at whose end it comes to them, written down from the specification (8.2 to 8.5).
enum SpecifiedStatuses {
    static func of(_ type: MigrationType) -> [MigrationStatus: [MoveSide]] {
        switch type {
        case .resize, .coldMigration:
            [
                .preMigrating: [.destination], .migrating: [.source], .postMigrating: [.source],
                .finished: [.destination], .confirming: both, .reverting: both, .confirmed: [.source],
                .reverted: [.destination], .error: both, .failed: both,
            ]
        case .liveMigration:
            [
                .accepted: [.destination], .queued: [.source], .preparing: [.source], .running: [.source],
                .runningPostCopy: [.source], .completed: [.source], .cancelled: [.source], .error: both, .failed: both,
            ]
        case .evacuation:
            [
                .accepted: [.source], .preMigrating: [.destination], .done: [.destination], .completed: [.source],
                .error: both, .failed: both,
            ]
        }
    }

    private static let both: [MoveSide] = [.source, .destination]
}
