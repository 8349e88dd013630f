import GRDB

/// Writes one batch inside a transaction that the caller has begun.
struct BatchWriter {
    let database: Database
    let filter: KeyFilter
    let incarnation: Int64

    /// Checks that the batch follows on what is stored, then writes it; throws before anything is written if not.
    func write(_ batch: JournalBatch) throws {
        var record = try StoreRecord.read(database)
        guard record.incarnation == incarnation else { throw JournalError.fenced(incarnation: incarnation) }
        try advance(&record, by: batch)
        try JournalRows(database: database).append(batch.entries)
        try RequestKeys(database: database, filter: filter).write(batch.keys)
        try EntityRows(database).apply(batch.entities, to: &record.entityDigest)
        let outbox = OutboxRows(database: database)
        try outbox.append(batch.outbox)
        try outbox.remove(batch.published)
        try HeldRows(database: database).apply(batch.held)
        try DeadLetterRows(database: database).append(batch.deadLetters)
        switch batch.mark {
        case .unchanged: break
        case .set(let mark): record.mark = mark
        case .clear: record.mark = nil
        }
        record.stoppedCleanly = false
        record.lastTimeNanoseconds = batch.timeNanoseconds
        try record.write(database)
    }

    private func advance(_ record: inout StoreRecord, by batch: JournalBatch) throws {
        for entry in batch.entries {
            guard entry.position.value == record.lastPosition + 1 else {
                throw JournalError(
                    .positionGap,
                    "The batch has position \(entry.position.value) after \(record.lastPosition); nothing was written. "
                        + "Load the store again.")
            }
            record.lastPosition = entry.position.value
        }
        for row in batch.outbox {
            try advance(&record, by: row)
        }
    }

    private func advance(_ record: inout StoreRecord, by row: OutboxRow) throws {
        guard row.id > record.lastOutboxID else {
            throw JournalError(
                .outboxOrder,
                "The batch has outbox number \(row.id) after \(record.lastOutboxID); nothing was written. "
                    + "Load the store again.")
        }
        record.lastOutboxID = row.id
        switch row.lane {
        case .event:
            guard row.sequence.value == record.lastSequence + 1 else {
                throw JournalError(
                    .sequenceGap,
                    "The batch has event sequence \(row.sequence.value) after \(record.lastSequence); nothing was "
                        + "written. Load the store again.")
            }
            record.lastSequence = row.sequence.value
        case .reply, .deadLetter:
            guard row.sequence == .none else {
                throw JournalError(.invalidBatch, "Only events have a sequence; nothing was written.")
            }
        }
    }
}
