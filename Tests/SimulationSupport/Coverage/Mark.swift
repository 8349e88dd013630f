internal import Worker

/// Branches that are interesting enough to be asked for: a swarm that never reaches one proves nothing about it.
package enum Mark: String, CaseIterable, Sendable {
    // What became of requests, as the worker logs it.
    case requestApplied, requestRefused, requestRead, requestRehearsed, requestRepeated, requestTurnedAway
    case requestUndecodable, requestParkedByBroker, deadLettered

    case requestHeld, heldReleased, heldDropped

    // What became of messages.
    case replyDropped, eventsStalled, deadLettersStalled, outboxFull, outboxDrained

    // How deliveries are taken.
    case deliveriesGivenBack, takingAgain, singleSteps, fullSpeed, crashGuardParked

    /// A session ends since the time of day has gone back.
    case renewedByClock

    // What the process died of.
    case diedWhenRead, diedWhenDecided, diedWhenTriedAgain

    /// A held request is applied after all.
    case heldApplied
    /// A held request is given up.
    case heldExhausted
    /// A request is not held since too many are.
    case heldTooMany
    /// The "about to apply" mark names a held request.
    case heldMarked
    /// The "about to apply" mark names an earlier suspect, too.
    case earlierSuspect
    /// A request that was tried in a single step does no harm.
    case innocentSpared
    /// A request is parked since no batch with it can be stored.
    case unstorableParked
    /// A batch holds more than one request.
    case batchOfMany
    /// Requests are decided while a batch is being committed.
    case decidedDuringCommit
    /// A key that the store was asked for became durable before the answer was used.
    case lookUpOvertaken
    /// A batch does nothing but mark messages as published.
    case batchOfMarks
    /// A node's usage waits, and the store is told so.
    case usageNoted
    /// A worker starts with a node whose usage was not published.
    case usageBehindAtStart
    /// A worker starts with messages that were not confirmed.
    case outboxAtStart
    /// A lease ends in queue order.
    case leaseEnded
    /// A lease's end finds that it was renewed, cleared or released meanwhile.
    case leaseEndedInVain
    /// The same end of a lease is announced again.
    case leaseAnnouncedAgain
    /// A key comes with another request.
    case keyReused
    /// A request that was turned away is decided when it is sent anew.
    case turnedAwayAndSentAnew
    /// A dead letter is sent again by an operator and applied.
    case replayApplied
    /// A commit whose outcome was unknown had happened, and its requests came again.
    case unknownCommitRepeated
    /// A message is over the delivery limit.
    case deliveryLimitReached
    /// A worker is fenced.
    case workerFenced
    /// An orderly stop comes to its end.
    case stoppedInOrder
    /// Acknowledgements have holes: one delivery is done before an earlier one.
    case acknowledgedOutOfOrder
    /// Messages are answered with "lost" since they were sent without knowing of a loss.
    case sentUnawareOfLoss
    /// A caller asks for the outcome of a request without a reply.
    case outcomeAsked
}
