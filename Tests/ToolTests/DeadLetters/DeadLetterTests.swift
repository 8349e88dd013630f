import AMQP
import Testing
import Wire

@testable import berth

@Suite("Dead letters")
struct DeadLetterTests {
    @Test("What the worker wrote about a letter is read")
    func reading() {
        let letter = DeadLetterFixture.letter()
        #expect(letter.reason == "REFUSED_CAST" && letter.status == .resourceExhausted && letter.message == "no room")
        #expect(letter.method == "ClaimInstance" && letter.host == "cmp-17" && letter.key == "k-1")
        #expect(letter.user == "nova" && letter.replays == 2 && letter.deliveries == 3 && !letter.isCall)
        #expect(letter.parkedSeconds == 1_738_324_800)
        #expect(letter.ageSeconds(now: 1_738_324_860) == 60)
        #expect(letter.ageSeconds(now: 0) == 0)
    }

    @Test("A letter that the broker parked says why in the broker's words")
    func parkedByBroker() {
        let letter = DeadLetterFixture.letter(
            [
                "x-first-death-reason": "expired",
                "x-death": .array([.table(["reason": "expired", "time": .timestamp(1_700_000_000)])]),
            ], key: nil, replyTo: "replies", type: "/other.Service/Do\u{1b}")
        #expect(letter.reason == "broker:expired" && letter.parkedSeconds == 1_700_000_000)
        #expect(letter.isCall && letter.key == "" && letter.knownMethod == nil)
        let table = DeadLetterText.table([letter], now: 1_700_000_600)
        #expect(table.contains("broker:expired") && table.contains("(call)") && !table.contains("\u{1b}"))
    }

    @Test("A key is never cut: it is what the other commands need")
    func wholeKey() {
        let key = String(repeating: "k", count: 128)
        #expect(DeadLetterText.table([DeadLetterFixture.letter(key: key)], now: 0).contains(key))
    }

    @Test("Headers of odd types and hostile values do not trap")
    func oddHeaders() {
        let letter = DeadLetterFixture.letter([
            "berth-dead-reason": .int64(5), "berth-dead-status": .table([:]), "berth-dead-time": "\"\\ 2025",
            "berth-replays": .int64(.min), "berth-attempts": "many", "x-death": "none",
            "berth-dead-message": .bytes([255]),
        ])
        #expect(letter.reason == "unknown" && letter.status == nil && letter.replays == 0 && letter.attempts == 0)
        #expect(letter.parkedSeconds == nil)
        #expect(letter.ageSeconds(now: .min) == nil || letter.ageSeconds(now: .min) == 0)
        #expect(!DeadLetterText.people(letter, now: 0).isEmpty)
    }

    @Test("The body is never part of a list, a description or the JSON")
    func bodyStaysClosed() throws {
        let letter = DeadLetterFixture.letter(body: Array("secret-password".utf8))
        let texts = [
            DeadLetterText.table([letter], now: 0), DeadLetterText.people(letter, now: 0),
            DeadLetterText.counts([letter]), try JSONReport.line(DeadLetterSummary(letter, now: 0)),
        ]
        for text in texts { #expect(!text.contains("secret")) }
        #expect(DeadLetterText.body(letter) == "secret-password\n")
    }

    @Test("A readable body is shown as JSON, any other in hexadecimal")
    func body() throws {
        var request = Berth_Tracker_V1_ClaimInstanceRequest()
        request.host = "cmp-17"
        let bytes = try MessageCodec(.protobuf).encode(request)
        #expect(DeadLetterText.body(DeadLetterFixture.letter(body: bytes)) == "{\"host\":\"cmp-17\"}\n")
        #expect(DeadLetterText.body(DeadLetterFixture.letter(body: [0xff, 0x01])) == "ff01\n")
    }

    @Test("A letter is found by its key, else by its number")
    func finding() {
        let letters = [
            DeadLetterFixture.letter(key: "2", position: 1), DeadLetterFixture.letter(key: "a", position: 2),
            DeadLetterFixture.letter(key: "a", position: 3),
        ]
        #expect(DeadShowCommand.find("a", in: letters).map(\.position) == [2, 3])
        #expect(DeadShowCommand.find("2", in: letters).map(\.position) == [1])
        #expect(DeadShowCommand.find("3", in: letters).map(\.position) == [3])
        #expect(DeadShowCommand.find("9", in: letters).isEmpty)
    }
}
