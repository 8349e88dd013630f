import AMQP
import Wire

@testable import berth

extension FuzzTarget {
    /// What the tool finds in the queue of dead letters, whoever put it there.
    static let deadLetter = FuzzTarget(
        "dead-letter", words: RandomProperties.names + ["2023-11-14T22:13:20Z", "9999-12-31T23:59:59Z"],
        maximumBytes: 40_000
    ) { random in
        while true {
            // What cannot be published, such as a text that is too long, is drawn again.
            if let bytes = try? WireProperties.encode(RandomProperties.properties(&random)) { return bytes }
        }
    } check: { input in
        guard let properties = WireProperties.decode(input) else { return .refused }
        let delivery = Delivery(
            token: DeliveryToken(epoch: 1, tag: 1), exchange: "berth.dead", routingKey: "h", properties: properties,
            body: input)
        let letter = DeadLetter(position: 1, delivery: delivery)
        for now in [0, 1_700_000_000, Int64.max, Int64.min] {
            let texts = [
                DeadLetterText.people(letter, now: now), DeadLetterText.table([letter], now: now),
                DeadLetterText.counts([letter]), DeadLetterText.body(letter),
            ]
            try Defect.unless(
                texts.allSatisfy { !$0.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0 == "\u{7F}" } },
                "control characters reach the terminal")
            let summary = DeadLetterSummary(letter, now: now)
            try Defect.unless(summary.ageSeconds ?? 0 >= 0, "an age below zero")
        }
        _ = DeadLetterFilter(reasons: ["x"], minimumAgeSeconds: 5).matches(in: [letter], now: 0)
        let replay = DeadLetterReplay.message(letter, number: 1, exchange: "berth.requests").properties
        try Defect.unless(replay.expiration == nil && replay.userID == nil && replay.replyTo == nil, "a replay acts")
        try Defect.unless(replay.headers["CC"] == nil && replay.headers["BCC"] == nil, "a replay is routed elsewhere")
        try Defect.unless(
            (replay.headers[HeaderName.replays]?.integer ?? 0) > 0, "a replay does not say which one it is")
        return .accepted
    }
}
