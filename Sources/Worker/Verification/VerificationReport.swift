/// What checking a store found.
package struct VerificationReport: Codable, Hashable, Sendable {
    /// One thing that is wrong.
    package struct Finding: Codable, Hashable, Sendable {
        /// Stable identifier in upper snake case.
        package var kind: String
        /// The node, instance, row or base concerned.
        package var subject: String
        /// For people.
        package var message: String
    }

    /// Identity of the store.
    package var storeID: String
    /// The shard it belongs to.
    package var shard: String
    /// Position of the last journal entry.
    package var position: Int64
    /// Sequence of the last event.
    package var sequence: Int64
    /// Nodes in the state.
    package var nodes: Int
    /// Instance records in the state.
    package var instances: Int
    /// Messages that are not confirmed.
    package var outbox: Int
    /// Digest over the entity rows.
    package var digest: String
    /// Journal entries that were applied again.
    package var replayedEntries: Int
    /// Position that replaying started behind; -1: nothing could be replayed.
    package var replayedFrom: Int64
    /// Everything that is wrong; empty: the store is sound.
    package var findings: [Finding]
}
