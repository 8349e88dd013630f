import Testing
import Wire

@testable import BusClient

/// Calls that are sent once, as the command line sends them; `RepeatedCallTests` has those that are sent again.
@Suite("Requests under way")
struct CallTableTests {
    private static let start = ContinuousClock.now
    private static let moment = CallTable.Moment(now: start)

    @Test("A call ends with its reply, whether the confirm comes before or after it")
    func replies() {
        var table = Self.table(calls: [1, 2])
        #expect(table.published(1, .confirmed, at: Self.moment) == .wait)
        #expect(table.replied(1, Self.yes, at: Self.moment) == .deliver)
        #expect(table.replied(2, Self.yes, at: Self.moment) == .deliver)
        #expect(table.count == 1, "the second is answered, but the broker has yet to confirm it")
        #expect(table.published(2, .confirmed, at: Self.moment) == .wait)
        #expect(table.count == 0)
    }

    @Test("A refusal is an answer like any other where nothing is sent again")
    func refusals() {
        var table = Self.table(calls: [1])
        let answer = CallTable.Answer(code: .unavailable, retryDelay: .seconds(1))
        #expect(table.replied(1, answer, at: Self.moment) == .deliver)
        #expect(table.replied(1, answer, at: Self.moment) == .drop)
    }

    @Test("A cast ends with the confirm; a reply to it is nobody's")
    func casts() {
        var table = Self.table(calls: [])
        let terms = CallTable.Terms(isCast: true, deadline: Self.start + .seconds(9))
        #expect(table.began(1, terms, at: Self.moment) == .send)
        #expect(table.replied(1, Self.yes, at: Self.moment) == .drop)
        #expect(table.published(1, .confirmed, at: Self.moment) == .end(.confirmed))
        #expect(table.count == 0)
    }

    @Test("A returned message that is confirmed afterwards, as the broker does, ended as returned")
    func returned() {
        var table = Self.table(calls: [1])
        #expect(table.published(1, .returned, at: Self.moment) == .end(.unroutable))
        #expect(table.published(1, .confirmed, at: Self.moment) == .wait)
        #expect(table.replied(1, Self.yes, at: Self.moment) == .drop)
    }

