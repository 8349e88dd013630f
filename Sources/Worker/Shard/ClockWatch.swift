internal import Synchronization

/// Watches a clock for steps back, whoever reads it.
final class ClockWatch: Sendable {
    /// Says by how many nanoseconds the clock went back, each time that it does.
    let steps: AsyncStream<Int64>
    private let input: AsyncStream<Int64>.Continuation
    private let readings = Mutex(ClockSteps())

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
        if let back = readings.withLock({ $0.observe(nowNanoseconds: now) }) { input.yield(back) }
    }
}
