internal import AMQP
internal import Wire

/// One who reads all events: takes the one after the last, drops what is older, ignores what is newer until its turn
/// comes.
struct Subscriber {
    /// The sequence of the last event that was taken.
    private(set) var last: Int64 = 0
    /// The events that were taken, in order.
    private(set) var taken: [OutgoingMessage] = []
    /// What was wrong with what arrived.
    private(set) var problems: [String] = []
    private var ids: [Int64: String] = [:]

    mutating func receive(_ message: OutgoingMessage) {
        let sequence = message.properties.headers[HeaderName.sequence]?.integer ?? 0
        let id = message.properties.messageID ?? ""
        if let known = ids[sequence], known != id { problems.append("event \(sequence) has changed its id") }
        ids[sequence] = id
        guard sequence == last + 1 else { return }
        last = sequence
        taken.append(message)
    }
}