    @Test(
        "Each thing that the broker says ends a call in its way",
        arguments: [
            (CallTable.PublishNews.negative, BusEnding.refused), (.lost("why"), .interrupted("why")),
            (.unsendable("why"), .unsendable("why")), (.returned, .unroutable),
        ])
    func endings(news: CallTable.PublishNews, ending: BusEnding) {
        for isConfirmed in [false, true] {
            var table = Self.table(calls: [1])
            if isConfirmed { #expect(table.published(1, .confirmed, at: Self.moment) == .wait) }
            #expect(table.published(1, news, at: Self.moment) == .end(ending))
            #expect(table.published(1, news, at: Self.moment) == .wait)
            #expect(table.count == 0)
        }
    }

    @Test("When the reply channel is lost, confirmed calls end; what is not confirmed waits for the publisher")
    func interruption() {
        var table = Self.table(calls: [3, 1, 2])
        let cast = CallTable.Terms(isCast: true, deadline: Self.start + .seconds(9))
        #expect(table.began(4, cast, at: Self.moment) == .send)
        #expect(table.published(3, .confirmed, at: Self.moment) == .wait)
        #expect(table.published(1, .confirmed, at: Self.moment) == .wait)
        #expect(table.interrupted("cut") == Self.ended([1, 3], .interrupted("cut")))
        #expect(table.published(2, .lost("gone"), at: Self.moment) == .end(.interrupted("gone")))
        #expect(table.disconnected("over") == Self.ended([4], .interrupted("over")))
        #expect(table.count == 0)
    }

    @Test("What comes while there is no connection waits for one, in order")
    func waiting() {
        var table = CallTable()
        for number: UInt64 in [1, 2] {
            let terms = CallTable.Terms(deadline: Self.start + .seconds(9))
            #expect(table.began(number, terms, at: Self.moment) == .wait)
        }
        #expect(table.unreachable("refused", at: Self.moment) == CallTable.Step())
        #expect(table.connected() == [1, 2])
        #expect(table.connected() == [])
    }

    @Test("What does not wait for the broker ends when it cannot be reached, and not before an attempt has failed")
    func impatience() {
        var table = CallTable()
        let terms = CallTable.Terms(deadline: Self.start + .seconds(9), waitsForBroker: false)
        #expect(table.began(1, terms, at: Self.moment) == .wait)
        #expect(table.unreachable("refused", at: Self.moment) == Self.ended([1], .unreachable("refused")))
        #expect(table.began(2, terms, at: Self.moment) == .end(.unreachable("refused")))
        #expect(table.count == 0)
    }

    @Test("A request ends at its deadline, not before, and a reply after it is ignored")
    func deadlines() {
        var table = Self.table(calls: [])
        for (number, seconds) in [(1, 5), (2, 3), (3, 9)] as [(UInt64, Int)] {
            let terms = CallTable.Terms(deadline: Self.start + .seconds(seconds))
            #expect(table.began(number, terms, at: Self.moment) == .send)
        }
        #expect(table.takeSoonest() == Self.start + .seconds(3))
        #expect(table.takeSoonest() == nil)
        #expect(table.nextDeadline == Self.start + .seconds(3))
        #expect(table.passed(Self.moment(milliseconds: 2999)) == CallTable.Step())
        #expect(table.passed(Self.moment(milliseconds: 5000)) == Self.ended([1, 2], .expired))
        #expect(table.replied(1, Self.yes, at: Self.moment) == .drop)
        #expect(table.nextDeadline == Self.start + .seconds(9))
    }

    @Test("A call that was given up is counted until the broker has spoken, so that an outage cannot pile them up")
    func abandoned() {
        var table = Self.table(calls: [1, 2])
        #expect(table.published(2, .confirmed, at: Self.moment) == .wait)
        #expect(table.cancelled(1) == .end(.cancelled))
        #expect(table.cancelled(1) == .wait)
        #expect(table.cancelled(2) == .end(.cancelled))
        #expect(table.count == 1 && table.nextDeadline == nil)
        #expect(table.passed(Self.moment(milliseconds: 99_999)) == CallTable.Step())
        #expect(table.published(1, .negative, at: Self.moment) == .wait)
        #expect(table.count == 0)
    }

    @Test("At the end everybody who still waits is told, and only they")
    func closing() {
        var table = Self.table(calls: [2, 1, 3])
        #expect(table.cancelled(3) == .end(.cancelled))
        #expect(table.closed() == Self.ended([1, 2], .interrupted("the connection was closed")).end)
        #expect(table.count == 0)
    }

    @Test("What was never sent ends as such, so that its caller knows that nothing was applied")
    func closingUnsent() {
        var table = CallTable()
        #expect(table.began(1, CallTable.Terms(deadline: Self.start + .seconds(9)), at: Self.moment) == .wait)
        #expect(table.closed() == Self.ended([1], .unreachable("the connection was closed")).end)
    }

    @Test("What comes for a request that nobody knows is ignored")
    func strangers() {
        var table = Self.table(calls: [])
        #expect(table.replied(9, Self.yes, at: Self.moment) == .drop)
        #expect(table.published(9, .returned, at: Self.moment) == .wait)
        #expect(table.cancelled(9) == .wait)
        #expect(table.nextDeadline == nil)
    }

    private static let yes = CallTable.Answer(code: .ok)

    private static func moment(milliseconds: Int) -> CallTable.Moment {
        CallTable.Moment(now: start + .milliseconds(milliseconds))
    }

    private static func ended(_ numbers: [UInt64], _ ending: BusEnding) -> CallTable.Step {
        CallTable.Step(end: numbers.map { CallTable.Ended(number: $0, ending: ending) })
    }

    private static func table(calls: [UInt64]) -> CallTable {
        var table = CallTable()
        #expect(table.connected() == [])
        for number in calls {
            #expect(table.began(number, CallTable.Terms(deadline: start + .seconds(60)), at: moment) == .send)
        }
        return table
    }
}
