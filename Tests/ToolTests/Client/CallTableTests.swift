import Testing

@testable import berth

@Suite("Requests under way")
struct CallTableTests {
    private static let start = ContinuousClock.now

    @Test("A call ends with its reply, whether the confirm comes before or after it")
    func replies() {
        var table = Self.table(calls: [1, 2])
        #expect(table.published(1, .confirmed) == nil)
        #expect(table.replied(1) == true)
        #expect(table.replied(2) == true)
        #expect(table.published(2, .confirmed) == nil)
        #expect(table.count == 0)
    }

    @Test("A cast ends with the confirm; a reply to it is nobody's")
    func casts() {
        var table = CallTable()
        table.began(1, isCast: true, deadline: Self.start)
        #expect(table.replied(1) == false)
        #expect(table.published(1, .confirmed) == .confirmed)
        #expect(table.count == 0)
    }

    @Test("A returned message that is confirmed afterwards, as the broker does, ended as returned")
    func returned() {
        var table = Self.table(calls: [1])
        #expect(table.published(1, .returned) == .unroutable)
        #expect(table.published(1, .confirmed) == nil)
        #expect(table.replied(1) == false)
    }

    @Test(
        "Each thing that the broker says ends a call in its way",
        arguments: [
            (CallTable.PublishNews.negative, CallTable.Ending.refused), (.lost("why"), .interrupted("why")),
            (.unsendable("why"), .unsendable("why")), (.returned, .unroutable),
        ])
    func endings(news: CallTable.PublishNews, ending: CallTable.Ending) {
        for isConfirmed in [false, true] {
            var table = Self.table(calls: [1])
            if isConfirmed { #expect(table.published(1, .confirmed) == nil) }
            #expect(table.published(1, news) == ending)
            #expect(table.published(1, news) == nil)
        }
    }

    @Test("When the reply channel is lost, confirmed calls end; what is not confirmed waits for the publisher")
    func interruption() {
        var table = Self.table(calls: [3, 1, 2])
        table.began(4, isCast: true, deadline: Self.start)
        _ = table.published(3, .confirmed)
        _ = table.published(1, .confirmed)
        #expect(table.interrupted() == [1, 3])
        #expect(table.published(2, .lost("gone")) == .interrupted("gone"))
        #expect(table.closed() == [4])
        #expect(table.count == 0)
    }

    @Test("A request ends at its deadline, not before, and a reply after it is ignored")
    func deadlines() {
        var table = CallTable()
        for (number, seconds) in [(1, 5), (2, 3), (3, 9)] as [(UInt64, Int)] {
            table.began(number, isCast: false, deadline: Self.start + .seconds(seconds))
        }
        #expect(table.nextDeadline == Self.start + .seconds(3))
        #expect(table.passed(Self.start + .milliseconds(2999)) == [])
        #expect(table.passed(Self.start + .seconds(5)) == [1, 2])
        #expect(table.replied(1) == false)
        #expect(table.nextDeadline == Self.start + .seconds(9))
    }

    @Test("What comes for a request that nobody knows is ignored")
    func strangers() {
        var table = CallTable()
        #expect(table.replied(9) == false)
        #expect(table.published(9, .returned) == nil)
        #expect(table.nextDeadline == nil)
    }

    private static func table(calls: [UInt64]) -> CallTable {
        var table = CallTable()
        for number in calls { table.began(number, isCast: false, deadline: start) }
        return table
    }
}
