import GRDB

/// The bases in the database: a row for each, and a table with its entity rows.
struct BaseRows {
    let database: Database

    func make(_ record: StoreRecord, _ nowNanoseconds: Int64, keeping limit: Int) throws -> JournalBase {
        let kept = try all()
        let base = JournalBase(
            id: (kept.last?.id ?? 0) + 1, position: JournalPosition(record.lastPosition),
            timeNanoseconds: nowNanoseconds, entityCount: record.entityDigest.count, digest: record.entityDigest)
        try database.execute(sql: SQLiteSchema.createEntityTable(Self.table(base.id)))
        let copied = try PreparedStatement(
            database, "INSERT INTO \(Self.table(base.id)) SELECT * FROM entity ORDER BY kind, key"
        ).run()
        guard copied == base.entityCount else {
            throw JournalError.damaged("There are \(copied) entity rows instead of \(base.entityCount).")
        }
        try PreparedStatement(database, "INSERT INTO base VALUES (?, ?, ?, ?, ?)").run(
            .integer(base.id), .integer(base.position.value), .integer(base.timeNanoseconds),
            .integer(Int64(base.entityCount)), .integer(Int64(bitPattern: base.digest.sum)))
        for old in kept.prefix(max(0, kept.count + 1 - max(1, limit))) {
            try database.execute(sql: "DROP TABLE \(Self.table(old.id))")
            try PreparedStatement(database, "DELETE FROM base WHERE id = ?").run(.integer(old.id))
        }
        return base
    }

    func all() throws -> [JournalBase] {
        let statement = try PreparedStatement(
            database, "SELECT id, position, time_ns, entity_count, entity_sum FROM base ORDER BY id")
        var bases: [JournalBase] = []
        try statement.forEachRow { row in
            guard row.integer(1) >= 0 else { throw JournalError.damaged("A base has an impossible position.") }
            let count = Int(row.integer(3))
            bases.append(
                JournalBase(
                    id: row.integer(0), position: JournalPosition(row.integer(1)), timeNanoseconds: row.integer(2),
                    entityCount: count, digest: EntityDigest(sum: UInt64(bitPattern: row.integer(4)), count: count)))
        }
        return bases
    }

    func entities(of base: JournalBase) throws -> [(key: EntityKey, value: [UInt8])] {
        guard try all().contains(where: { $0.id == base.id }) else {
            throw JournalError(.notFound, "The base \(base.id) is no longer kept. Use one of those that are listed.")
        }
        let rows = try EntityRows(database, table: Self.table(base.id)).all()
        var digest = EntityDigest.empty
        for row in rows { digest.add(EntityDigest.checksum(row.key, row.value)) }
        guard digest == base.digest else {
            throw JournalError.damaged("The digest over the base \(base.id) is \(digest) instead of \(base.digest).")
        }
        return rows
    }

    private static func table(_ id: Int64) -> String {
        "base_entity_\(id)"
    }
}
