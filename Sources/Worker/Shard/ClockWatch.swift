internal import Synchronization

/// Notices that the time of day has gone back.
///
/// Deadlines in memory are instants of the day. After a step back all of them would lie too far ahead, by as much as
/// the clock was wrong: replies, events, usage and even a shutdown would wait that long. So the session ends, and the
/// shard is loaded again with new ones.
final class ClockWatch: Sendable {
    /// Says by how many nanoseconds the clock went back, each time that it does.
    let steps: AsyncStream<Int64>
    private let input: AsyncStream<Int64>.Continuation
    private let latest = Mutex(Int64.min)

    /// Clocks are corrected in small steps now and then; deadlines can be late by as much.
    private static let toleranceNanoseconds: Int64 = 1_000_000_000

    init() {
        (steps, input) = AsyncStream.makeStream()
    }

    /// The same clock, watched whenever it is read.
    func watching(_ clock: WallClock) -> WallClock {
        WallClock(
            nowNanoseconds: {
                let now = clock.nowNanoseconds()
                self.observe(now)
                return now
            }, pass: clock.pass)
    }

    private func observe(_ now: Int64) {
        let back = latest.withLock { latest in
            defer { latest = now }
            return latest == .min ? 0 : latest.subtractingReportingOverflow(now).partialValue
        }
        if back > Self.toleranceNanoseconds { input.yield(back) }
    }
}
