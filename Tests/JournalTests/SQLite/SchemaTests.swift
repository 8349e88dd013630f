import GRDB
import Testing

@testable import Journal

@Suite("The form of a SQLite store")
struct SchemaTests {
    @Test("Every commit is on disk before it is answered, and every limit reaches its connection")
    func settings() async throws {
        var site = try SQLiteSite()
        site.options.pageCacheBytes = 5 << 20
        site.options.checkpointPages = 77
        try await site.withStore { store in
            let pragmas = ["synchronous", "journal_mode", "cache_size", "wal_autocheckpoint", "application_id"]
            let values = try await store.write { database in
                try pragmas.map { try String.fetchOne(database, sql: "PRAGMA \($0)") }
            }
            #expect(values == ["2", "wal", "-5120", "77", "1112691784"])
        }
    }

    @Test("The tables of version 1 are those of the release")
    func golden() async throws {
        let site = try SQLiteSite()
        let tables = try await site.withStore { store in
            try await store.read { database in
                try String.fetchAll(
                    database,
                    sql: """
                        SELECT s.name || '(' || group_concat(c.name || ' ' || c.type, ', ') || ')'
                        FROM sqlite_schema s, pragma_table_info(s.name) c WHERE s.type = 'table' GROUP BY s.name
                        """)
            }
        }
        let keys =
            "id INTEGER, key TEXT, content_digest BLOB, ending INTEGER, position INTEGER, time_ns INTEGER, "
            + "method TEXT, reply BLOB, status INTEGER, replays INTEGER, checksum INTEGER"
        #expect(
            tables == [
                "base(id INTEGER, position INTEGER, time_ns INTEGER, entity_count INTEGER, entity_sum INTEGER)",
                "dead_letter(id INTEGER, request_key TEXT, time_ns INTEGER, method TEXT, caller TEXT, host TEXT, "
                    + "reason TEXT, status INTEGER, message TEXT, attempts INTEGER, replays INTEGER, checksum INTEGER)",
                "entity(kind TEXT, key TEXT, value BLOB, checksum INTEGER)",
                "held(id INTEGER, subject TEXT, arrival INTEGER, envelope BLOB, body BLOB, attempts INTEGER, "
                    + "next_attempt_ns INTEGER, reason TEXT, request_key TEXT, checksum INTEGER)",
                "journal(position INTEGER, time_ns INTEGER, request_key TEXT, method TEXT, caller TEXT, trace TEXT, "
                    + "facts BLOB, checksum INTEGER)",
                "outbox(id INTEGER, lane INTEGER, position INTEGER, sequence INTEGER, exchange TEXT, "
                    + "routing_key TEXT, envelope BLOB, body BLOB, checksum INTEGER)",
                "request_key_dead(\(keys))", "request_key_turned_away(\(keys))",
                "store(id INTEGER, store_id TEXT, shard TEXT, incarnation INTEGER, is_open INTEGER, "
                    + "stopped_cleanly INTEGER, mark BLOB, last_position INTEGER, first_kept_position INTEGER, "
                    + "last_sequence INTEGER, last_outbox_id INTEGER, last_time_ns INTEGER, entity_count INTEGER, "
                    + "entity_sum INTEGER, checksum INTEGER)",
            ])
    }
}
