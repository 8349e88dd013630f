/// All that a store's journal tells of one subject, in order.
package struct HistoryReport: Codable, Hashable, Sendable {
    /// One decided request, with the facts that are about the subject.
    package struct Entry: Codable, Hashable, Sendable {
        /// Its place in the journal.
        package var position: Int64
        /// When it was decided (RFC 3339).
        package var time: String
        /// Its idempotency key; empty: the worker's own.
        package var requestKey: String
        /// The full method.
        package var method: String
        /// The authenticated name of the caller.
        package var caller: String
        /// What happened, one line for each fact.
        package var facts: [String]
    }

    /// The shard that the store belongs to.
    package var shard: String
    /// What the history is about.
    package var subject: String
    /// Position of the oldest journal entry that is kept: nothing before it can be told.
    package var firstPosition: Int64
    /// Position of the last entry.
    package var lastPosition: Int64
    /// Position of the oldest base, behind which the state can be rebuilt; 0: the journal is whole; -1: there is none.
    package var rebuiltFrom: Int64
    /// What happened, oldest first.
    package var entries: [Entry]
}
