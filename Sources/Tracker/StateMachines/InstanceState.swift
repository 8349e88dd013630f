/// What an instance is to one host (claims and moves, 8.1).
public enum InstanceState: String, CaseIterable, Hashable, Sendable {
    /// Holds nothing.
    case untracked
    /// Has a grant, and is not reported up yet.
    case claimed
    /// Has a grant, and is up.
    case tracked
    /// Only a move's claim: the instance is still elsewhere.
    case incoming
    /// The instance left; its old side is kept for a revert.
    case outgoing
    /// Both sides of a move within the host: a grant of its own, and the other side.
    case dual

    /// What a host's record of an instance says; absent: the host has none.
    public init(_ record: InstanceRecord?) {
        guard let record else {
            self = .untracked
            return
        }
        let hasMove = record.grants.contains { $0.side != .instance }
        switch (record.grants.contains { $0.side == .instance }, hasMove) {
        case (true, true): self = .dual
        case (true, false): self = record.instance.isComingUp ? .claimed : .tracked
        case (false, true): self = record.grants.contains { $0.side == .moveNew } ? .incoming : .outgoing
        case (false, false): self = .untracked
        }
    }
}

extension Instance {
    /// Whether it is being built, or brought back from being shelved.
    fileprivate var isComingUp: Bool {
        vmState == .building || (vmState == .shelvedOffloaded && taskState == .spawning)
    }
}
