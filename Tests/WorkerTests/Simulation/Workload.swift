import AMQP
import Wire

@testable import Worker

/// Random requests of a few callers: sound ones, repeated ones, reads, rehearsals and nonsense.
struct Workload {
    private var random: SeededRandom
    private let prefix: String
    private var sent: [Samples.Sent] = []
    private var count = 0

    init(seed: UInt64) {
        random = SeededRandom(seed: seed &* 7_919)
        prefix = "s\(seed)-"
    }

    mutating func next() throws -> Samples.Sent {
        count += 1
        let key = "\(prefix)\(count)" + (random.once(in: 3) ? "d" : "")
        let host = random.pick(["h1", "h2"])
        let instance = random.number(1...6)
        let replyTo = random.once(in: 4) ? nil : "caller"
        if !sent.isEmpty, random.once(in: 4) { return try repeated(random.pick(sent), host, instance) }
        let message: Samples.Sent
        switch random.number(0...9) {
        case 0, 1: message = try Samples.report(host, key: key, vcpus: Int64(random.number(1...8)), replyTo: replyTo)
        case 2...5: message = try Samples.claim(host, instance, key: key, replyTo: replyTo)
        case 6: message = try Samples.abort(host, instance, key: key, replyTo: replyTo)
        case 7: message = try Samples.getNode(host, key: key)
        case 8: message = try rehearsalOrOutcome(host, instance, key)
        default: message = try broken(Samples.claim(host, instance, key: key, replyTo: replyTo))
        }
        sent.append(message)
        return message
    }

    /// The same request again, or its key with another one.
    private mutating func repeated(_ first: Samples.Sent, _ host: String, _ instance: Int) throws -> Samples.Sent {
        guard random.once(in: 6), let key = first.properties.messageID else { return first }
        return try Samples.claim(host, instance + 10, key: key)
    }

    private mutating func rehearsalOrOutcome(_ host: String, _ instance: Int, _ key: String) throws -> Samples.Sent {
        if random.once(in: 2) {
            return try Samples.claim(host, instance, key: key).with { $0.properties.headers["berth-rehearse"] = "1" }
        }
        let asked = sent.isEmpty ? nil : random.pick(sent).properties.messageID
        return try Samples.outcome(of: asked ?? "unknown", host, key: key)
    }

    private mutating func broken(_ message: Samples.Sent) -> Samples.Sent {
        let kind = random.number(0...4)
        let body = random.bytes(40)
        return message.with {
            switch kind {
            case 0: $0.body = body
            case 1: $0.properties.type = "/nobody/knows"
            case 2: $0.properties.messageID = nil
            case 3: $0.properties.headers["berth-rehearsal"] = "1"
            default:
                $0.properties.headers["timestamp_in_ms"] = .int64(1)
                $0.properties.headers["grpc-timeout"] = "1S"
            }
        }
    }
}
