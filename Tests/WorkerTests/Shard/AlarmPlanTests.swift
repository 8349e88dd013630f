import Testing

@testable import Worker

@Suite("When the driver wakes the pipeline")
struct AlarmPlanTests {
    private static let second: Int64 = 1_000_000_000

    @Test("The earliest wake-up that was asked for counts")
    func earliest() {
        var plan = AlarmPlan()
        let waits = [20, 30, 10].map { plan.set(atNanoseconds: $0 * Self.second, nowNanoseconds: 0) }
        #expect(waits == [20 * Self.second, nil, 10 * Self.second])
        plan.fired()
        let wait1 = plan.set(atNanoseconds: 30 * Self.second, nowNanoseconds: 12 * Self.second)
        #expect(wait1 == 18 * Self.second)
    }

    @Test("What is past is due at once, however long ago it was")
    func past() {
        var plan = AlarmPlan()
        let wait2 = plan.set(atNanoseconds: .min, nowNanoseconds: 5)
        #expect(wait2 == 0)
        plan.fired()
        let wait3 = plan.set(atNanoseconds: 5, nowNanoseconds: 5)
        #expect(wait3 == 0)
    }

    @Test("No wait is longer than the limit, so that a clock that is put forward holds nothing up for long")
    func longest() {
        var plan = AlarmPlan()
        let hours = 5 * 3_600 * Self.second
        let wait4 = plan.set(atNanoseconds: hours, nowNanoseconds: 0)
        #expect(wait4 == AlarmPlan.longestNanoseconds)
        // The clock is put forward by a day: what is asked for now comes later than what was set.
        let wait5 = plan.set(atNanoseconds: 24 * hours, nowNanoseconds: 24 * hours - Self.second)
        #expect(wait5 == nil)
        plan.fired()
        let wait6 = plan.set(atNanoseconds: 24 * hours, nowNanoseconds: 24 * hours)
        #expect(wait6 == 0)
        plan.fired()
        let wait7 = plan.set(atNanoseconds: AlarmPlan.longestNanoseconds, nowNanoseconds: 0)
        #expect(wait7 == AlarmPlan.longestNanoseconds)
    }

    @Test("A clock that goes back is noticed beyond a second, and one that goes forward never")
    func steps() {
        var steps = ClockSteps()
        let readings: [Int64] = [100, 99, 5_000, 4_998, 4_998, 0]
        let back = readings.map { steps.observe(nowNanoseconds: $0 * Self.second) }
        #expect(back == [nil, nil, nil, 2 * Self.second, nil, 4_998 * Self.second])
    }
}
