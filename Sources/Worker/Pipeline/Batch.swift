internal import AMQP
internal import Journal
internal import Tracker

/// What has been decided and becomes durable together.
package struct Batch: Sendable {
    /// The decided requests.
    var entries: [JournalEntry] = []
    /// The state before the first of them, and all facts since: one copy a batch, from which a request that turns out
    /// to be defective is taken back.
    private(set) var base: State?
    private(set) var facts: [Fact] = []
    /// What their keys say, in order; the last one of a key counts.
    private(set) var keys: [KeyRecord] = []
    /// The same, by key.
    private(set) var records: [String: KeyRecord] = [:]
    /// The outbox rows, and the messages made from them.
    var outbox: [OutboxRow] = []
    var rows: [OutboundRow] = []
    /// Replies without an outbox row; they leave once everything they have seen is durable.
    var volatile: [OutboundRow] = []
    var deadLetters: [DeadLetterRecord] = []
    /// Held requests that changed.
    var held: [HeldChange] = []
    /// Entities that the facts have touched, each once, in order of first touch.
    private(set) var touched: [EntityIdentifier] = []
    private var touchedSet: Set<EntityIdentifier> = []
    /// The numbers given out when it was sealed; durable with it.
    var sealed: Pipeline.Numbers?
    /// Deliveries that are done once the batch is durable.
    var acknowledged: [DeliveryToken] = []
    /// Deliveries that the broker is to park once the batch is durable.
    var rejected: [DeliveryToken] = []

    /// Whether a transaction is needed.
    var isDurable: Bool {
        !entries.isEmpty || !keys.isEmpty || !outbox.isEmpty || !deadLetters.isEmpty || !held.isEmpty
    }

    /// Whether nothing is in it.
    var isEmpty: Bool { !isDurable && volatile.isEmpty && acknowledged.isEmpty && rejected.isEmpty }

    /// Notes the state before the first facts of the batch.
    mutating func start(from state: State) {
        if base == nil { base = state }
    }

    /// Notes facts that stay.
    mutating func keep(_ facts: [Fact]) {
        self.facts += facts
    }

    /// Notes what a key says from now on.
    mutating func record(_ record: KeyRecord) {
        keys.append(record)
        records[record.key] = record
    }

    /// Notes entities whose rows are to be written.
    mutating func touch(_ entities: [EntityIdentifier]) {
        for entity in entities where touchedSet.insert(entity).inserted { touched.append(entity) }
    }
}
