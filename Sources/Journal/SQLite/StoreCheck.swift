import GRDB

/// Compares what a store says of itself with what is in it.
struct StoreCheck {
    let database: Database

    /// Recomputes what can be recomputed; fails with `damaged` on the first thing that does not agree.
    func run(_ opening: SQLiteStore.Opening) throws -> LoadedJournal {
        let record = try StoreRecord.read(database)
        let digest = try EntityRows(database).digest()
        guard digest == record.entityDigest else {
            throw JournalError.damaged(
                "The digest over the entity rows is \(digest) instead of \(record.entityDigest).")
        }
        try checkJournal(record)
        let highest = try OutboxRows(database: database).highest()
        guard highest.id <= record.lastOutboxID, highest.sequence <= record.lastSequence else {
            throw JournalError.damaged("The outbox has messages that the store does not know of.")
        }
        return LoadedJournal(
            storeID: record.storeID, shard: record.shard, incarnation: record.incarnation, isNew: opening.isNew,
            stoppedCleanly: opening.stoppedCleanly, mark: record.mark,
            lastPosition: JournalPosition(record.lastPosition),
            firstKeptPosition: JournalPosition(record.firstKeptPosition),
            lastSequence: EventSequence(record.lastSequence), lastOutboxID: record.lastOutboxID,
            lastHeldID: try number("SELECT IFNULL(MAX(id), 0) FROM held"),
            lastTimeNanoseconds: record.lastTimeNanoseconds,
            counts: LoadedJournal.Counts(
                entities: digest.count, outbox: Int(try number("SELECT COUNT(*) FROM outbox")),
                held: Int(try number("SELECT COUNT(*) FROM held")),
                deadLetters: Int(try number("SELECT COUNT(*) FROM dead_letter"))),
            entityDigest: digest)
    }

    private func checkJournal(_ record: StoreRecord) throws {
        guard record.lastPosition >= 0, record.lastSequence >= 0, record.firstKeptPosition >= 1 else {
            throw JournalError.damaged("The store says impossible things of its journal.")
        }
        let expected =
            record.firstKeptPosition > record.lastPosition ? nil : (record.firstKeptPosition, record.lastPosition)
        let found = try JournalRows(database: database).bounds()
        guard found?.first == expected?.0, found?.last == expected?.1 else {
            throw JournalError.damaged(
                "The journal has the entries \(Self.text(found?.first, found?.last)) instead of "
                    + "\(Self.text(expected?.0, expected?.1)).")
        }
    }

    private func number(_ sql: String) throws -> Int64 {
        try PreparedStatement(database, sql).firstRow { $0.integer(0) } ?? 0
    }

    private static func text(_ first: Int64?, _ last: Int64?) -> String {
        guard let first, let last else { return "none" }
        return "\(first) to \(last)"
    }
}
