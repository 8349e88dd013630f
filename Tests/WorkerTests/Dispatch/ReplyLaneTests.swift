import AMQP
import Testing

@testable import Worker

@Suite("Replies on their way out")
struct ReplyLaneTests {
    private func rows(_ numbers: ClosedRange<Int64>) -> [OutboundRow] { Outbound.rows(numbers, .reply) }

    private func result(_ number: Int64, _ outcome: PublishOutcome) -> PublishResult {
        Outbound.result(number, outcome, .reply)
    }

    @Test("Replies do not wait for each other, and no more than the window are out")
    func independent() {
        var lane = ReplyLane(window: 2)
        #expect(lane.enqueue(rows(1...3)).sentNumbers == [1, 2])
        let result = lane.settle(result(2, .confirmed), nowNanoseconds: 0)
        #expect(result.finishedNumbers == [2])
        #expect(result.sentNumbers == [3])
        #expect(lane.count == 2)
    }

    @Test("A reply whose queue is gone is dropped with a reason, at once")
    func returned() {
        var lane = ReplyLane()
        _ = lane.enqueue(rows(1...2))
        let result = lane.settle(result(1, .returned(code: 312, text: "NO_ROUTE")), nowNanoseconds: 0)
        #expect(result.droppedNumbers == [1])
        #expect(result.finishedNumbers == [1])
        #expect(result.dropped.first?.reason == "the reply queue is gone: NO_ROUTE")
    }

    @Test("A reply that its queue refuses is offered for a minute, then dropped; others pass it")
    func refused() {
        var lane = ReplyLane()
        _ = lane.enqueue(rows(1...1))
        var now: Int64 = 0
        while now < ReplyLane.refusalLimitNanoseconds {
            let refused = lane.settle(result(1, .negative), nowNanoseconds: now)
            #expect(refused.dropped.isEmpty, "after \(now) ns")
            #expect(lane.enqueue(rows(2...2)).sentNumbers == [2])
            _ = lane.settle(result(2, .negative), nowNanoseconds: now)
            now = lane.wakeUpNanoseconds ?? .max
            #expect(Set(lane.wake(nowNanoseconds: now).sentNumbers).isSuperset(of: [1, 2]))
            _ = lane.settle(result(2, .confirmed), nowNanoseconds: now)
        }
        #expect(lane.settle(result(1, .negative), nowNanoseconds: now).droppedNumbers == [1])
        #expect(lane.count == 0)
    }

    @Test("A reply is still offered a moment before its minute is over")
    func refusalLimit() {
        var lane = ReplyLane()
        _ = lane.enqueue(rows(1...1))
        _ = lane.settle(result(1, .negative), nowNanoseconds: 5)
        _ = lane.wake(nowNanoseconds: .max)
        let almost = ReplyLane.refusalLimitNanoseconds + 4
        #expect(lane.settle(result(1, .negative), nowNanoseconds: almost).dropped.isEmpty)
        _ = lane.wake(nowNanoseconds: .max)
        #expect(lane.settle(result(1, .negative), nowNanoseconds: almost + 1).droppedNumbers == [1])
    }

    @Test("After a loss the replies that were out go one by one, before any other")
    func suspects() {
        var lane = ReplyLane()
        _ = lane.enqueue(rows(1...2))
        for number in [1, 2] as [Int64] { _ = lane.settle(result(number, Outbound.lost()), nowNanoseconds: 0) }
        #expect(lane.enqueue(rows(3...4)).send.isEmpty, "the broker has just gone away")
        #expect(lane.wakeUpNanoseconds == 50_000_000)
        #expect(lane.wake(nowNanoseconds: 50_000_000).sentNumbers == [1])
        #expect(lane.settle(result(1, .confirmed), nowNanoseconds: 0).sentNumbers == [2])
        #expect(lane.enqueue(rows(5...5)).send.isEmpty, "nothing goes out beside a suspect")
        #expect(lane.settle(result(2, .confirmed), nowNanoseconds: 0).sentNumbers == [3, 4, 5])
    }

    @Test("The reply at which the broker closes the connection twice is dropped, and it alone")
    func poison() {
        var lane = ReplyLane()
        _ = lane.enqueue(rows(1...5))
        for number in 1...5 as ClosedRange<Int64> {
            _ = lane.settle(result(number, Outbound.lost(541)), nowNanoseconds: 0)
        }
        var done: [Int64] = []
        var dropped: [Int64] = []
        var send = lane.wake(nowNanoseconds: .max).sentNumbers
        while let number = send.first {
            #expect(send.count == 1)
            let outcome = number == 3 ? Outbound.lost(541) : .confirmed
            let result = lane.settle(result(number, outcome), nowNanoseconds: 0)
            done += result.finishedNumbers
            dropped += result.droppedNumbers
            send = result.sentNumbers
        }
        #expect(dropped == [3])
        #expect(done == [1, 2, 3, 4, 5])
    }

