import AMQP
import Foundation
import SwiftProtobuf
import Wire

/// Dead letters for people.
enum DeadLetterText {
    /// A line for each letter.
    static func table(_ letters: [DeadLetter], now: Int64) -> String {
        var table = TextTable([
            .number("#"), .number("AGE"), .text("REASON", minimum: 10), .text("METHOD", minimum: 10),
            .text("HOST", minimum: 8), .identifier("KEY"), .text("WHY", minimum: 10), .number("REPLAYS"),
        ])
        for letter in letters {
            table.add([
                String(letter.position), letter.ageSeconds(now: now).map(Amount.age) ?? "?", letter.reason,
                letter.method + (letter.isCall ? " (call)" : ""), letter.host, letter.key, letter.message,
                String(letter.replays),
            ])
        }
        return table.rendered()
    }

    /// How many letters there are for each reason and method, the most first.
    static func counts(_ letters: [DeadLetter]) -> String {
        var counts: [String: Int] = [:]
        for letter in letters { counts["\(letter.reason) \(letter.method)", default: 0] += 1 }
        let ordered = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return ordered.map { "\($0.value) x \(Printable.text($0.key))" }.joined(separator: ", ") + "\n"
    }

    /// One letter with everything but its body.
    static func people(_ letter: DeadLetter, now: Int64) -> String {
        let summary = DeadLetterSummary(letter, now: now)
        var fields = FieldList()
        fields.add("key", letter.key.isEmpty ? "none" : letter.key)
        fields.add("method", letter.method)
        fields.add("host", letter.host)
        fields.add("kind", letter.isCall ? "call: the caller was told no" : "cast: nobody waited for an answer")
        fields.add("reason", letter.reason)
        fields.add("status", summary.status ?? "")
        fields.add("why", letter.message)
        fields.add(
            "parked",
            [summary.parked, letter.ageSeconds(now: now).map { Amount.age(seconds: $0) + " ago" }]
                .compactMap(\.self).joined(separator: ", "))
        fields.add("worker", letter.worker)
        fields.add("sent by", [summary.application, letter.user].filter { !$0.isEmpty }.joined(separator: ", user "))
        fields.add("attempts", String(letter.attempts))
        fields.add("replays", String(letter.replays))
        fields.add("times given back", String(letter.deliveries))
        fields.add("body", "\(summary.bodyBytes) bytes of \(letter.delivery.properties.contentType ?? "no named type")")
        return fields.rendered()
    }

    /// The body, for who asked for it: as JSON where the schema reads it, else as text or in hexadecimal.
    static func body(_ letter: DeadLetter) -> String {
        let bytes = letter.delivery.body
        if let method = letter.knownMethod,
            let type = try? ContentType(property: letter.delivery.properties.contentType),
            let request = try? MessageCodec(type).decodeRequest(method, from: bytes),
            let json = try? MessageJSON.text(any: request)
        {
            return json
        }
        if let text = String(validating: bytes, as: UTF8.self) { return Printable.lines(text) + "\n" }
        return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\n"
    }
}
