import AMQP
import SwiftProtobuf
import Wire

/// A parked message, as its headers describe it; the body stays closed.
struct DeadLetter: Sendable {
    /// The place in the queue when it was read, from 1.
    var position: Int
    var delivery: Delivery

    private var headers: FieldTable { delivery.properties.headers }

    /// The idempotency key; empty when the sender gave none.
    var key: String { delivery.properties.messageID ?? "" }

    /// The host that the request was for.
    var host: String { delivery.routingKey }

    /// The method's name; for another service's message its whole `type`.
    var method: String {
        let type = delivery.properties.type ?? ""
        return knownMethod?.rawValue ?? type
    }

    /// The method, if this version knows it.
    var knownMethod: Wire.Method? {
        guard let type = delivery.properties.type else { return nil }
        return try? Wire.Method(path: type)
    }

    /// True when somebody waited for a reply; the caller was told no, and has gone elsewhere.
    var isCall: Bool { !(delivery.properties.replyTo ?? "").isEmpty }

    /// Why it is here: the worker's reason, else the broker's with `broker:` before it.
    var reason: String {
        if let reason = headers[HeaderName.deadReason]?.text { return reason }
        guard let death = delivery.properties.firstDeathReason else { return "unknown" }
        return "broker:\(death)"
    }

    /// The status code that a reply would have carried; nil: none was recorded.
    var status: StatusCode? {
        let value = headers[HeaderName.deadStatus]
        return (value?.integer ?? value?.text.flatMap { Int64($0) }).map(StatusCode.init(received:))
    }

    /// The message that a reply would have carried.
    var message: String { headers[HeaderName.deadMessage]?.text.map(StatusMessage.decode) ?? "" }

    /// Which worker parked it.
    var worker: String { headers[HeaderName.deadWorker]?.text ?? "" }

    /// How often it was tried.
    var attempts: Int64 { Self.count(headers[HeaderName.attempts]) }

    /// How often it has been replayed.
    var replays: Int64 { Self.count(headers[HeaderName.replays]) }

    /// How often it has been given back to this queue.
    var deliveries: Int64 { Self.count(headers["x-delivery-count"]) }

    /// Whose it was, as the broker had verified it.
    var user: String {
        headers[HeaderName.originalName(of: "user_id")]?.text ?? delivery.properties.userID ?? ""
    }

    /// When it was parked, in seconds since 1970; nil: not told, or not readable.
    var parkedSeconds: Int64? {
        if let text = headers[HeaderName.deadTime]?.text { return Self.seconds(ofRFC3339: text) }
        return delivery.properties.deaths.compactMap(\.timeSeconds).max().flatMap(Int64.init(exactly:))
    }

    /// Seconds since it was parked, else since it was sent; nil: neither is known.
    func ageSeconds(now: Int64) -> Int64? {
        let since = parkedSeconds ?? delivery.properties.timestampSeconds.flatMap(Int64.init(exactly:))
        guard let since else { return nil }
        let (age, overflow) = now.subtractingReportingOverflow(since)
        return overflow ? nil : max(0, age)
    }

    private static func count(_ value: FieldValue?) -> Int64 {
        max(0, value?.integer ?? value?.text.flatMap { Int64($0) } ?? 0)
    }

    private static func seconds(ofRFC3339 text: String) -> Int64? {
        // The protobuf JSON mapping of a timestamp is RFC 3339; the quotes make it JSON.
        guard !text.contains("\""), !text.contains("\\") else { return nil }
        return (try? Google_Protobuf_Timestamp(jsonString: "\"\(text)\""))?.seconds
    }
}