    @Test("A reply that was alone by chance gets a second chance")
    func aloneByChance() {
        var lane = ReplyLane()
        _ = lane.enqueue(rows(1...1))
        #expect(lane.settle(result(1, Outbound.lost(541)), nowNanoseconds: 0).dropped.isEmpty)
        #expect(lane.wake(nowNanoseconds: .max).sentNumbers == [1])
        #expect(lane.settle(result(1, Outbound.lost(541)), nowNanoseconds: 0).droppedNumbers == [1])
    }

    @Test(
        "A connection that an operator closes, or that just breaks, is no reply's fault",
        arguments: [320, nil] as [UInt16?])
    func nobodysFault(_ code: UInt16?) {
        var lane = ReplyLane()
        _ = lane.enqueue(rows(1...1))
        for _ in 0..<5 {
            #expect(lane.settle(result(1, Outbound.lost(code)), nowNanoseconds: 0).dropped.isEmpty)
            #expect(lane.wake(nowNanoseconds: .max).sentNumbers == [1])
        }
        #expect(lane.count == 1)
    }

    @Test("A reply that fits into no frame is dropped at once")
    func frameTooLarge() {
        var lane = ReplyLane()
        _ = lane.enqueue(rows(1...2))
        let error = AMQPError(.frameTooLarge, "the headers are too large")
        #expect(lane.settle(result(2, .lost(error)), nowNanoseconds: 0).droppedNumbers == [2])
        #expect(lane.wakeUpNanoseconds == nil)
    }

    @Test("An outcome of a reply that is not out changes nothing")
    func stranger() {
        var lane = ReplyLane()
        _ = lane.enqueue(rows(1...1))
        let result = lane.settle(result(9, .confirmed), nowNanoseconds: 0)
        #expect(result.finished.isEmpty)
        #expect(lane.count == 1)
    }

    @Test("Whatever the broker does, innocent replies arrive and only the poison is dropped", arguments: Seeds.row(200))
    func innocentsArrive(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var lane = ReplyLane(window: random.number(1...6))
        let poison = Int64(random.number(1...30))
        var out: [Int64] = []
        var finished: [Int64] = []
        var dropped: [Int64] = []
        func take(_ result: LaneResult) {
            out += result.sentNumbers
            finished += result.finishedNumbers
            dropped += result.droppedNumbers
        }
        var given: Int64 = 0
        for _ in 0..<5_000 where finished.count < 30 {
            if given < 30, random.once(in: 4) {
                given += 1
                take(lane.enqueue(rows(given...given)))
            } else if out.contains(poison), random.once(in: 2) {
                // The poison closes the connection: all that is out is lost, in any order.
                for number in out.shuffled(using: &random) {
                    out.removeAll { $0 == number }
                    take(lane.settle(result(number, Outbound.lost(541)), nowNanoseconds: 0))
                }
            } else if let number = out.first(where: { $0 != poison }), random.once(in: 2) {
                out.removeAll { $0 == number }
                take(lane.settle(result(number, .confirmed), nowNanoseconds: 0))
            } else {
                take(lane.wake(nowNanoseconds: .max))
            }
        }
        #expect(finished.sorted() == Array(1...30), "\(Seeds.repeating(seed))")
        #expect(dropped == [poison], "\(Seeds.repeating(seed))")
    }

    @Test("A reply that the client cannot send at all is dropped at once, and holds nobody up")
    func unsendable() {
        var lane = ReplyLane()
        _ = lane.enqueue(rows(1...2))
        let outcome = PublishOutcome.lost(AMQPError(.invalidArgument, "correlation_id is too long"))
        #expect(lane.settle(result(1, outcome), nowNanoseconds: 0).droppedNumbers == [1])
        #expect(lane.enqueue(rows(3...3)).sentNumbers == [3])
    }

    @Test("A refused answer to a read gives its delivery free at once, and is still offered")
    func refusedRead() {
        var lane = ReplyLane()
        let token = DeliveryToken(epoch: 1, tag: 9)
        var row = rows(1...1)[0]
        row.delivery = token
        _ = lane.enqueue([row])
        let refused = lane.settle(result(1, .negative), nowNanoseconds: 0)
        #expect(refused.released == [token] && refused.dropped.isEmpty)
        #expect(lane.wake(nowNanoseconds: .max).sentNumbers == [1])
        #expect(lane.settle(result(1, .confirmed), nowNanoseconds: 0).finished.first?.delivery == nil)
    }
}
