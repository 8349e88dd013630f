import SwiftProtobuf
import Testing
import Wire

@testable import berth

@Suite("Held requests for people")
struct HeldTextTests {
    private static let held = Berth_Tracker_V1_HeldRequest.with {
        $0.requestID = "req-0002"
        $0.method = "/berth.tracker.v1.ResourceTracker/SetNodeEnabled"
        $0.host = "cmp-19"
        $0.subject = "node/cmp-19/cmp-19"
        $0.attempts = 3
        $0.heldSince = .init(seconds: 1_000, nanos: 0)
        $0.nextAttemptTime = .init(seconds: 1_130, nanos: 0)
        $0.expireTime = .init(seconds: 4_600, nanos: 0)
        $0.status = 5
        $0.reason = "NODE_NOT_FOUND"
        $0.message = "not known\u{1B}[2J"
        $0.waitingBehind = "req-0001"
    }

    @Test("The table says what waits, for what, since when and until when")
    func table() {
        let lines = HeldText.table([Self.held], now: 1_120).split(separator: "\n")
        #expect(lines.count == 2)
        let row = lines.last?.split(separator: " ").map(String.init) ?? []
        #expect(row.first == Amount.age(seconds: 120))
        #expect(row.contains("SetNodeEnabled") && row.contains("NODE_NOT_FOUND") && row.last == "req-0002")
        #expect(row.contains(Amount.age(seconds: 10)))
    }

    @Test("A key is never cut: it is what the other commands need")
    func wholeKey() {
        var held = Self.held
        held.requestID = String(repeating: "k", count: 128)
        #expect(HeldText.table([held], now: 1_120).contains(held.requestID))
    }

    @Test("A time that has passed is shown as none left, not as a negative one")
    func passed() {
        #expect(!HeldText.table([Self.held], now: 10_000).contains(" -"))
    }

    @Test("One is shown with all that is known, and nothing in it can move the cursor")
    func people() {
        let text = HeldText.people(Self.held)
        for part in ["req-0002", "node/cmp-19/cmp-19", "req-0001", "NOT_FOUND: not known", "1970-01-01T00:18:50Z"] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(!text.contains("\u{1B}"))
    }

    @Test("What was asked can be written as JSON, whatever the method", arguments: Wire.Method.allCases)
    func body(_ method: Wire.Method) throws {
        var held = Self.held
        held.request = try Google_Protobuf_Any(message: method.requestType.init())
        #expect(try MessageJSON.text(held).contains("berth.tracker.v1.\(method.rawValue)Request"))
    }

    @Test("A release says what came of it, and ends with the status of that state")
    func released() {
        var answer = Berth_Tracker_V1_ReleaseHeldRequestResponse()
        answer.state = .applied
        #expect(HeldText.released(answer) == "Applied.\n")
        (answer.state, answer.request) = (.held, Self.held)
        #expect(HeldText.released(answer).hasPrefix("Refused again, and held on.\nkey"))
        (answer.state, answer.status, answer.message) = (.dead, 8, "does not fit")
        #expect(HeldText.released(answer).contains("RESOURCE_EXHAUSTED: does not fit"))
    }
}

@Suite("Lists that come page by page")
struct PagesTests {
    @Test("All pages are taken in order, each asked for by the token of the one before")
    func all() async throws {
        var asked: [String] = []
        let all = try await Pages.all(of: "things") { token in
            asked.append(token)
            return token == "b" ? (entries: [3], next: "") : (entries: token.isEmpty ? [1] : [2], next: token + "b")
        }
        #expect(all == [1, 3])
        #expect(asked == ["", "b"])
    }
}
