import AMQP
import Wire

@testable import Worker

/// Field values, properties and messages of every kind.
enum RandomMessages {
    /// A value of any type, nested at most so deep.
    static func value(_ random: inout SeededRandom, depth: Int = 4) -> FieldValue {
        switch random.number(0...(depth > 0 ? 18 : 16)) {
        case 0: .boolean(random.once(in: 2))
        case 1: .int8(Int8(truncatingIfNeeded: random.next()))
        case 2: .uint8(UInt8(truncatingIfNeeded: random.next()))
        case 3: .int16(Int16(truncatingIfNeeded: random.next()))
        case 4: .uint16(UInt16(truncatingIfNeeded: random.next()))
        case 5: .int32(Int32(truncatingIfNeeded: random.next()))
        case 6: .uint32(UInt32(truncatingIfNeeded: random.next()))
        case 7: .int64(Int64(bitPattern: random.next()))
        case 8: .uint64(random.next())
        case 9: .float(Float(random.number(-1_000...1_000)) / 8)
        case 10: .double(random.pick([0, -0.5, .infinity, 1e300, 1e-300]))
        case 11:
            .decimal(scale: UInt8(truncatingIfNeeded: random.next()), value: UInt32(truncatingIfNeeded: random.next()))
        case 12: .string(text(&random))
        case 13: .longString(random.bytes(12))
        case 14: .timestamp(random.next())
        case 15: .bytes(random.bytes(12))
        case 16: .void
        case 17: .array((0..<random.number(0...3)).map { _ in value(&random, depth: depth - 1) })
        default: .table(table(&random, depth: depth - 1))
        }
    }

    static func table(_ random: inout SeededRandom, depth: Int = 4) -> FieldTable {
        FieldTable(
            (0..<random.number(0...4)).map { _ in
                FieldTable.Entry(key: text(&random), value: value(&random, depth: depth))
            })
    }

    static func text(_ random: inout SeededRandom) -> String {
        random.pick([
            "", "a", "CC", "x-death", "ä", "\u{0}", "\u{1B}[2J", "\"", "\n", "berth-x", "1", "日本", "%2F", "e\u{301}",
            "é",
        ])
            + random.pick(["", "", "b", "c"])
    }

    static func properties(_ random: inout SeededRandom) -> MessageProperties {
        var properties = MessageProperties()
        let maybe = { (random: inout SeededRandom) in random.once(in: 2) ? text(&random) : nil }
        properties.contentType = maybe(&random)
        properties.contentEncoding = maybe(&random)
        properties.correlationID = maybe(&random)
        properties.replyTo = maybe(&random)
        properties.expiration = maybe(&random)
        properties.messageID = maybe(&random)
        properties.type = maybe(&random)
        properties.userID = maybe(&random)
        properties.appID = maybe(&random)
        properties.clusterID = maybe(&random)
        properties.persistent = random.once(in: 2)
        properties.priority = random.once(in: 2) ? UInt8(truncatingIfNeeded: random.next()) : nil
        properties.timestampSeconds = random.once(in: 2) ? random.next() : nil
        properties.headers = table(&random)
        return properties
    }

    /// A message that starts as a sound request and has some of its parts replaced.
    static func hostile(_ random: inout SeededRandom, key: String) -> Samples.Sent {
        var sent = Samples.Sent()
        sent.properties = properties(&random)
        if !random.once(in: 4) { sent.properties.type = random.pick(Wire.Method.allCases).path }
        if !random.once(in: 4) { sent.properties.messageID = key }
        if !random.once(in: 4) { sent.properties.contentType = random.pick([nil, "application/json"]) }
        let names = [
            "grpc-timeout", "timestamp_in_ms", "berth-rehearse", "berth-replays", "traceparent", "tracestate", "CC",
            "berth-original-CC", "x-delivery-count",
        ]
        for _ in 0..<random.number(0...3) { sent.properties.headers[random.pick(names)] = value(&random) }
        sent.routingKey = text(&random)
        sent.body = random.bytes(60)
        return sent
    }
}
