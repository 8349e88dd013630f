/// Why and where from a message was dead-lettered: one entry of the `x-death` header.
///
/// Source: RabbitMQ, "Dead Letter Exchanges", section "Effects on Messages". All fields are optional because any client
/// can send a header of that name in any shape.
public struct DeathRecord: Sendable, Hashable {
    /// `rejected`, `expired`, `maxlen` or `delivery_limit`.
    public var reason: String?
    /// The queue in which the message died.
    public var queue: String?
    /// The exchange to which it had been published.
    public var exchange: String?
    /// Its routing keys, `CC` included.
    public var routingKeys: [String] = []
    /// How often it died in this queue for this reason.
    public var count: Int64?
    /// When it died first, seconds since 1970.
    public var timeSeconds: UInt64?
    /// The `expiration` that the message had, which the broker removes.
    public var originalExpiration: String?

    /// A record with nothing known.
    public init() {}

    /// Reads one table of the header; fields of another type than the broker's are left out.
    public init(_ table: FieldTable) {
        reason = table["reason"]?.text
        queue = table["queue"]?.text
        exchange = table["exchange"]?.text
        routingKeys = (table["routing-keys"]?.array ?? []).compactMap(\.text)
        count = table["count"]?.integer
        if case .timestamp(let seconds)? = table["time"] { timeSeconds = seconds }
        originalExpiration = table["original-expiration"]?.text
    }
}

extension MessageProperties {
    /// The deaths of this message, latest first; what does not look like one is skipped.
    public var deaths: [DeathRecord] {
        (headers["x-death"]?.array ?? []).compactMap { $0.table.map(DeathRecord.init) }
    }

    /// The reason of the first death (`x-first-death-reason`), which the broker keeps when deaths are added.
    public var firstDeathReason: String? { headers["x-first-death-reason"]?.text }
}
