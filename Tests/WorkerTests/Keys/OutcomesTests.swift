import Journal
import SwiftProtobuf
import Testing
import Wire

@testable import Worker

@Suite("Outcomes of requests")
struct OutcomesTests {
    private func record(_ ending: KeyRecord.Ending, reply: [UInt8]) -> KeyRecord {
        KeyRecord(
            key: "k", contentDigest: [], ending: ending, position: .init(7), timeNanoseconds: Samples.now,
            method: Wire.Method.claimInstance.path, reply: reply, status: 0, replays: 0)
    }

    @Test("A key without a record was never seen")
    func neverSeen() throws {
        #expect(try Outcomes.response(for: nil).state == .neverSeen)
    }

    @Test("Every ending has a state of its own, with the recorded status")
    func endings() throws {
        let table: [KeyRecord.Ending: Berth_Tracker_V1_GetOutcomeResponse.State] = [
            .refused: .refused, .turnedAway: .turnedAway, .held: .held, .dead: .dead,
        ]
        var details = StatusDetails(.resourceExhausted, reason: "NO_FIT", message: "does not fit")
        details.shortfalls = [.with { $0.resource = "VCPU" }]
        let reply = RecordedReplies.refusal(
            details, form: .json, method: Wire.Method.claimInstance.path, position: 7)
        for (ending, state) in table {
            let response = try Outcomes.response(for: record(ending, reply: RecordedReplies.encode(reply)))
            #expect(response.state == state)
            #expect(response.status == 8 && response.message == "does not fit" && response.position == 7)
            #expect(response.shortfalls.map(\.resource) == ["VCPU"])
            #expect(!response.hasReply)
        }
        #expect(table.count == KeyRecord.Ending.allCases.count - 1)
    }

    @Test("A record that does not decode is an error, never a trap")
    func damaged() {
        #expect(throws: (any Error).self) { try Outcomes.response(for: record(.applied, reply: [0xFF, 0xFF])) }
    }
}
