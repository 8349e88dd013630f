/// One line of the table of an instance's life on one host (claims and moves, 8.1).
public struct InstanceTransition: Hashable, Sendable {
    /// The line's name, such as `I6`.
    public var rule: String
    /// From which state.
    public var from: InstanceState
    /// To which state.
    public var to: InstanceState
    /// What happens, for people.
    public var event: String
    /// What becomes of the usage of the node.
    public var usage: String

    init(_ rule: String, _ from: InstanceState, _ to: InstanceState, _ event: String, _ usage: String) {
        self.rule = rule
        self.from = from
        self.to = to
        self.event = event
        self.usage = usage
    }
}

/// What a request about an instance itself does in each state of the instance.
public enum InstanceRequest: String, CaseIterable, Hashable, Sendable {
    /// `ClaimInstance`.
    case claim = "ClaimInstance"
    /// `AbortInstanceClaim`.
    case abort = "AbortInstanceClaim"
    /// `UpdateInstance` with a state in which it keeps what it holds.
    case update = "UpdateInstance"
    /// `UpdateInstance` with a state in which it holds nothing.
    case remove = "UpdateInstance (removable)"
}

/// What follows from a request in a state.
public enum InstanceVerdict: String, CaseIterable, Hashable, Sendable {
    /// It is decided on its merits.
    case decided = "decided"
    /// OK, and nothing changes.
    case nothing = "OK, no change"
    /// `ALREADY_EXISTS`, with what is held.
    case alreadyExists = "ALREADY_EXISTS"
    /// `FAILED_PRECONDITION`, naming the migration that has to be brought to its end first.
    case moveOpen = "FAILED_PRECONDITION (MOVE_OPEN)"
}

/// The tables of an instance's life on one host: what code, tests and `docs/state-machines.md` are made of.
public enum InstanceTransitions {
    /// Every transition.
    public static let table: [InstanceTransition] = [
        InstanceTransition("I1", .untracked, .claimed, "ClaimInstance", "+ instance"),
        InstanceTransition("I2", .claimed, .tracked, "UpdateInstance (up)", "0"),
        InstanceTransition("I3", .claimed, .untracked, "AbortInstanceClaim", "- instance"),
        InstanceTransition("I3", .tracked, .untracked, "AbortInstanceClaim", "- instance"),
        InstanceTransition("I4", .claimed, .claimed, "UpdateInstance", "0"),
        InstanceTransition("I4", .tracked, .tracked, "UpdateInstance", "0"),
        InstanceTransition("I5", .claimed, .untracked, "UpdateInstance (removable)", "- instance"),
        InstanceTransition("I5", .tracked, .untracked, "UpdateInstance (removable)", "- instance"),
        InstanceTransition("I5", .dual, .outgoing, "UpdateInstance (removable) after the switch", "- instance"),
        InstanceTransition("I5", .dual, .incoming, "UpdateInstance (removable) before the switch", "- instance"),
        InstanceTransition("I6", .untracked, .incoming, "ClaimMove here", "+ new"),
        InstanceTransition("I7", .incoming, .untracked, "AbortMove, rollback or end of its lease", "- new"),
        InstanceTransition("I8", .incoming, .tracked, "FinishMove", "0"),
        InstanceTransition("I9", .tracked, .outgoing, "post-migrating: the instance belongs elsewhere", "0"),
        InstanceTransition("I10", .tracked, .untracked, "completed at the source (live, evacuation)", "- instance"),
        InstanceTransition("I11", .outgoing, .untracked, "ConfirmMove", "- old"),
        InstanceTransition("I12", .outgoing, .tracked, "reverted, told to the source", "0"),
        InstanceTransition("I13", .tracked, .dual, "ClaimMove within the host", "+ new"),
        InstanceTransition("I14", .dual, .tracked, "ConfirmMove", "- old"),
        InstanceTransition("I14", .dual, .tracked, "RevertMove or AbortMove", "- new"),
        InstanceTransition("I15", .tracked, .untracked, "RevertMove at the destination", "- instance"),
        InstanceTransition("I16", .untracked, .tracked, "audit finds the instance", "+ instance"),
        InstanceTransition("I16", .untracked, .incoming, "audit finds the move", "+ new"),
        InstanceTransition("I16", .untracked, .outgoing, "audit finds the move", "+ old"),
        InstanceTransition("I17", .tracked, .untracked, "node removed, or not found by an audit", "- instance"),
        InstanceTransition("I17", .incoming, .untracked, "node removed, or not found by an audit", "- new"),
        InstanceTransition("I17", .outgoing, .untracked, "node removed, or not found by an audit", "- old"),
        InstanceTransition("I17", .dual, .untracked, "node removed", "- both"),
    ]

    /// What a request does in a state.
    public static func verdict(_ request: InstanceRequest, in state: InstanceState) -> InstanceVerdict {
        switch (request, state) {
        case (.claim, .untracked): .decided
        case (.claim, .claimed), (.claim, .tracked), (.claim, .dual): .alreadyExists
        case (.claim, .incoming), (.claim, .outgoing): .moveOpen
        case (.abort, .untracked): .nothing
        case (.abort, .claimed), (.abort, .tracked): .decided
        case (.abort, .incoming), (.abort, .outgoing), (.abort, .dual): .moveOpen
        case (.update, .untracked), (.update, .incoming), (.update, .outgoing): .nothing
        case (.update, .claimed), (.update, .tracked), (.update, .dual): .decided
        case (.remove, .untracked): .nothing
        case (.remove, .claimed), (.remove, .tracked), (.remove, .dual): .decided
        case (.remove, .incoming), (.remove, .outgoing): .moveOpen
        }
    }
}
