import GRDB

/// The form of the database, as an append-only list of migrations.
///
/// A released migration never changes; a new form is a new migration at the end. The version of a database is the
/// number of migrations that it has been through, kept in `user_version`.
enum SQLiteSchema {
    /// Marks a SQLite file as a Berth store (`BRTH`), in the place that SQLite has for this.
    static let applicationID: Int64 = 0x4252_5448

    static let migrations: [String] = [version1]

    static var currentVersion: Int { migrations.count }

    /// Brings a database to the current version; each migration is a transaction.
    static func migrate(_ database: Database) throws {
        let version = try version(of: database)
        precondition(version <= currentVersion, "A newer store is refused before it is migrated.")
        for (index, migration) in migrations.enumerated().dropFirst(version) {
            try database.inTransaction(.immediate) {
                try database.execute(sql: migration)
                try database.execute(sql: "PRAGMA user_version = \(index + 1)")
                return .commit
            }
        }
    }

    static func version(of database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    }

    /// The table for the request keys of one day, or of one ending.
    static func createKeyTable(_ name: String) -> String {
        """
        CREATE TABLE IF NOT EXISTS \(name) (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            content_digest BLOB NOT NULL,
            ending INTEGER NOT NULL,
            position INTEGER NOT NULL,
            time_ns INTEGER NOT NULL,
            method TEXT NOT NULL,
            reply BLOB NOT NULL,
            status INTEGER NOT NULL,
            replays INTEGER NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT;
        """
    }

    /// The table for the entity rows, or for those of one base.
    static func createEntityTable(_ name: String) -> String {
        """
        CREATE TABLE \(name) (
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            value BLOB NOT NULL,
            checksum INTEGER NOT NULL,
            PRIMARY KEY (kind, key)
        ) STRICT, WITHOUT ROWID;
        """
    }

    private static let version1 = """
        PRAGMA application_id = \(applicationID);
        CREATE TABLE store (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            store_id TEXT NOT NULL,
            shard TEXT NOT NULL,
            incarnation INTEGER NOT NULL,
            is_open INTEGER NOT NULL,
            stopped_cleanly INTEGER NOT NULL,
            mark BLOB,
            last_position INTEGER NOT NULL,
            first_kept_position INTEGER NOT NULL,
            last_sequence INTEGER NOT NULL,
            last_outbox_id INTEGER NOT NULL,
            last_time_ns INTEGER NOT NULL,
            entity_count INTEGER NOT NULL,
            entity_sum INTEGER NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE journal (
            position INTEGER PRIMARY KEY,
            time_ns INTEGER NOT NULL,
            request_key TEXT NOT NULL,
            method TEXT NOT NULL,
            caller TEXT NOT NULL,
            trace TEXT NOT NULL,
            facts BLOB NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY,
            lane INTEGER NOT NULL,
            position INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            exchange TEXT NOT NULL,
            routing_key TEXT NOT NULL,
            envelope BLOB NOT NULL,
            body BLOB NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE held (
            id INTEGER PRIMARY KEY,
            subject TEXT NOT NULL,
            arrival INTEGER NOT NULL,
            envelope BLOB NOT NULL,
            body BLOB NOT NULL,
            attempts INTEGER NOT NULL,
            next_attempt_ns INTEGER NOT NULL,
            reason TEXT NOT NULL,
            request_key TEXT NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE dead_letter (
            id INTEGER PRIMARY KEY,
            request_key TEXT NOT NULL,
            time_ns INTEGER NOT NULL,
            method TEXT NOT NULL,
            caller TEXT NOT NULL,
            host TEXT NOT NULL,
            reason TEXT NOT NULL,
            status INTEGER NOT NULL,
            message TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            replays INTEGER NOT NULL,
            checksum INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX dead_letter_by_time ON dead_letter (time_ns);
        CREATE TABLE base (
            id INTEGER PRIMARY KEY,
            position INTEGER NOT NULL,
            time_ns INTEGER NOT NULL,
            entity_count INTEGER NOT NULL,
            entity_sum INTEGER NOT NULL
        ) STRICT;
        \(createEntityTable("entity"))
        \(createKeyTable("request_key_turned_away"))
        CREATE INDEX request_key_turned_away_by_time ON request_key_turned_away (time_ns);
        \(createKeyTable("request_key_dead"))
        CREATE INDEX request_key_dead_by_time ON request_key_dead (time_ns);
        """
}
