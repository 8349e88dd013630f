import GRDB

/// The unconfirmed messages in the database.
struct OutboxRows {
    let database: Database

    func append(_ rows: [OutboxRow]) throws {
        guard !rows.isEmpty else { return }
        let statement = try PreparedStatement(database, "INSERT INTO outbox VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        for row in rows {
            try statement.run(
                .integer(row.id), .integer(Int64(row.lane.rawValue)), .integer(row.position.value),
                .integer(row.sequence.value), .text(row.exchange), .text(row.routingKey), .bytes(row.envelope),
                .bytes(row.body), .integer(Self.checksum(row)))
        }
    }

    /// Removes rows; neighbouring numbers go in one statement.
    func remove(_ ids: [Int64]) throws {
        guard var first = ids.min() else { return }
        let statement = try PreparedStatement(database, "DELETE FROM outbox WHERE id BETWEEN ? AND ?")
        var last = first
        for id in ids.sorted().dropFirst() {
            if id <= last + 1 {
                last = id
            } else {
                try statement.run(.integer(first), .integer(last))
                (first, last) = (id, id)
            }
        }
        try statement.run(.integer(first), .integer(last))
    }

    /// Rows above a number, ascending, each compared with its checksum.
    func read(after id: Int64, limit: Int) throws -> [OutboxRow] {
        let statement = try PreparedStatement(database, "SELECT * FROM outbox WHERE id > ? ORDER BY id LIMIT ?")
        var rows: [OutboxRow] = []
        try statement.forEachRow(.integer(id), .integer(Int64(max(0, limit)))) { row in
            rows.append(try Self.make(row))
        }
        return rows
    }

    /// The highest stored number and event sequence, 0 if there are none.
    func highest() throws -> (id: Int64, sequence: Int64) {
        let statement = try PreparedStatement(
            database, "SELECT IFNULL(MAX(id), 0), IFNULL(MAX(sequence), 0) FROM outbox")
        return try statement.firstRow { ($0.integer(0), $0.integer(1)) } ?? (0, 0)
    }

    private static func make(_ row: ResultRow) throws -> OutboxRow {
        guard let lane = OutboxLane(rawValue: Int(row.integer(1))), row.integer(2) >= 0, row.integer(3) >= 0 else {
            throw JournalError.damaged("The outbox row \(row.integer(0)) has impossible values.")
        }
        let message = OutboxRow(
            id: row.integer(0), lane: lane, position: JournalPosition(row.integer(2)),
            sequence: EventSequence(row.integer(3)), exchange: row.text(4), routingKey: row.text(5),
            envelope: row.bytes(6), body: row.bytes(7))
        guard checksum(message) == row.integer(8) else {
            throw JournalError.damaged("The outbox row \(row.integer(0)) is not what was written.")
        }
        return message
    }

    private static func checksum(_ row: OutboxRow) -> Int64 {
        var checksum = RowChecksum(seed: ChecksumSeed.outbox.rawValue)
        checksum.combine(row.id)
        checksum.combine(Int64(row.lane.rawValue))
        checksum.combine(row.position.value)
        checksum.combine(row.sequence.value)
        checksum.combine(row.exchange)
        checksum.combine(row.routingKey)
        checksum.combine(row.envelope)
        checksum.combine(row.body)
        return checksum.stored
    }
}
