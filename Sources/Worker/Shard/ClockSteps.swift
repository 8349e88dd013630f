/// Notices that the time of day has gone back.
///
/// Deadlines in memory are instants of the day. After a step back all of them would lie too far ahead, by as much as
/// the clock was wrong: replies, events, usage and even a shutdown would wait that long. So the session ends, and the
/// shard is loaded again with new ones.
package struct ClockSteps: Hashable, Sendable {
    /// Clocks are corrected in small steps now and then; deadlines can be late by as much.
    package static let toleranceNanoseconds: Int64 = 1_000_000_000

    private var latestNanoseconds: Int64?

    /// Makes the memory of a clock that was not read yet.
    package init() {}

    /// Takes a reading.
    ///
    /// - Returns: by how many nanoseconds the clock has gone back since the last one; nil: it has not, or by little.
    package mutating func observe(nowNanoseconds now: Int64) -> Int64? {
        defer { latestNanoseconds = now }
        guard let latest = latestNanoseconds else { return nil }
        let back = latest.subtractingReportingOverflow(now).partialValue
        return back > Self.toleranceNanoseconds ? back : nil
    }
}
