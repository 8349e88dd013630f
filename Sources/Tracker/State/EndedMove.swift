/// A side's record of a move that is over, in the order in which they ended.
struct EndedMove: Hashable, Sendable, Comparable {
    /// When it ended.
    var end: Instant
    /// Which record.
    var migration: MigrationIdentifier

    /// Orders by end, then by record.
    static func < (left: Self, right: Self) -> Bool {
        left.end == right.end ? left.migration < right.migration : left.end < right.end
    }
}

extension MigrationRecord {
    /// Its place among the moves that are over; absent: it is open.
    var ended: EndedMove? {
        migration.status.isTerminal ? EndedMove(end: migration.recency, migration: identifier) : nil
    }
}
