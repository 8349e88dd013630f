/// What became of a request, and why.
package struct Explanation: Codable, Hashable, Sendable {
    /// Its idempotency key.
    package var key: String
    /// How it ended: `applied`, `refused`, `turned away`, `held` or `dead`; `not on record` if only the journal has it.
    package var ending: String
    /// The full method.
    package var method: String
    /// The authenticated name of the caller; empty: the journal does not have it.
    package var caller: String
    /// When it ended (RFC 3339).
    package var time: String
    /// Its place in the journal; 0: it has none.
    package var position: Int64
    /// The recorded status code, such as `RESOURCE_EXHAUSTED`; absent: none is recorded.
    package var status: String?
    /// The recorded reason.
    package var reason: String
    /// The recorded message.
    package var message: String
    /// What followed from it, one line for each fact.
    package var facts: [String]
    /// Of a refused claim: the cells and devices that it asked for; absent: none, or they are not on record.
    package var requested: RequestedReport?
    /// Of a claim that did not fit: who stood in the way.
    package var shortage: ShortageReport?
    /// Of a claim whose guest cells had no place: why, cell by cell.
    package var topology: TopologyShortage?
    /// Of a step of a move that was refused: what would have been allowed.
    package var transition: TransitionReport?
    /// Why something cannot be told.
    package var notes: [String]
}

/// Why a step of a move was refused.
package struct TransitionReport: Codable, Hashable, Sendable {
    /// The move.
    package var migration: String
    /// Which side was told.
    package var side: String
    /// The status it had, as far as was known to it.
    package var from: String
    /// The status asked for.
    package var to: String
    /// What might have followed.
    package var allowed: [String]
    /// The move's history up to the request.
    package var history: [HistoryReport.Entry]
}
