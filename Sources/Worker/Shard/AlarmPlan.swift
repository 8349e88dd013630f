/// When an alarm is to go off: no later than the earliest time that was asked for.
///
/// Times are instants of the day, waits are not: when the clock is put forward, an alarm that was set before still
/// waits as long as it was told to, and would stand in the way of all that is asked for afterwards. So no wait is long.
package struct AlarmPlan: Hashable, Sendable {
    /// The longest wait, in nanoseconds; after a step of the clock everything is late by no more.
    package static let longestNanoseconds: Int64 = 60_000_000_000

    private var armedNanoseconds: Int64?

    /// Makes a plan of nothing.
    package init() {}

    /// Asks for an alarm.
    ///
    /// - Returns: how long to wait from now, in nanoseconds, in place of any earlier wait; nil: what is set is early
    ///   enough.
    package mutating func set(atNanoseconds at: Int64, nowNanoseconds now: Int64) -> Int64? {
        if let armed = armedNanoseconds, armed <= at { return nil }
        let wait = at > now ? min(at.subtractingReportingOverflow(now).partialValue, Self.longestNanoseconds) : 0
        armedNanoseconds = min(at, now &+ wait)
        return wait
    }

    /// Notes that the alarm has gone off, or was taken back.
    package mutating func fired() {
        armedNanoseconds = nil
    }
}
