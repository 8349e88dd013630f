import EndToEndTestSupport

/// What a node has, or a claim asks for.
struct Amounts: Equatable {
    var vcpus: Int64 = 0
    var memory: Int64 = 0
    var functions = 0
}

/// A request that changes something, as its caller remembers it.
struct Change: Sendable {
    /// What it asks for.
    enum Effect: Sendable {
        case report(Amounts)
        case claim(Amounts)
        case abort
        case update
        case delete
    }

    let call: Call
    let host: String
    let instance: String
    let effect: Effect
    /// What the caller was told; nil: it did not wait.
    var reply: Reply?
    /// How many request queues had been deleted when it was first sent: with the next one it may be lost.
    let lossesBefore: Int
}

/// A message that must be parked.
struct Parked: Sendable {
    /// The reason that the dead letter carries; empty: parked by the broker.
    let reason: String
    /// How many request queues had been deleted when it was sent: with the next one it may be lost.
    let lossesBefore: Int
}

/// What a caller read about a node.
struct NodeReading: Sendable {
    let host: String
    let position: Int64
    let vcpus: Int64
    let instances: Set<String>
    /// Who has which device, as `address instance`, in order.
    let functions: [String]
}

/// Everything that callers have sent and were told.
struct LoadRecord: Sendable {
    /// Requests that change something, by key.
    var changes: [String: Change] = [:]
    var readings: [NodeReading] = []
    /// Requests that must have left no key and no effect, with their hosts.
    var rehearsals: [String: String] = [:]
    /// Messages that must be parked although they are no requests, by key.
    var parked: [String: Parked] = [:]
    /// What contradicts what was told before.
    var complaints: [String] = []
    /// How often each operation was done.
    var counts: [Operation: Int] = [:]
}
