import Testing

@testable import AMQP

@Suite("Confirms of published messages")
struct ConfirmTrackerTests {
    private typealias Outcome = ConfirmTracker<Int>.Outcome

    private func settle(
        _ tracker: inout ConfirmTracker<Int>, _ tag: UInt64, multiple: Bool = false, positive: Bool = true
    ) -> [String] {
        var report: [String] = []
        tracker.settled(tag: tag, multiple: multiple, positive: positive) { report.append("\($0) \($1)") }
        return report
    }

    private func tracker(_ count: Int) -> ConfirmTracker<Int> {
        var tracker = ConfirmTracker<Int>()
        for entry in 0..<count { tracker.published(entry + 1) }
        return tracker
    }

    @Test("settle one message, or all up to a number, each once and in order")
    func singleAndMultiple() {
        var tracker = tracker(6)
        #expect(settle(&tracker, 2) == ["2 confirmed"])
        #expect(settle(&tracker, 2).isEmpty)
        #expect(settle(&tracker, 4, multiple: true) == ["1 confirmed", "3 confirmed", "4 confirmed"])
        #expect(settle(&tracker, 6, positive: false) == ["6 negative"])
        #expect(tracker.count == 1 && tracker.nextTag == 7)
        #expect(settle(&tracker, 0, multiple: true) == ["5 confirmed"])
        #expect(tracker.count == 0)
    }

    @Test("ignore numbers that were never given, the largest ones included")
    func unknownNumbers() {
        var tracker = tracker(2)
        for tag in [0, 3, UInt64.max] { #expect(settle(&tracker, tag).isEmpty) }
        #expect(settle(&tracker, .max, multiple: true).isEmpty)
        var empty = ConfirmTracker<Int>()
        #expect(settle(&empty, 0, multiple: true).isEmpty && settle(&empty, 1).isEmpty)
    }

    @Test("keep a return until the acknowledgement of the same message")
    func returns() {
        var tracker = tracker(3)
        #expect(tracker.returned(code: 312, text: "NO_ROUTE") { $0 >= 2 })
        #expect(tracker.returned(code: 312, text: "NO_ROUTE") { $0 >= 2 })
        #expect(!tracker.returned(code: 312, text: "NO_ROUTE") { $0 >= 2 })
        let report = settle(&tracker, 3, multiple: true)
        #expect(report.map { $0.contains("returned") } == [false, true, true])
    }

    @Test("give out what is left when the channel is lost, and count from 1 again")
    func loss() {
        var tracker = tracker(4)
        _ = settle(&tracker, 2)
        #expect(tracker.drain() == [1, 3, 4])
        #expect(tracker.nextTag == 1 && tracker.count == 0)
        tracker.published(9)
        #expect(settle(&tracker, 1) == ["9 confirmed"])
    }

    @Test(
        "agree with a plain list under random publishing, settling and losses", arguments: 1...20 as ClosedRange<UInt64>
    )
    func agreesWithModel(_ seed: UInt64) {
        var random = Seeded(state: seed)
        var tracker = ConfirmTracker<Int>()
        var model: [(tag: UInt64, entry: Int)] = []
        var lastTag: UInt64 = 0
        for entry in 0..<5000 {
            switch random.next() % 100 {
            case 0..<60:
                tracker.published(entry)
                lastTag += 1
                model.append((lastTag, entry))
            case 60..<99:
                let tag = random.next() % (lastTag + 3)
                let isMultiple = random.next().isMultiple(of: 8)
                let last = isMultiple && tag == 0 ? lastTag : tag
                // A number beyond the last one settles nothing.
                let hits = model.filter { last <= lastTag && (isMultiple ? $0.tag <= last : $0.tag == last) }
                model.removeAll { waiting in hits.contains { $0.tag == waiting.tag } }
                let report = settle(&tracker, tag, multiple: isMultiple)
                #expect(report == hits.map { "\($0.entry) confirmed" }, "seed \(seed), step \(entry)")
            default:
                #expect(tracker.drain() == model.map(\.entry), "seed \(seed), step \(entry)")
                model = []
                lastTag = 0
            }
            #expect(tracker.count == model.count, "seed \(seed), step \(entry)")
        }
    }
}

/// A small generator with a seed that can be printed (splitmix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
