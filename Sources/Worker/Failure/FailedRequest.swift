/// What the failure policy looks at beside the class of the failure.
package struct FailedRequest: Hashable, Sendable {
    /// What was asked; nil: it could not be told.
    package var method: RequestMethod?
    /// Whether somebody waits for an answer.
    package var isCall: Bool
    /// The reason of the refusal; empty for other failures.
    package var reason = ""
    /// How often it has been decided, this time included.
    package var attempts = 1
    /// When it was first held, in nanoseconds since 1970; nil: it is not held.
    package var heldSinceNanoseconds: Int64?
    /// When it is too late, in nanoseconds since 1970; nil: never.
    package var deadlineNanoseconds: Int64?
    /// How many other requests are held for the same subject.
    package var heldForSubject = 0
    /// How many other requests are held in the shard.
    package var heldInShard = 0

    /// Makes a request that failed at its first attempt.
    package init(method: RequestMethod? = nil, isCall: Bool) {
        self.method = method
        self.isCall = isCall
    }
}
