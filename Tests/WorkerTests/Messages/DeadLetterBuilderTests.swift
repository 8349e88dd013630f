import AMQP
import Testing
import Wire

@testable import Worker

@Suite("Dead letters")
struct DeadLetterBuilderTests {
    private func deadLetter(_ change: (inout Samples.Sent) -> Void = { _ in }) throws -> OutgoingMessage {
        var settings = WorkerSettings()
        settings.workerName = "berthd/1 host:1"
        let verdict = DeadLetterBuilder.Verdict(
            reason: .refusedCast, status: .resourceExhausted, message: "doesn't fit: 5 % free", attempts: 2, replays: 3)
        return DeadLetterBuilder.message(
            id: 9, original: try Samples.claim("h", 1, key: "k", replyTo: nil).with(change).delivery(1),
            verdict: verdict, timeNanoseconds: Samples.now, settings: settings)
    }

    @Test("The body, the routing key and the harmless properties are the original's")
    func original() throws {
        let sent = try Samples.claim("h", 1, key: "k", replyTo: nil)
        let letter = try deadLetter { $0.properties.appID = "nova" }
        #expect(letter.body == sent.body && letter.routingKey == "h" && letter.exchange == "berth.dead")
        #expect(letter.properties.messageID == "k" && letter.properties.type == sent.properties.type)
        #expect(letter.properties.appID == "nova")
        #expect(letter.mandatory && letter.properties.persistent, "a dead letter is never lost")
    }

    @Test("What the broker would act on stands under another name")
    func moved() throws {
        let letter = try deadLetter {
            $0.properties.expiration = "5000"
            $0.properties.userID = "nova"
            $0.properties.headers = [
                "CC": .array(["a"]), "BCC": .array(["b"]), "x-death": "d", "x-own": .int64(1), "other": "o",
            ]
        }
        let headers = letter.properties.headers
        #expect(letter.properties.expiration == nil && letter.properties.userID == nil)
        for name in ["CC", "BCC", "x-death", "x-own"] { #expect(headers[name] == nil, "\(name)") }
        #expect(headers["berth-original-CC"] == .array(["a"]) && headers["berth-original-BCC"] == .array(["b"]))
        #expect(headers["berth-original-x-death"] == "d" && headers["berth-original-x-own"] == .int64(1))
        #expect(headers["berth-original-expiration"] == "5000" && headers["berth-original-user_id"] == "nova")
        #expect(headers["other"] == "o")
    }

    @Test("It says why, when, by whom, how often tried and how often replayed, in place of older words")
    func added() throws {
        let letter = try deadLetter {
            $0.properties.headers["berth-replays"] = .int64(1)
            $0.properties.headers["berth-dead-reason"] = "DEFECT"
        }
        let headers = letter.properties.headers
        #expect(headers["berth-dead-reason"] == "REFUSED_CAST")
        #expect(headers["berth-dead-status"] == .int32(8))
        #expect(headers["berth-dead-message"] == "doesn't fit: 5 %25 free")
        #expect(headers["berth-dead-time"] == "2023-11-14T22:13:20Z")
        #expect(headers["berth-dead-worker"] == "berthd/1 host:1")
        #expect(headers["berth-attempts"] == .int64(2) && headers["berth-replays"] == .int64(3))
        #expect(headers.keys.filter { $0 == "berth-replays" }.count == 1)
        #expect(Set(headers.keys).isSuperset(of: HeaderName.deadLetterHeaders))
    }
}
