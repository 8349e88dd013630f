import Testing

@testable import berth

@Suite("Gaps between events")
struct EventGapsTests {
    @Test("A number that is left out is a gap, per shard; one that comes again is none")
    func gaps() {
        var gaps = EventGaps()
        #expect(gaps.seen(7, of: "main") == nil)
        #expect(gaps.seen(8, of: "main") == nil)
        #expect(gaps.seen(1, of: "other") == nil)
        #expect(gaps.seen(10, of: "main") == "event 9 is missing")
        #expect(gaps.seen(10, of: "main") == nil)
        #expect(gaps.seen(9, of: "main") == nil)
        #expect(gaps.seen(14, of: "main") == "events 11 to 13 are missing")
        #expect(gaps.seen(2, of: "other") == nil)
    }

    @Test("Numbers at the end of their range do not trap")
    func extremes() {
        var gaps = EventGaps()
        #expect(gaps.seen(.max - 2, of: "main") == nil)
        #expect(gaps.seen(.max, of: "main") != nil)
        #expect(gaps.seen(.min, of: "main") == nil)
    }
}
