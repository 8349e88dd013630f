import Testing
import Tracker

@Suite("FinishMove, ConfirmMove, RevertMove and AbortMove in every status, against tables written by hand")
struct MoveMethodTests {
    /// What a request leads to.
    private enum Outcome {
        /// The side comes to this status.
        case reaches(MigrationStatus)
        /// OK, and nothing changes.
        case nothing
        /// Refused with this reason.
        case refused(String)
    }

    private static let early = Outcome.refused("TRANSITION_TOO_EARLY")
    private static let illegal = Outcome.refused("ILLEGAL_TRANSITION")

    @Test("FinishMove is taken until the instance runs at the destination", arguments: MigrationType.allCases)
    func finish(_ type: MigrationType) throws {
        for expected in ExpectedStatus.all(of: type) {
            let outcome: Outcome =
                switch (type, expected.status) {
                case (.evacuation, .accepted): Self.early
                case (.resize, .finished), (.coldMigration, .finished), (.liveMigration, .completed),
                    (.evacuation, .done):
                    .nothing
                case (.evacuation, .preMigrating): .reaches(.done)
                case (_, .preMigrating), (_, .migrating), (_, .postMigrating): .reaches(.finished)
                case (_, .accepted), (_, .queued), (_, .preparing), (_, .running), (_, .runningPostCopy):
                    .reaches(.completed)
                default: Self.illegal
                }
            try expect(outcome, type, .destination, expected.status) { $0.finish() }
        }
    }

    @Test("ConfirmMove is taken once the move is finished", arguments: MigrationType.allCases)
    func confirm(_ type: MigrationType) throws {
        for expected in ExpectedStatus.all(of: type) {
            let outcome: Outcome =
                switch (type, expected.status) {
                case (.liveMigration, _), (.evacuation, _): Self.illegal
                case (_, .preMigrating), (_, .migrating), (_, .postMigrating): Self.early
                case (_, .finished), (_, .confirming): .reaches(.confirmed)
                case (_, .confirmed): .nothing
                default: Self.illegal
                }
            try expect(outcome, type, .source, expected.status) { $0.confirm() }
        }
    }

    @Test("RevertMove is taken once the move is finished, and asks for itself", arguments: MigrationType.allCases)
    func revert(_ type: MigrationType) throws {
        for expected in ExpectedStatus.all(of: type) {
            let outcome: Outcome =
                switch (type, expected.status) {
                case (.liveMigration, _), (.evacuation, _): Self.illegal
                case (_, .preMigrating), (_, .migrating), (_, .postMigrating): Self.early
                case (_, .finished), (_, .reverting): .reaches(.reverted)
                case (_, .reverted): .nothing
                default: Self.illegal
                }
            try expect(outcome, type, .destination, expected.status) { $0.revert() }
        }
    }

    @Test("AbortMove at the destination gives up a claim, and never the instance", arguments: MigrationType.allCases)
    func abortDestination(_ type: MigrationType) throws {
        for expected in ExpectedStatus.all(of: type) {
            let outcome: Outcome =
                switch expected.status {
                case .accepted, .preMigrating, .migrating, .postMigrating, .queued, .preparing, .running, .error:
                    .reaches(.failed)
                // The guest runs there already.
                case .runningPostCopy: Self.early
                case .finished, .confirming, .reverting: .refused("CANNOT_ABORT")
                case .confirmed, .reverted, .completed, .done, .failed, .cancelled: .nothing
                }
            try expect(outcome, type, .destination, expected.status) { $0.abort(.destination, .failed) }
        }
    }

    @Test(
        "AbortMove at the source frees what it keeps for a revert, and never the instance",
        arguments: MigrationType.allCases)
    func abortSource(_ type: MigrationType) throws {
        for expected in ExpectedStatus.all(of: type) {
            let outcome: Outcome =
                switch expected.status {
                case .accepted, .preMigrating, .migrating, .postMigrating, .queued, .preparing, .running, .error,
                    .finished, .confirming, .reverting:
                    .reaches(.failed)
                case .runningPostCopy: Self.early
                case .confirmed, .reverted, .completed, .done, .failed, .cancelled: .nothing
                }
            let place = try expect(outcome, type, .source, expected.status) { $0.abort(.source, .failed) }
            if case .reaches = outcome {
                let held = [expected.sourceHolds].filter { $0 == .instance }
                #expect(place.shard.state.grants(on: place.node).map(\.side) == held)
            }
        }
    }

    @Test("Only a live migration can be cancelled", arguments: MigrationType.allCases, MoveSide.allCases)
    func cancel(_ type: MigrationType, _ side: MoveSide) throws {
        let cancellable: Set<MigrationStatus> = [.queued, .preparing, .running]
        for expected in ExpectedStatus.all(of: type) where expected.status.isOpen {
            var place = try SideInStatus(type, side, expected.status)
            let command = place.move.abort(side, .cancelled)
            // The destination is not told how far the source is; a claim that was never used can be cancelled, too.
            let isCancellable =
                type == .liveMigration
                && (cancellable.contains(expected.status) || (side == .destination && expected.status == .accepted))
            if isCancellable {
                #expect(try place.shard.step(command)?.status == .cancelled)
                #expect(place.shard.held(place.node) == (side == .source ? ["instance F1"] : []))
            } else {
                #expect(try place.shard.refusal(command).code == .failedPrecondition)
            }
        }
    }

    @discardableResult
    private func expect(
        _ outcome: Outcome, _ type: MigrationType, _ side: MoveSide, _ status: MigrationStatus,
        _ command: (Move) -> Command
    ) throws -> SideInStatus {
        var place = try SideInStatus(type, side, status)
        let comment: Comment = "\(type.rawValue), \(side.rawValue), \(status.rawValue)"
        switch outcome {
        case .reaches(let next):
            let migration = try place.shard.step(command(place.move))
            #expect(migration?.status == next, comment)
            let after = try #require(ExpectedStatus.all(of: type).first { $0.status == next })
            if side == .destination {
                #expect(
                    place.shard.state.grants(on: place.node).map(\.side) == [after.destinationHolds].compactMap(\.self),
                    comment)
            }
            // The same once more, under another key.
            try place.shard.expectNoChange(command(place.move))
        case .nothing:
            try place.shard.expectNoChange(command(place.move))
        case .refused(let reason):
            let refusal = try place.shard.refusal(command(place.move))
            #expect(refusal.code == .failedPrecondition && refusal.reason == reason, comment)
            #expect(refusal.metadata["from"] == status.rawValue, comment)
        }
        return place
    }
}
