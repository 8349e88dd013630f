internal import Logging

/// When deliveries are taken, and when they are given back.
///
/// A delivery that waits too long makes the broker close the channel, on its own terms and possibly again and again.
/// So deliveries that a stalled store or broker keeps waiting are given back once, by closing the channel, and taken
/// again only when the stall is over: every return counts towards the broker's delivery limit.
extension Pipeline {
    /// Whether deliveries are taken.
    enum Taking: Hashable, Sendable {
        /// Not yet.
        case notYet
        /// They are.
        case taking
        /// They were given back; the shard is to be taken anew when the stall is over.
        case givenBack
        /// That has been asked for.
        case renewing
    }

    /// Begins to take deliveries as soon as the outbox allows.
    mutating func watchIntake(_ now: Int64) {
        guard stopNanoseconds == nil else { return }
        switch taking {
        case .notYet:
            // A mark that an orderly stop left in the middle of a step would be held against its message at the next
            // crash, whoever is to blame for that.
            guard hasResumed, !isPaused, !isMarkStale else { return }
            taking = .taking
            actions.append(.consume)
        case .taking: giveBackIfLate(now)
        case .givenBack:
            guard committing == nil, !isPaused, !replies.isOut else { return }
            taking = .renewing
            log(.notice, .takingAgain)
            actions.append(.renew)
        case .renewing: break
        }
    }

    /// When the oldest delivery has waited too long; nil: none waits.
    var giveBackNanoseconds: Int64? {
        guard taking == .taking, stopNanoseconds == nil, let oldest = ledger.oldestNanoseconds else { return nil }
        return oldest &+ settings.giveBackNanoseconds
    }

    private mutating func giveBackIfLate(_ now: Int64) {
        guard let limit = giveBackNanoseconds, limit <= now else { return }
        let stalled = committing != nil ? "store" : isPaused ? "outbox" : "replies"
        log(.error, .deliveriesGivenBack, ["deliveries": String(ledger.count), "stalled": stalled])
        taking = .givenBack
        waiting.removeAll()
        crashGuard.interrupt()
        ledger.reset()
        actions += [.ready(false), .giveBack]
    }
}
