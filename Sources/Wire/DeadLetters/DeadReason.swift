/// Why a message was parked in the dead-letter queue; the value of `berth-dead-reason`.
public enum DeadReason: String, CaseIterable, Sendable, Hashable {
    /// It is not a request that this version can read: body, method, key or headers.
    case undecodable = "UNDECODABLE"
    /// Its user may not call its method.
    case unauthorised = "UNAUTHORISED"
    /// The tracker refused it, and nobody waits for a reply.
    case refusedCast = "REFUSED_CAST"
    /// A rate limit, a quota or a limit of size stood against it.
    case overLimit = "OVER_LIMIT"
    /// Its deadline had passed, or it was older than the keys are kept.
    case tooLate = "TOO_LATE"
    /// It was held, and tried until its attempts or its time ran out.
    case retriesExhausted = "RETRIES_EXHAUSTED"
    /// The worker died twice while working on it.
    case crashedWorker = "CRASHED_WORKER"
    /// It was held, and an operator gave it up.
    case dropped = "DROPPED"
    /// An invariant broke, or an unexpected error arose, in this request alone.
    case defect = "DEFECT"
}
