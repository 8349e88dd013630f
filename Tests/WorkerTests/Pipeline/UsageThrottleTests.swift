import Testing
import Tracker

@testable import Worker

@Suite("Usage events in their interval")
struct UsageThrottleTests {
    private let first = NodeIdentifier(host: "h", name: "a")
    private let second = NodeIdentifier(host: "h", name: "b")

    @Test("A node that was quiet is due at once, then once per interval with the latest position")
    func interval() {
        var throttle = UsageThrottle(intervalNanoseconds: 100)
        throttle.change(first, position: 1)
        throttle.change(first, position: 2)
        #expect(throttle.take(nowNanoseconds: 1_000).publish == [.init(node: first, position: 2)])
        #expect(throttle.isEmpty)
        throttle.change(first, position: 3)
        #expect(throttle.nextDueNanoseconds() == 1_100)
        #expect(throttle.take(nowNanoseconds: 1_099).publish.isEmpty)
        throttle.change(first, position: 4)
        #expect(throttle.take(nowNanoseconds: 1_100).publish == [.init(node: first, position: 4)])
    }

    @Test("What waits is noted in the store once, and the note goes with its event")
    func notes() {
        var throttle = UsageThrottle(intervalNanoseconds: 100)
        throttle.change(first, position: 1)
        _ = throttle.take(nowNanoseconds: 0)
        throttle.change(first, position: 2)
        #expect(throttle.take(nowNanoseconds: 10).note == [first])
        #expect(throttle.take(nowNanoseconds: 20).note.isEmpty)
        let (publish, note, unnote) = throttle.take(nowNanoseconds: 100)
        #expect(publish.count == 1 && note.isEmpty && unnote == [first])
    }

    @Test("A node that was noted before a crash is due at once")
    func afterCrash() {
        var throttle = UsageThrottle(intervalNanoseconds: 100, noted: [second], position: 7)
        #expect(!throttle.isEmpty)
        let (publish, _, unnote) = throttle.take(nowNanoseconds: 0)
        #expect(publish == [.init(node: second, position: 7)] && unnote == [second])
    }

    @Test("A stop publishes all of them, in order of node")
    func all() {
        var throttle = UsageThrottle(intervalNanoseconds: 1_000)
        for node in [second, first] { throttle.change(node, position: 1) }
        _ = throttle.take(nowNanoseconds: 0)
        for node in [second, first] { throttle.change(node, position: 2) }
        #expect(throttle.take(nowNanoseconds: 1, all: true).publish.map(\.node) == [first, second])
        #expect(throttle.nextDueNanoseconds() == nil)
    }

    @Test("With an interval of 0 every change is published")
    func noInterval() {
        var throttle = UsageThrottle(intervalNanoseconds: 0)
        for position in 1...3 as ClosedRange<Int64> {
            throttle.change(first, position: position)
            #expect(throttle.take(nowNanoseconds: 5).publish.map(\.position) == [position])
        }
    }
}
