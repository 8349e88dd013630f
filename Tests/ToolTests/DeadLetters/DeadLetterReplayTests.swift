import AMQP
import Testing

@testable import berth

@Suite("Replays of dead letters")
struct DeadLetterReplayTests {
    @Test("A replay has the original's key, method, body and host, and counts one replay more")
    func original() {
        let message = DeadLetterReplay.message(
            DeadLetterFixture.letter(replyTo: "replies"), number: 9, exchange: "berth.requests")
        #expect(message.id == 9 && message.exchange == "berth.requests" && message.routingKey == "cmp-17")
        #expect(message.mandatory && message.properties.persistent && message.body == [1, 2])
        #expect(message.properties.messageID == "k-1")
        #expect(message.properties.type == "/berth.tracker.v1.ResourceTracker/ClaimInstance")
        #expect(message.properties.timestampSeconds == 1_738_324_000)
        #expect(message.properties.headers["berth-replays"] == .int64(3))
    }

    @Test("A replay has no reply address, no deadline, no expiration and no user of its own")
    func nobodyWaits() {
        var letter = DeadLetterFixture.letter(replyTo: "amq.rabbitmq.reply-to.x")
        var properties = letter.delivery.properties
        properties.expiration = "1000"
        properties.userID = "guest"
        letter.delivery = Delivery(
            token: letter.delivery.token, exchange: "berth.dead", routingKey: "cmp-17", properties: properties, body: []
        )
        let replay = DeadLetterReplay.message(letter, number: 1, exchange: "e").properties
        #expect(replay.replyTo == nil && replay.expiration == nil && replay.userID == nil)
        #expect(replay.headers["grpc-timeout"] == nil)
    }

    @Test("Headers of the death are gone, the sender's are back, those on which the broker would act stay away")
    func headers() {
        let headers = DeadLetterReplay.headers(DeadLetterFixture.refusedCast)
        #expect(
            headers == [
                "traceparent": "00-abc", "tenant": .table(["a": 1]), "berth-original-user_id": "nova",
                "x-tenant": "blue",
            ])
    }

    @Test("A forged count of replays neither traps nor goes backwards")
    func forgedCount() {
        for (count, expected) in [(Int64.max, Int64.max), (-5, 1), (0, 1)] {
            let letter = DeadLetterFixture.letter(["berth-replays": .int64(count)])
            let replay = DeadLetterReplay.message(letter, number: 1, exchange: "e")
            #expect(replay.properties.headers["berth-replays"] == .int64(expected))
        }
    }
}
