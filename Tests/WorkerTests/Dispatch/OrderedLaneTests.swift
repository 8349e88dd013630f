import AMQP
import Testing

@testable import Worker

@Suite("Events and dead letters on their way out")
struct OrderedLaneTests {
    private func confirm(_ number: Int64) -> PublishResult { Outbound.result(number, .confirmed) }

    @Test("Messages leave in order, no more than the window at once, and the next follows each confirm")
    func window() {
        var lane = OrderedLane(window: 2)
        #expect(lane.enqueue(Outbound.rows(1...4)).sentNumbers == [1, 2])
        let first = lane.settle(confirm(1), nowNanoseconds: 0)
        #expect(first.sentNumbers == [3])
        #expect(first.finishedNumbers == [1])
        #expect(lane.count == 3)
    }

    @Test("A message that is confirmed early is done only after all before it")
    func confirmedOutOfOrder() {
        var lane = OrderedLane()
        _ = lane.enqueue(Outbound.rows(1...3))
        #expect(lane.settle(confirm(2), nowNanoseconds: 0).finishedNumbers.isEmpty)
        #expect(lane.settle(confirm(1), nowNanoseconds: 0).finishedNumbers == [1, 2])
        #expect(lane.settle(confirm(3), nowNanoseconds: 0).finishedNumbers == [3])
        #expect(lane.count == 0)
    }

    @Test(
        "After a nack, a return or a lost connection publishing starts again at the first unconfirmed message",
        arguments: [PublishOutcome.negative, .returned(code: 312, text: "NO_ROUTE"), Outbound.lost()])
    func startsAgain(_ outcome: PublishOutcome) {
        var lane = OrderedLane()
        _ = lane.enqueue(Outbound.rows(1...4))
        #expect(lane.settle(confirm(1), nowNanoseconds: 0).finishedNumbers == [1])
        #expect(lane.settle(Outbound.result(2, outcome), nowNanoseconds: 0).stalled != nil)
        #expect(lane.enqueue(Outbound.rows(5...5)).send.isEmpty)
        // A failure is reported once, however many follow.
        #expect(lane.settle(Outbound.result(4, outcome), nowNanoseconds: 0).stalled == nil)
        #expect(lane.wakeUpNanoseconds == nil, "outcomes are still to come")
        #expect(lane.settle(confirm(3), nowNanoseconds: 1_000).finishedNumbers.isEmpty)
        let wake = 1_000 + 50_000_000 as Int64
        #expect(lane.wakeUpNanoseconds == wake)
        #expect(lane.wake(nowNanoseconds: wake - 1).send.isEmpty)
        #expect(lane.wake(nowNanoseconds: wake).sentNumbers == [2, 3, 4, 5])
        #expect(lane.wakeUpNanoseconds == nil)
    }

    @Test("What stands before the failed message and is confirmed late is done, and is not sent again")
    func lateConfirmBeforeFailure() {
        var lane = OrderedLane()
        _ = lane.enqueue(Outbound.rows(1...3))
        _ = lane.settle(Outbound.result(2, .negative), nowNanoseconds: 0)
        #expect(lane.settle(confirm(1), nowNanoseconds: 0).finishedNumbers == [1])
        _ = lane.settle(confirm(3), nowNanoseconds: 0)
        #expect(lane.wake(nowNanoseconds: .max).sentNumbers == [2, 3])
        #expect(lane.count == 2)
    }

    @Test("Each failure waits longer, and a confirm starts from the shortest wait again")
    func backsOff() {
        var lane = OrderedLane()
        _ = lane.enqueue(Outbound.rows(1...1))
        var waits: [Int64] = []
        for _ in 0..<4 {
            _ = lane.settle(Outbound.result(1, .negative), nowNanoseconds: 0)
            waits.append(lane.wakeUpNanoseconds ?? -1)
            _ = lane.wake(nowNanoseconds: .max)
        }
        #expect(waits == [50, 100, 200, 400].map { $0 * 1_000_000 })
        _ = lane.settle(confirm(1), nowNanoseconds: 0)
        _ = lane.enqueue(Outbound.rows(2...2))
        _ = lane.settle(Outbound.result(2, .negative), nowNanoseconds: 0)
        #expect(lane.wakeUpNanoseconds == 50_000_000)
    }

    @Test(
        "Whatever the broker does, a subscriber sees every event, and none before the one in front",
        arguments: Seeds.row(200))
    func neverOutOfOrder(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var lane = OrderedLane(window: random.number(1...5))
        var out: [Int64] = []
        var received: Int64 = 0
        var given: Int64 = 0
        var finished: [Int64] = []
        func take(_ result: LaneResult) {
            out += result.sentNumbers
            finished += result.finishedNumbers
        }
        var step = 0
        while finished.count < 40, step < 10_000 {
            step += 1
            if given < 40, random.once(in: 3) {
                let last = min(40, given + Int64(random.number(1...6)))
                take(lane.enqueue(Outbound.rows(given + 1...last)))
                given = last
            } else if !out.isEmpty {
                // The broker may answer in any order; what it routes, it routes in the order sent.
                let number = out.remove(at: random.number(0...out.count - 1))
                let outcome: PublishOutcome = random.once(in: 4) ? .negative : .confirmed
                if outcome == .confirmed { received = max(received, number) }
                take(lane.settle(Outbound.result(number, outcome), nowNanoseconds: 0))
            } else {
                take(lane.wake(nowNanoseconds: .max))
            }
        }
        #expect(finished == Array(1...40), "\(Seeds.repeating(seed))")
        #expect(received == 40)
        #expect(lane.count == 0)
    }

    @Test("A message that the client cannot send at all is set aside, and those behind it go on")
    func setAside() {
        var lane = OrderedLane()
        _ = lane.enqueue(Outbound.rows(1...3))
        #expect(lane.settle(confirm(2), nowNanoseconds: 0).finishedNumbers.isEmpty)
        let unsendable = PublishOutcome.lost(AMQPError(.frameTooLarge, "too large for a frame"))
        let result = lane.settle(Outbound.result(1, unsendable), nowNanoseconds: 0)
        #expect(result.setAside.map(\.row.outboxID) == [1])
        #expect(result.stalled == nil)
        #expect(result.finishedNumbers == [2])
        #expect(lane.settle(confirm(3), nowNanoseconds: 0).finishedNumbers == [3])
        #expect(lane.count == 0)
    }
}
