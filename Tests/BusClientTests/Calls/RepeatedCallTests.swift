import Testing
import Wire

@testable import BusClient

@Suite("Requests that are sent again")
struct RepeatedCallTests {
    private static let start = ContinuousClock.now

    @Test("What the broker did not take is sent again after its wait, as often as allowed", arguments: [true, false])
    func refusedByTheBroker(isReturned: Bool) {
        var table = Self.table()
        let news = isReturned ? CallTable.PublishNews.returned : .negative
        #expect(table.published(1, news, at: Self.at(0)) == .wait)
        #expect(table.takeSoonest() == Self.start + .milliseconds(100))
        #expect(table.passed(Self.at(99)) == CallTable.Step())
        #expect(table.passed(Self.at(100)) == CallTable.Step(send: [1]))
        #expect(table.published(1, news, at: Self.at(110)) == .wait)
        #expect(table.nextDeadline == Self.start + .milliseconds(310))
        #expect(table.passed(Self.at(310)) == CallTable.Step(send: [1]))
        #expect(table.published(1, news, at: Self.at(320)) == .end(isReturned ? .unroutable : .refused))
    }

    @Test("An answer that may change is waited for once more, as long as the worker says")
    func refusedByTheWorker() {
        var table = Self.table()
        let answer = CallTable.Answer(code: .unavailable, retryDelay: .seconds(2))
        #expect(table.replied(1, answer, at: Self.at(0)) == .keep)
        #expect(table.passed(Self.at(1999)) == CallTable.Step())
        #expect(table.passed(Self.at(2000)) == CallTable.Step(send: [1]))
        #expect(table.replied(1, CallTable.Answer(code: .ok), at: Self.at(2010)) == .deliver)
    }

    @Test("An answer that is recorded, or not among the policy's, is final")
    func final() {
        for answer in [
            CallTable.Answer(code: .unavailable, isRecorded: true), CallTable.Answer(code: .notFound),
            CallTable.Answer(code: .resourceExhausted, retryDelay: .milliseconds(1)),
        ] {
            var table = Self.table()
            #expect(table.replied(1, answer, at: Self.at(0)) == .deliver)
        }
    }

    @Test("Nothing is sent again when its answer would come too late")
    func tooLate() {
        var table = Self.table()
        #expect(table.published(1, .negative, at: Self.at(9_950)) == .end(.refused))
    }

    @Test("What was lost with its connection is sent again on the next one, confirmed or not")
    func lost() {
        for isConfirmed in [false, true] {
            var table = Self.table()
            if isConfirmed { #expect(table.published(1, .confirmed, at: Self.at(0)) == .wait) }
            #expect(table.interrupted("cut") == CallTable.Step())
            if !isConfirmed { #expect(table.published(1, .lost("cut"), at: Self.at(0)) == .wait) }
            #expect(table.disconnected("closed") == CallTable.Step())
            #expect(table.unreachable("refused", at: Self.at(1)) == CallTable.Step())
            #expect(table.connected() == [1])
            #expect(table.replied(1, CallTable.Answer(code: .ok, isRecorded: true), at: Self.at(2)) == .deliver)
        }
    }

    @Test("A request that ends every connection is given up in the end, and may have been applied")
    func poison() {
        var table = Self.table()
        for _ in 0..<2 {
            #expect(table.disconnected("cut") == CallTable.Step())
            #expect(table.connected() == [1])
        }
        #expect(
            table.disconnected("cut")
                == CallTable.Step(end: [CallTable.Ended(number: 1, ending: .interrupted("cut"))]))
    }

    @Test("What was lost and then not taken does not claim that nothing was applied")
    func unknown() {
        var table = Self.table()
        #expect(table.disconnected("cut") == CallTable.Step())
        #expect(table.connected() == [1])
        #expect(table.published(1, .returned, at: Self.at(9_999)) == .end(.interrupted(Self.notTaken)))
    }

    @Test("A wait ends with the deadline and with the caller's patience, like everything else")
    func resting() {
        var table = Self.table()
        #expect(table.published(1, .negative, at: Self.at(0)) == .wait)
        #expect(table.cancelled(1) == .end(.cancelled))
        #expect(table.count == 0)
        table = Self.table()
        let answer = CallTable.Answer(code: .unavailable, retryDelay: .milliseconds(9_000))
        #expect(table.replied(1, answer, at: Self.at(500)) == .keep)
        #expect(
            table.passed(Self.at(10_000))
                == CallTable.Step(end: [CallTable.Ended(number: 1, ending: .expired)]))
    }

    @Test("Waits grow up to their maximum and differ by a fifth both ways")
    func waits() {
        let policy = Self.policy
        func milliseconds(_ attempts: Int, _ chance: Double) -> Int {
            Int(policy.delay(afterAttempts: attempts, chance: chance) / .milliseconds(1))
        }
        #expect([1, 2, 3, 4, 5, 1000].map { milliseconds($0, 0.5) } == [100, 200, 400, 800, 1000, 1000])
        #expect(milliseconds(1, 0) == 80 && milliseconds(1, 1) == 120 && milliseconds(1, 7) == 120)
    }

    private static let notTaken = "sent again, it was not taken either"

    private static var policy: RepeatPolicy {
        var policy = RepeatPolicy()
        policy.maximumAttempts = 3
        policy.codes = [.unavailable]
        policy.initialDelay = .milliseconds(100)
        policy.maximumDelay = .seconds(1)
        policy.multiplier = 2
        policy.maximumResends = 2
        return policy
    }

    private static func at(_ milliseconds: Int) -> CallTable.Moment {
        CallTable.Moment(now: start + .milliseconds(milliseconds))
    }

    /// A table with call 1, sent a moment ago, with ten seconds left.
    private static func table() -> CallTable {
        var table = CallTable()
        #expect(table.connected() == [])
        let terms = CallTable.Terms(deadline: start + .seconds(10), repeats: policy, waitsForBroker: false)
        #expect(table.began(1, terms, at: at(0)) == .send)
        _ = table.takeSoonest()
        return table
    }
}
