import Journal
import Testing

@testable import Worker

@Suite("What a key says")
struct KeyVerdictTests {
    private static let same = [UInt8](repeating: 1, count: 32)
    private static let other = [UInt8](repeating: 2, count: 32)

    private func record(_ ending: KeyRecord.Ending) -> KeyRecord {
        KeyRecord(
            key: "k", contentDigest: Self.same, ending: ending, position: .none, timeNanoseconds: 0, method: "m",
            reply: [], status: 0, replays: 2)
    }

    /// One line per ending and content: the verdict for the four of sent anew, redelivered, replayed again (a number
    /// above the recorded one), and replayed as often as recorded.
    private static let table: [(KeyRecord.Ending, isSame: Bool, [KeyVerdict])] = [
        (.applied, true, [.replayAnswer, .replayAnswer, .replayAnswer, .replayAnswer]),
        (.applied, false, [.reused, .reused, .reused, .reused]),
        (.refused, true, [.replayAnswer, .replayAnswer, .replayAnswer, .replayAnswer]),
        (.refused, false, [.reused, .reused, .reused, .reused]),
        (.turnedAway, true, [.decide, .replayAnswer, .decide, .decide]),
        (.turnedAway, false, [.decide, .decide, .decide, .decide]),
        (.held, true, [.held, .held, .held, .held]),
        (.held, false, [.reused, .reused, .reused, .reused]),
        (.dead, true, [.replayAnswer, .replayAnswer, .decide, .replayAnswer]),
        (.dead, false, [.reused, .reused, .decide, .reused]),
    ]

    @Test("The table of endings is complete, and every pair of ending and content is decided as it says")
    func verdicts() {
        #expect(Self.table.count == 2 * KeyRecord.Ending.allCases.count)
        let cases: [(isRedelivered: Bool, replays: Int)] = [(false, 0), (true, 0), (false, 3), (false, 2)]
        for (ending, isSame, verdicts) in Self.table {
            for (event, expected) in zip(cases, verdicts) {
                let verdict = record(ending).verdict(
                    digest: isSame ? Self.same : Self.other, isRedelivered: event.isRedelivered, replays: event.replays)
                #expect(verdict == expected, "\(ending), same content: \(isSame), \(event)")
            }
        }
    }
}
