import Testing

@testable import SimulationSupport

@Suite("The simulated clock and alarm")
struct AlarmTests {
    @Test("The earliest wake-up that was asked for counts, and one in the past is due at once")
    func earliest() {
        var clock = SimulatedClock()
        var alarm = SimulatedAlarm()
        alarm.set(atNanoseconds: clock.wallNanoseconds + 5_000, clock)
        alarm.set(atNanoseconds: clock.wallNanoseconds + 9_000, clock)
        #expect(alarm.dueNanoseconds == 5_000)
        clock.advance(byNanoseconds: 1_000)
        alarm.set(atNanoseconds: .min, clock)
        #expect(alarm.dueNanoseconds == 1_000)
        alarm.fired()
        #expect(alarm.dueNanoseconds == nil)
    }

    @Test("A jump of the time of day does not change how long an alarm still waits")
    func jump() {
        var clock = SimulatedClock()
        var alarm = SimulatedAlarm()
        alarm.set(atNanoseconds: clock.wallNanoseconds + 5_000, clock)
        clock.jump(byNanoseconds: -1_000_000)
        #expect(clock.wallNanoseconds == SimulatedClock.startNanoseconds - 1_000_000)
        #expect(alarm.dueNanoseconds == 5_000)
    }
}
