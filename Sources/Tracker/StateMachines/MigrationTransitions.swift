/// One line of the table of what may follow what in a move (claims and moves, 8.3 to 8.5).
public struct MigrationTransition: Hashable, Sendable {
    /// Whose step it is.
    public enum Owner: String, Hashable, Sendable {
        case source
        case destination
        /// Asked for from outside, or a failure: told to whichever side it concerns.
        case either
    }

    /// The line's name, such as `R3`.
    public var rule: String
    /// From which status; absent: the record is new.
    public var from: MigrationStatus?
    /// To which status.
    public var to: MigrationStatus
    /// Whose step it is.
    public var owner: Owner
    /// What happens, for people.
    public var event: String

    init(_ rule: String, _ from: MigrationStatus?, _ to: MigrationStatus, _ owner: Owner, _ event: String) {
        self.rule = rule
        self.from = from
        self.to = to
        self.owner = owner
        self.event = event
    }
}

/// The tables of moves: what code, tests and `docs/state-machines.md` are made of.
public enum MigrationTransitions {
    /// Every transition of a kind of move.
    public static func table(of type: MigrationType) -> [MigrationTransition] {
        switch type {
        case .resize, .coldMigration: resize
        case .liveMigration: live
        case .evacuation: evacuation
        }
    }

    private static let resize: [MigrationTransition] =
        [
            MigrationTransition("R2", nil, .preMigrating, .destination, "ClaimMove"),
            MigrationTransition("R2", .preMigrating, .preMigrating, .destination, "ClaimMove elsewhere"),
            MigrationTransition("R3", .preMigrating, .migrating, .source, "source starts"),
            MigrationTransition("R4", .migrating, .postMigrating, .source, "disks copied, host switched"),
            MigrationTransition("R5", .postMigrating, .finished, .destination, "FinishMove"),
            MigrationTransition("R6", .finished, .confirming, .either, "user or timer"),
            MigrationTransition("R7", .confirming, .confirmed, .source, "ConfirmMove"),
            MigrationTransition("R7", .finished, .confirmed, .source, "ConfirmMove"),
            MigrationTransition("R8", .finished, .reverting, .either, "user"),
            MigrationTransition("R9", .reverting, .reverted, .destination, "RevertMove"),
        ] + failures("R11", [.preMigrating, .migrating, .postMigrating, .finished, .confirming, .reverting])
        + [MigrationTransition("R12", .error, .failed, .either, "cleaned up")]

    private static let live: [MigrationTransition] =
        [
            MigrationTransition("V2", nil, .accepted, .destination, "ClaimMove"),
            MigrationTransition("V2", .accepted, .accepted, .destination, "ClaimMove elsewhere"),
            MigrationTransition("V4", .accepted, .queued, .source, "source received"),
            MigrationTransition("V5", .queued, .preparing, .source, "worker starts"),
            MigrationTransition("V5", .preparing, .running, .source, "destination prepared"),
            MigrationTransition("V6", .queued, .cancelled, .source, "abort or shutdown"),
            MigrationTransition("V7", .preparing, .cancelled, .source, "abort, rolled back"),
            MigrationTransition("V7", .running, .cancelled, .source, "abort, rolled back"),
            MigrationTransition("V8", .running, .runningPostCopy, .source, "driver switches over"),
            MigrationTransition("V9", .running, .completed, .source, "switched, source let go"),
            MigrationTransition("V9", .runningPostCopy, .completed, .source, "switched, source let go"),
            MigrationTransition("V10", .running, .failed, .source, "driver failed, rolled back"),
        ] + failures("V11", [.accepted, .queued, .preparing, .running, .runningPostCopy])
        + [MigrationTransition("V12", .error, .failed, .either, "rollback finished")]

