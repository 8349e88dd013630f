import Foundation
import Testing

@testable import Journal

@Suite("Damage to a SQLite store")
struct DamageTests {
    @Test(
        "A row that was changed, added or lost behind the store's back is found",
        arguments: [
            "UPDATE entity SET value = x'00' WHERE kind = 'node'",
            "UPDATE entity SET key = 'other' WHERE key = 'n1'",
            "UPDATE entity SET checksum = checksum + 1 WHERE key = 'n1'",
            "DELETE FROM entity WHERE key = 'n1'",
            "INSERT INTO entity VALUES ('node', 'new', x'00', 1)",
            "DELETE FROM journal WHERE position = 1",
            "DELETE FROM journal WHERE position = 4",
            "DELETE FROM journal WHERE position = 8",
            "DELETE FROM journal",
            "UPDATE journal SET facts = x'00' WHERE position = 2",
            "UPDATE journal SET caller = 'other' WHERE position = 2",
            "UPDATE outbox SET body = x'00'",
            "UPDATE outbox SET lane = 17",
            "INSERT INTO outbox VALUES (1000, 1, 0, 0, '', '', x'', x'', 0)",
            "UPDATE held SET attempts = 12",
            "UPDATE dead_letter SET status = 99999999999",
            "UPDATE dead_letter SET message = 'other'",
            "UPDATE base SET entity_count = 1",
            "UPDATE base_entity_1 SET value = x'00' WHERE key = 'n1'",
            "DELETE FROM base_entity_1 WHERE key = 'n1'",
            "DELETE FROM store",
            "UPDATE store SET store_id = ''",
            "UPDATE store SET last_position = 7",
            "UPDATE store SET last_sequence = -1",
            "UPDATE store SET mark = x'01'",
            "PRAGMA user_version = 0",
        ])
    func tamperedRow(_ sql: String) async throws {
        let site = try await filledStore()
        try site.tamper(sql)
        #expect(await site.findingOnOpen() == .damaged)
    }

    @Test("A request key's record that was changed behind the store's back is found when it is asked for")
    func tamperedKey() async throws {
        let site = try await filledStore()
        try site.tamper("UPDATE request_key_20260101 SET reply = x'00' WHERE key = 'k2'")
        try await site.withStore { store in
            let intact = try await store.keyRecord("k1")
            #expect(intact != nil)
            #expect(await failure { _ = try await store.keyRecord("k2") } == .damaged)
        }
    }

    @Test("A file that was cut anywhere is refused")
    func truncated() async throws {
        let site = try await filledStore()
        let bytes = try site.read(site.database)
        for pages in [0, 1, 2, 5, bytes.count / 4_096 / 2, bytes.count / 4_096 - 1] {
            for extra in [0, 50, 1_000] where pages * 4_096 + extra < bytes.count {
                let copy = try SQLiteSite()
                try copy.write(Array(bytes.prefix(pages * 4_096 + extra)), to: copy.database)
                #expect(await copy.findingOnOpen() == .damaged, "cut to \(pages) pages and \(extra) bytes")
            }
        }
    }

    @Test("A flipped byte anywhere is either found or has no effect on what is read")
    func flippedBytes() async throws {
        let seed = SeededGenerator.seed(ProcessInfo.processInfo.environment)
        var random = SeededGenerator(seed: seed)
        let site = try await filledStore()
        let bytes = try site.read(site.database)
        let (intact, intactKeys) = try await site.withStore { (try await Everything(of: $0), try await keys(of: $0)) }
        var found = 0
        for _ in 0..<60 {
            let offset = Int.random(in: 0..<bytes.count, using: &random)
            var flipped = bytes
            flipped[offset] ^= UInt8.random(in: 1...255, using: &random)
            var copy = try SQLiteSite()
            copy.options.integrityCheck = .full
            try copy.write(flipped, to: copy.database)
            do {
                let (after, afterKeys) = try await copy.withStore {
                    (try await Everything(of: $0), try await keys(of: $0))
                }
                #expect(after == intact, "byte \(offset), BERTH_TEST_SEED=\(seed)")
                #expect(afterKeys == intactKeys, "byte \(offset), BERTH_TEST_SEED=\(seed)")
            } catch is JournalError {
                found += 1
            }
        }
        #expect(found > 0, "BERTH_TEST_SEED=\(seed)")
    }

    private func keys(of store: SQLiteStore) async throws -> [String: KeyRecord] {
        try await store.keyRecords((1...8).flatMap { ["k\($0)", "a\($0)", "d\($0)"] })
    }

    private func filledStore() async throws -> SQLiteSite {
        let site = try SQLiteSite()
        try await site.withStore { store in
            for position in 1...8 as ClosedRange<Int64> {
                try await store.commit(fullBatch(position))
                if position == 5 { _ = try await store.makeBase(nowNanoseconds: newYear) }
            }
        }
        return site
    }
}
