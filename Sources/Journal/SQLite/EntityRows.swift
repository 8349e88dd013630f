import GRDB

/// The entity rows in the database, or the copy of them in a base.
struct EntityRows {
    let database: Database
    let table: String

    /// The rows of the present state.
    init(_ database: Database) {
        self.init(database, table: "entity")
    }

    /// The rows of a table of the same form.
    init(_ database: Database, table: String) {
        self.database = database
        self.table = table
    }

    /// Applies changes in order and keeps the digest up with them.
    func apply(_ changes: [EntityChange], to digest: inout EntityDigest) throws {
        guard !changes.isEmpty else { return }
        let find = try PreparedStatement(database, "SELECT checksum FROM \(table) WHERE kind = ? AND key = ?")
        let insert = try PreparedStatement(
            database, "INSERT INTO \(table) (value, checksum, kind, key) VALUES (?, ?, ?, ?)")
        let update = try PreparedStatement(
            database, "UPDATE \(table) SET value = ?, checksum = ? WHERE kind = ? AND key = ?")
        let delete = try PreparedStatement(database, "DELETE FROM \(table) WHERE kind = ? AND key = ?")
        for change in changes {
            switch change {
            case .delete(let key):
                guard let former = try checksum(of: key, with: find) else { continue }
                try delete.run(.text(key.kind), .text(key.key))
                try digest.remove(former)
            case .put(let key, let value):
                let former = try checksum(of: key, with: find)
                let checksum = EntityDigest.checksum(key, value)
                try (former == nil ? insert : update).run(
                    .bytes(value), .integer(Int64(bitPattern: checksum)), .text(key.kind), .text(key.key))
                if let former { try digest.remove(former) }
                digest.add(checksum)
            }
        }
    }

    /// All rows in order, each compared with its checksum.
    func all() throws -> [(key: EntityKey, value: [UInt8])] {
        var rows: [(key: EntityKey, value: [UInt8])] = []
        try forEach { key, value, _ in rows.append((key, value)) }
        return rows
    }

    /// The digest over what is stored now, each row compared with its checksum.
    func digest() throws -> EntityDigest {
        var digest = EntityDigest.empty
        try forEach { _, _, checksum in digest.add(checksum) }
        return digest
    }

    private func forEach(_ body: (EntityKey, [UInt8], UInt64) -> Void) throws {
        let statement = try PreparedStatement(
            database, "SELECT kind, key, value, checksum FROM \(table) ORDER BY kind, key")
        try statement.forEachRow { row in
            let key = EntityKey(kind: row.text(0), key: row.text(1))
            let value = row.bytes(2)
            let checksum = EntityDigest.checksum(key, value)
            guard checksum == UInt64(bitPattern: row.integer(3)) else {
                throw JournalError.damaged(
                    "An entity row of the kind \(key.kind.debugDescription) is not what was written.")
            }
            body(key, value, checksum)
        }
    }

    private func checksum(of key: EntityKey, with find: PreparedStatement) throws -> UInt64? {
        try find.firstRow(.text(key.kind), .text(key.key)) { UInt64(bitPattern: $0.integer(0)) }
    }
}
