import Journal
import Testing

/// What request keys must do in every store.
@Suite("Request keys")
struct KeyConformance {
    @Test("The last record of a key is the one that counts, whatever it ended as before", arguments: StoreKind.all)
    func lastRecordWins(_ kind: StoreKind) async throws {
        let site = try kind.makeSite()
        try await site.withStore { store in
            for former in KeyRecord.Ending.allCases {
                for latter in KeyRecord.Ending.allCases {
                    let key = "\(former)-\(latter)"
                    // The later record carries the earlier time: order of writing counts, not the clock.
                    try await store.commit(batch(keys: [keyRecord(key, former, time: newYear + 2 * day)]))
                    try await store.commit(batch(keys: [keyRecord(key, latter, time: newYear, replays: 1)]))
                    #expect(try await store.keyRecord(key) == keyRecord(key, latter, time: newYear, replays: 1))
                }
            }
        }
        try await site.withStore { store in
            let record = try await store.keyRecord("dead-applied")
            #expect(record == keyRecord("dead-applied", .applied, time: newYear, replays: 1))
        }
    }

    @Test("Of two records for one key in a batch the second counts", arguments: StoreKind.all)
    func twiceInOneBatch(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            try await store.commit(batch(keys: [keyRecord("k", .held), keyRecord("k", .applied, status: 5)]))
            #expect(try await store.keyRecord("k") == keyRecord("k", .applied, status: 5))
        }
    }

    @Test("A stored key is never denied, in this life or the next", arguments: StoreKind.all)
    func neverDenied(_ kind: StoreKind) async throws {
        let site = try kind.makeSite()
        let keys = (0..<3_000).map { "key-\($0)" }
        try await site.withStore { store in
            let endings = KeyRecord.Ending.allCases
            try await store.commit(
                batch(keys: keys.enumerated().map { keyRecord($1, endings[$0 % endings.count]) }))
            #expect(keys.allSatisfy { store.mayKnow($0) })
        }
        try await site.withStore { store in
            #expect(keys.allSatisfy { store.mayKnow($0) })
            let records = try await store.keyRecords(keys)
            #expect(records.count == keys.count)
        }
    }

    @Test("Most unknown keys are ruled out without a look-up", arguments: StoreKind.all)
    func mostlyRuledOut(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            try await store.commit(batch(keys: (0..<1_000).map { keyRecord("known-\($0)") }))
            let doubtful = (0..<1_000).count { store.mayKnow("unknown-\($0)") }
            #expect(doubtful < 100)
            #expect(try await store.keyRecords((0..<1_000).map { "unknown-\($0)" }).isEmpty)
        }
    }

    @Test("Keys that differ in any byte are different keys", arguments: StoreKind.all)
    func exactBytes(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            let keys = ["a", "a\u{0}b", "a\u{0}c", "A", "\u{E9}", "", String(repeating: "x", count: 255)]
            try await store.commit(
                batch(keys: keys.enumerated().map { keyRecord($1, status: Int32($0)) }))
            for (index, key) in keys.enumerated() {
                #expect(try await store.keyRecord(key)?.status == Int32(index))
            }
            #expect(try await store.keyRecord("e\u{301}") == nil)
            #expect(try await store.keyRecord("a\u{0}") == nil)
        }
    }

    @Test("A request that could not be decoded leaves a key without a digest", arguments: StoreKind.all)
    func noDigest(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            var record = keyRecord("k", .dead)
            record.contentDigest = []
            record.reply = []
            try await store.commit(batch(keys: [record]))
            #expect(try await store.keyRecord("k") == record)
        }
    }
}