    private static let evacuation: [MigrationTransition] =
        [
            MigrationTransition("E1", nil, .accepted, .either, "requested, source is down"),
            MigrationTransition("E3", nil, .preMigrating, .destination, "ClaimMove"),
            MigrationTransition("E3", .accepted, .preMigrating, .destination, "ClaimMove"),
            MigrationTransition("E3", .preMigrating, .preMigrating, .destination, "ClaimMove elsewhere"),
            MigrationTransition("E4", .accepted, .failed, .destination, "claim refused"),
            MigrationTransition("E4", .preMigrating, .failed, .destination, "rebuild failed"),
            MigrationTransition("E5", .preMigrating, .done, .destination, "FinishMove"),
            MigrationTransition("E6", .done, .completed, .source, "source restarted, cleaned up"),
        ] + failures("E2", [.accepted, .preMigrating])
        + [MigrationTransition("8.6", .error, .failed, .either, "cleaned up")]

    private static func failures(_ rule: String, _ statuses: [MigrationStatus]) -> [MigrationTransition] {
        statuses.map { MigrationTransition(rule, $0, .error, .either, "failed") }
    }
}

/// What one side may do next.
extension MigrationTransitions {
    /// The statuses that a side may report next, ascending by name.
    ///
    /// The destination is not told of the source's steps, so those may lie in between. The source is: what it is sent
    /// carries the whole record.
    public static func allowed(_ type: MigrationType, _ side: MoveSide, from: MigrationStatus) -> [MigrationStatus] {
        steps[Place(type: type, side: side, status: from)]?.allowed ?? []
    }

    private static func allowed(from place: Place) -> [MigrationStatus] {
        let (type, side, from) = (place.type, place.side, place.status)
        let table = table(of: type)
        let starts = side == .source ? [from] : reachable(type, from: from, by: { $0 == .source })
        let steps = table.filter { step in
            guard let from = step.from, step.to != from, starts.contains(from) else { return false }
            return step.owner == side.owner || step.owner == .either
        }
        return Set(steps.map(\.to)).sorted { $0.rawValue < $1.rawValue }
    }

    /// Whether the other side, or someone outside, may have brought the move from one status to another.
    ///
    /// Such a step can be told to a side with the record that has it.
    public static func canBeTold(
        _ type: MigrationType, _ side: MoveSide, from: MigrationStatus, to: MigrationStatus
    ) -> Bool {
        from != to && steps[Place(type: type, side: side, status: from)]?.told.contains(to) ?? false
    }

    /// Whether a status can still come after another, whoever takes the steps in between.
    public static func mayFollow(_ type: MigrationType, from: MigrationStatus, to: MigrationStatus) -> Bool {
        from != to && reachable(type, from: from, by: { _ in true }).contains(to)
    }

    /// Whether only the other side can report a status.
    public static func isOthers(_ type: MigrationType, _ side: MoveSide, _ status: MigrationStatus) -> Bool {
        let steps = table(of: type).filter { $0.to == status && $0.from != $0.to }
        return !steps.isEmpty && steps.allSatisfy { $0.owner == side.other.owner }
    }

    /// Where a side stands.
    private struct Place: Hashable {
        var type: MigrationType
        var side: MoveSide
        var status: MigrationStatus
    }

    /// Worked out once: every step of every move asks.
    private static let steps: [Place: (allowed: [MigrationStatus], told: Set<MigrationStatus>)] = {
        var steps: [Place: (allowed: [MigrationStatus], told: Set<MigrationStatus>)] = [:]
        for type in MigrationType.allCases {
            for side in MoveSide.allCases {
                for status in type.statuses {
                    let place = Place(type: type, side: side, status: status)
                    let told = reachable(type, from: status, by: { $0 != side.owner })
                    steps[place] = (allowed(from: place), told)
                }
            }
        }
        return steps
    }()

    /// All that can be reached by steps of some owners, the start included.
    private static func reachable(
        _ type: MigrationType, from: MigrationStatus, by owns: (MigrationTransition.Owner) -> Bool
    ) -> Set<MigrationStatus> {
        let table = table(of: type)
        var found: Set<MigrationStatus> = [from]
        var front = [from]
        while let status = front.popLast() {
            for step in table where step.from == status && owns(step.owner) && found.insert(step.to).inserted {
                front.append(step.to)
            }
        }
        return found
    }
}

extension MoveSide {
    /// The side as an owner of steps.
    var owner: MigrationTransition.Owner { self == .source ? .source : .destination }
}
