internal import Foundation

/// The time of day, handed in so that nothing below reads a clock by itself.
package struct WallClock: Sendable {
    /// The time now, in nanoseconds since 1970 (UTC).
    package let nowNanoseconds: @Sendable () -> Int64
    /// Waits until so much time has passed; ends at once, with an error, when the task is cancelled.
    package let pass: @Sendable (Duration) async throws -> Void

    /// Makes a clock.
    package init(
        nowNanoseconds: @escaping @Sendable () -> Int64, pass: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.nowNanoseconds = nowNanoseconds
        self.pass = pass
    }

    /// The system's real-time clock.
    package static let system = WallClock(
        nowNanoseconds: {
            var time = timespec()
            clock_gettime(CLOCK_REALTIME, &time)
            return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
        },
        // No polling: the wait for a time that is known, and it ends with its task.
        pass: { try await Task.sleep(for: $0) })
}
