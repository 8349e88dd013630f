internal import Journal
internal import Wire

/// The failure policy: one pure function from what happened, and to what, to what is done.
package struct FailurePolicy: Hashable, Sendable {
    /// Limits on held requests.
    package var held: HeldLimits

    /// Makes a policy.
    package init(held: HeldLimits = HeldLimits()) {
        self.held = held
    }

    /// What is done with a request that failed.
    ///
    /// A cast that nobody answers is held or parked, since nobody else would hear of it. A request that was never
    /// read keeps its key for an hour only, so that its sender can correct it.
    ///
    /// - Parameter jitter: a random number; spreads the attempts of held requests.
    package func action(
        for failure: FailureClass, of request: FailedRequest, nowNanoseconds: Int64, jitter: UInt64 = 0
    ) -> FailureAction {
        switch failure {
        case .refusal where request.isCall: .reply(ending: .refused)
        case .refusal: refusedCast(request, nowNanoseconds, jitter)
        case .undecodable: .deadLetter(.undecodable, ending: .turnedAway)
        case .tooLarge: .deadLetter(.overLimit, ending: .turnedAway)
        case .tooLate where request.isCall: .reply(ending: .turnedAway)
        case .tooLate: .deadLetter(.tooLate, ending: .dead)
        case .reusedKey where request.isCall: .reply(ending: nil)
        case .reusedKey: .deadLetter(.refusedCast, ending: nil)
        case .defect: .deadLetter(.defect, ending: .dead)
        case .crash: .deadLetter(.crashedWorker, ending: .dead)
        case .dropped: .deadLetter(.dropped, ending: .dead)
        }
    }

    /// What is done when a shard fails as a whole.
    ///
    /// - Parameter afterServing: whether this process has served it before.
    package static func action(forShard error: any Error, afterServing: Bool = false) -> FailureAction {
        WorkerFailure.mayPass(error, afterServing: afterServing) ? .giveBack : .stop
    }

    /// A cast is held if a later request can cure what stands against it, within every limit.
    private func refusedCast(_ request: FailedRequest, _ now: Int64, _ jitter: UInt64) -> FailureAction {
        guard let method = request.method, CurableRefusals.contains(method, request.reason) else {
            return .deadLetter(.refusedCast, ending: .dead)
        }
        if request.heldSinceNanoseconds == nil,
            request.heldForSubject >= held.mostPerSubject || request.heldInShard >= held.mostPerShard
        {
            return .deadLetter(.overLimit, ending: .dead)
        }
        let end = held.endNanoseconds(
            since: request.heldSinceNanoseconds ?? now, deadlineNanoseconds: request.deadlineNanoseconds)
        guard request.attempts < held.mostAttempts, now < end else {
            return .deadLetter(.retriesExhausted, ending: .dead)
        }
        let (next, overflow) = now.addingReportingOverflow(held.wait(after: request.attempts, jitter: jitter))
        return .hold(untilNanoseconds: min(overflow ? .max : next, end))
    }
}
