/// Limits on held requests; at the first that is reached a request becomes a dead letter.
package struct HeldLimits: Hashable, Sendable {
    /// Most attempts, the first included; 1 or more.
    package var mostAttempts = 100
    /// Longest time that a request is held, in nanoseconds; shorter than keys are kept.
    package var longestNanoseconds: Int64 = 3_600_000_000_000
    /// Most requests that wait for one instance or node.
    package var mostPerSubject = 64
    /// Most requests held in a shard.
    package var mostPerShard = 10_000
    /// The wait after the first attempt, in nanoseconds; above 0.
    package var leastWaitNanoseconds: Int64 = 1_000_000_000
    /// The longest wait, in nanoseconds.
    package var mostWaitNanoseconds: Int64 = 300_000_000_000

    /// Makes the default limits.
    package init() {}

    /// When a request is given up at the latest, in nanoseconds since 1970.
    func endNanoseconds(since: Int64, deadlineNanoseconds: Int64?) -> Int64 {
        let (end, overflow) = since.addingReportingOverflow(longestNanoseconds)
        return min(overflow ? .max : end, deadlineNanoseconds ?? .max)
    }

    /// How long to wait after so many attempts: doubled each time up to the longest, then between half of it and all.
    ///
    /// - Parameter jitter: a random number.
    func wait(after attempts: Int, jitter: UInt64) -> Int64 {
        precondition(attempts > 0 && leastWaitNanoseconds > 0, "a wait follows on an attempt and is above 0")
        var wait = min(leastWaitNanoseconds, mostWaitNanoseconds)
        for _ in 1..<min(attempts, 63) where wait < mostWaitNanoseconds {
            wait = wait > mostWaitNanoseconds / 2 ? mostWaitNanoseconds : wait * 2
        }
        let half = wait / 2
        return wait - Int64(jitter % UInt64(half + 1))
    }
}
