import AMQP
import Wire

/// Properties and header tables of every kind, most of them as a request has them.
enum RandomProperties {
    static func properties(_ random: inout FuzzRandom) -> MessageProperties {
        var properties = MessageProperties()
        properties.type = random.pick([
            Wire.Method.getNode.path, Wire.Method.claimInstance.path, "/berth.journal.v1/EndLease", "/x/Y", "",
        ])
        properties.messageID = random.pick(["key-1", "0d4f2c3e-5b6a-4c7d-8e9f-0123456789ab", "", "a b", "é"])
        properties.contentType = random.pick([nil, "application/protobuf", "application/json; charset=utf-8", "a/b"])
        properties.replyTo = random.pick([nil, "caller", "amq.rabbitmq.reply-to.g1", "berth.dead", text(&random)])
        properties.correlationID = random.pick([nil, "1", text(&random)])
        properties.contentEncoding = random.pick([nil, nil, text(&random)])
        properties.expiration = random.pick([nil, "1000", "-1", "9223372036854775807", "+5", text(&random)])
        properties.timestampSeconds = random.pick([nil, 1_700_000_000, UInt64(bitPattern: random.edge())])
        properties.priority = random.pick([nil, 0, 9, 255])
        properties.userID = random.pick([nil, "guest", text(&random)])
        properties.appID = random.pick([nil, "nova", text(&random)])
        properties.clusterID = random.pick([nil, nil, "c"])
        properties.persistent = random.once(in: 2)
        properties.headers = table(&random)
        return properties
    }

    static let names = [
        "grpc-timeout", "timestamp_in_ms", "berth-rehearse", "berth-replays", "traceparent", "tracestate", "CC", "BCC",
        "berth-original-CC", "berth-original-user_id", "berth-original-x-tenant", "x-delivery-count", "x-death",
        "x-first-death-reason", "berth-dead-reason", "berth-dead-status", "berth-dead-message", "berth-dead-time",
        "berth-dead-worker", "berth-attempts", "grpc-status", "grpc-message", "grpc-status-details-bin",
        "berth-position", "berth-replayed", "berth-rehearsal", "authorization", "note-bin",
    ]

    private static func table(_ random: inout FuzzRandom) -> FieldTable {
        FieldTable(
            (0..<random.pick([0, 1, 3, 20])).map { _ in
                FieldTable.Entry(
                    key: random.once(in: 5) ? text(&random) : random.pick(names), value: value(&random, depth: 5))
            })
    }

    private static func value(_ random: inout FuzzRandom, depth: Int) -> FieldValue {
        switch random.number(0...(depth > 0 ? 20 : 17)) {
        case 0: .boolean(random.once(in: 2))
        case 1: .int8(Int8(truncatingIfNeeded: random.edge()))
        case 2: .uint8(UInt8(truncatingIfNeeded: random.edge()))
        case 3: .int16(Int16(truncatingIfNeeded: random.edge()))
        case 4: .uint16(UInt16(truncatingIfNeeded: random.edge()))
        case 5: .int32(Int32(truncatingIfNeeded: random.edge()))
        case 6: .uint32(UInt32(truncatingIfNeeded: random.edge()))
        case 7: .int64(random.edge())
        case 8: .uint64(UInt64(bitPattern: random.edge()))
        case 9: .float(random.pick([0, .nan, .infinity, -0.0]))
        case 10: .double(random.pick([0, .nan, -.infinity, 1e300]))
        case 11: .decimal(scale: random.byte(), value: UInt32(truncatingIfNeeded: random.edge()))
        case 12, 13, 14: .string(text(&random))
        case 15: .longString(random.bytes(12))
        case 16: .timestamp(UInt64(bitPattern: random.edge()))
        case 17: .bytes(random.bytes(12))
        case 18: .array((0..<random.number(0...3)).map { _ in value(&random, depth: depth - 1) })
        case 19: nested(random.pick([1, 8, 30, 31, 32, 33, 34, 40]), &random)
        default: .table(FieldTable([.init(key: text(&random), value: value(&random, depth: depth - 1))]))
        }
    }

    /// Tables or arrays within each other, around the depth at which the client cuts.
    private static func nested(_ depth: Int, _ random: inout FuzzRandom) -> FieldValue {
        (0..<depth).reduce(.void) { value, _ in
            random.once(in: 8) ? .array([value]) : .table(FieldTable([.init(key: "d", value: value)]))
        }
    }

    static func text(_ random: inout FuzzRandom) -> String {
        random.pick([
            "", "1", "5S", "200m", "ä", "e\u{301}", "é", "\0", "\n", "\u{1B}[2J", "日本", "%2F", "rejected", "true",
            "2023-11-14T22:13:20Z", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "-1",
            String(repeating: "x", count: random.pick([200, 240, 241, 255, 256])),
        ])
    }
}
