import Tracker

/// What the tables of the specification say about a side in a status (claims and moves, 8.3 to 8.6), by hand.
struct ExpectedStatus {
    /// Which status.
    var status: MigrationStatus
    /// What the source may report next.
    var source: Set<MigrationStatus>
    /// What the destination may report next; the source's steps, of which it is not told, may lie in between.
    var destination: Set<MigrationStatus>
    /// What can still come, whoever takes the steps.
    var later: Set<MigrationStatus>
    /// What the source holds.
    var sourceHolds: GrantSide?
    /// What the destination holds.
    var destinationHolds: GrantSide?

    private init(
        _ status: MigrationStatus, source: Set<MigrationStatus>, destination: Set<MigrationStatus>,
        later: Set<MigrationStatus>, holds sourceHolds: GrantSide?, _ destinationHolds: GrantSide?
    ) {
        self.status = status
        self.source = source
        self.destination = destination
        self.later = later
        self.sourceHolds = sourceHolds
        self.destinationHolds = destinationHolds
    }

    /// What a side may report next.
    func allowed(_ side: MoveSide) -> Set<MigrationStatus> { side == .source ? source : destination }

    /// What a side holds.
    func holds(_ side: MoveSide) -> GrantSide? { side == .source ? sourceHolds : destinationHolds }

    /// Every status of a kind of move.
    static func all(of type: MigrationType) -> [ExpectedStatus] {
        switch type {
        case .resize, .coldMigration: resize
        case .liveMigration: live
        case .evacuation: evacuation
        }
    }

    /// The statuses that only one side reports.
    static func onlyReported(by side: MoveSide, _ type: MigrationType) -> Set<MigrationStatus> {
        switch (type, side) {
        case (.resize, .source), (.coldMigration, .source): [.migrating, .postMigrating, .confirmed]
        case (.resize, .destination), (.coldMigration, .destination): [.preMigrating, .finished, .reverted]
        case (.liveMigration, .source):
            [.queued, .preparing, .running, .runningPostCopy, .completed, .cancelled]
        case (.liveMigration, .destination): [.accepted]
        case (.evacuation, .source): [.completed]
        case (.evacuation, .destination): [.preMigrating, .done]
        }
    }

    private static let resize: [ExpectedStatus] = [
        ExpectedStatus(
            .preMigrating, source: [.migrating, .error], destination: [.finished, .error],
            later: [
                .migrating, .postMigrating, .finished, .confirming, .reverting, .confirmed, .reverted, .error, .failed,
            ], holds: .instance, .moveNew),
        ExpectedStatus(
            .migrating, source: [.postMigrating, .error], destination: [.finished, .error],
            later: [.postMigrating, .finished, .confirming, .reverting, .confirmed, .reverted, .error, .failed],
            holds: .instance, .moveNew),
        ExpectedStatus(
            .postMigrating, source: [.error], destination: [.finished, .error],
            later: [.finished, .confirming, .reverting, .confirmed, .reverted, .error, .failed],
            holds: .moveOld, .moveNew),
        ExpectedStatus(
            .finished, source: [.confirming, .reverting, .confirmed, .error],
            destination: [.confirming, .reverting, .error],
            later: [.confirming, .reverting, .confirmed, .reverted, .error, .failed], holds: .moveOld, .instance),
        ExpectedStatus(
            .confirming, source: [.confirmed, .error], destination: [.error], later: [.confirmed, .error, .failed],
            holds: .moveOld, .instance),
        ExpectedStatus(
            .reverting, source: [.error], destination: [.reverted, .error], later: [.reverted, .error, .failed],
            holds: .moveOld, .instance),
        ExpectedStatus(.confirmed, source: [], destination: [], later: [], holds: nil, .instance),
        ExpectedStatus(.reverted, source: [], destination: [], later: [], holds: .instance, nil),
        ExpectedStatus(.error, source: [.failed], destination: [.failed], later: [.failed], holds: .instance, .moveNew),
        ExpectedStatus(.failed, source: [], destination: [], later: [], holds: .instance, nil),
    ]

    private static let live: [ExpectedStatus] = [
        ExpectedStatus(
            .accepted, source: [.queued, .error], destination: [.error],
            later: [
                .queued, .preparing, .running, .runningPostCopy, .completed, .cancelled, .error, .failed,
            ], holds: .instance, .moveNew),
        ExpectedStatus(
            .queued, source: [.preparing, .cancelled, .error], destination: [.error],
            later: [.preparing, .running, .runningPostCopy, .completed, .cancelled, .error, .failed],
            holds: .instance, .moveNew),
        ExpectedStatus(
            .preparing, source: [.running, .cancelled, .error], destination: [.error],
            later: [.running, .runningPostCopy, .completed, .cancelled, .error, .failed], holds: .instance, .moveNew),
        ExpectedStatus(
            .running, source: [.runningPostCopy, .completed, .cancelled, .failed, .error], destination: [.error],
            later: [.runningPostCopy, .completed, .cancelled, .error, .failed], holds: .instance, .moveNew),
        ExpectedStatus(
            .runningPostCopy, source: [.completed, .error], destination: [.error],
            later: [.completed, .error, .failed], holds: .instance, .moveNew),
        ExpectedStatus(.completed, source: [], destination: [], later: [], holds: nil, .instance),
        ExpectedStatus(.cancelled, source: [], destination: [], later: [], holds: .instance, nil),
        ExpectedStatus(.error, source: [.failed], destination: [.failed], later: [.failed], holds: .instance, .moveNew),
        ExpectedStatus(.failed, source: [], destination: [], later: [], holds: .instance, nil),
    ]

    private static let evacuation: [ExpectedStatus] = [
        ExpectedStatus(
            .accepted, source: [.error], destination: [.preMigrating, .failed, .error],
            later: [.preMigrating, .done, .completed, .failed, .error], holds: .instance, .moveNew),
        ExpectedStatus(
            .preMigrating, source: [.error], destination: [.done, .failed, .error],
            later: [.done, .completed, .failed, .error], holds: .instance, .moveNew),
        ExpectedStatus(
            .done, source: [.completed], destination: [], later: [.completed], holds: nil, .instance),
        ExpectedStatus(.completed, source: [], destination: [], later: [], holds: nil, .instance),
        ExpectedStatus(.error, source: [.failed], destination: [.failed], later: [.failed], holds: .instance, .moveNew),
        ExpectedStatus(.failed, source: [], destination: [], later: [], holds: .instance, nil),
    ]
}
