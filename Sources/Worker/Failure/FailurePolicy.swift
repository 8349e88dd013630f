package import Journal
package import Wire

/// How a request failed to be applied (the failure policy of the architecture).
package enum FailureClass: String, CaseIterable, Hashable, Sendable {
    /// The core, or the rule of a field, said no.
    case refusal
    /// It is not a request that this version can read.
    case undecodable
    /// It is larger than a request may be.
    case tooLarge
    /// Its deadline had passed, or it was older than keys are kept.
    case tooLate
    /// Its key belongs to another request.
    case reusedKey
    /// Something unexpected happened in this request alone.
    case defect
}

/// What is done with a request that failed.
package struct FailureAction: Hashable, Sendable {
    /// Whether a reply with the status is sent.
    package var replies: Bool
    /// Why the message is parked; nil: it is not.
    package var deadReason: DeadReason?
    /// What the key says from now on; nil: what it said before.
    package var ending: KeyRecord.Ending?

    /// Makes an action.
    package init(replies: Bool, deadReason: DeadReason?, ending: KeyRecord.Ending?) {
        self.replies = replies
        self.deadReason = deadReason
        self.ending = ending
    }
}

/// The failure policy: one pure function from what happened to what is done.
package enum FailurePolicy {
    /// What is done with a request that failed.
    ///
    /// A cast that nobody answers is parked, since nobody else would hear of it. A request that was never read keeps
    /// its key for an hour only, so that its sender can correct it.
    package static func action(for failure: FailureClass, isCall: Bool) -> FailureAction {
        switch failure {
        case .refusal:
            isCall
                ? FailureAction(replies: true, deadReason: nil, ending: .refused)
                : FailureAction(replies: false, deadReason: .refusedCast, ending: .dead)
        case .undecodable: FailureAction(replies: isCall, deadReason: .undecodable, ending: .turnedAway)
        case .tooLarge: FailureAction(replies: isCall, deadReason: .overLimit, ending: .turnedAway)
        case .tooLate:
            isCall
                ? FailureAction(replies: true, deadReason: nil, ending: .turnedAway)
                : FailureAction(replies: false, deadReason: .tooLate, ending: .dead)
        case .reusedKey:
            isCall
                ? FailureAction(replies: true, deadReason: nil, ending: nil)
                : FailureAction(replies: false, deadReason: .refusedCast, ending: nil)
        case .defect: FailureAction(replies: isCall, deadReason: .defect, ending: .dead)
        }
    }
}
