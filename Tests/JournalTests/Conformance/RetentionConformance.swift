import Journal
import Testing

/// What bases and retention must do in every store.
@Suite("Bases and retention")
struct RetentionConformance {
    @Test("A base keeps the rows of its moment, and only the newest two are kept", arguments: StoreKind.all)
    func bases(_ kind: StoreKind) async throws {
        let site = try kind.makeSite()
        let first = try await site.withStore { store in
            try await store.commit(batch(entries: [entry(1)], entities: [.put(node("a"), [1]), .put(node("b"), [2])]))
            let base = try await store.makeBase(nowNanoseconds: newYear)
            try await store.commit(batch(entries: [entry(2)], entities: [.put(node("a"), [9]), .delete(node("b"))]))
            return base
        }
        try await site.withStore { store in
            #expect(try await store.bases() == [first])
            #expect(first.position == JournalPosition(1))
            #expect(first.entityCount == 2)
            #expect(try await store.baseEntities(first).map(\.value) == [[1], [2]])
            let second = try await store.makeBase(nowNanoseconds: newYear + 1)
            let third = try await store.makeBase(nowNanoseconds: newYear + 2)
            #expect(try await store.bases() == [second, third])
            #expect(third.position == JournalPosition(2))
            #expect(try await store.baseEntities(third).map(\.value) == [[9]])
            #expect(await failure { _ = try await store.baseEntities(first) } == .notFound)
        }
    }

    @Test("A journal entry goes one nanosecond after its retention, not at it", arguments: StoreKind.all)
    func journalLimit(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            try await store.commit(batch(entries: (1...10).map { entry($0, time: newYear + $0) }))
            _ = try await store.makeBase(nowNanoseconds: newYear)
            let retention = Retention(journal: .seconds(3_600))
            #expect(try await store.prune(nowNanoseconds: newYear + hour + 1, retention: retention).entries == 0)
            #expect(try await store.prune(nowNanoseconds: newYear + hour + 2, retention: retention).entries == 1)
            #expect(try await store.load().firstKeptPosition == JournalPosition(2))
            #expect(try await store.prune(nowNanoseconds: newYear + day, retention: retention).entries == 9)
            let loaded = try await store.load()
            #expect(loaded.firstKeptPosition == JournalPosition(11))
            #expect(loaded.lastPosition == JournalPosition(10))
            try await store.commit(batch(entries: [entry(11)]))
            #expect(try await store.entries(from: JournalPosition(1), limit: 5).map(\.position.value) == [11])
        }
    }

    @Test("What is needed to rebuild from the oldest base is kept however old it is", arguments: StoreKind.all)
    func journalKeptForBase(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            let late = newYear + 1_000 * day
            try await store.commit(batch(entries: (1...4).map { entry($0) }))
            #expect(try await store.prune(nowNanoseconds: late, retention: Retention()).entries == 0)
            _ = try await store.makeBase(nowNanoseconds: newYear)
            try await store.commit(batch(entries: (5...9).map { entry($0) }))
            _ = try await store.makeBase(nowNanoseconds: newYear)
            #expect(try await store.prune(nowNanoseconds: late, retention: Retention()).entries == 4)
            #expect(try await store.load().firstKeptPosition == JournalPosition(5))
        }
    }

    @Test("The journal goes only from its front: an entry behind a younger one stays", arguments: StoreKind.all)
    func journalFront(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            try await store.commit(
                batch(entries: [entry(1), entry(2, time: newYear + 90 * day), entry(3), entry(4)]))
            _ = try await store.makeBase(nowNanoseconds: newYear)
            #expect(try await store.prune(nowNanoseconds: newYear + 60 * day, retention: Retention()).entries == 1)
        }
    }

    @Test("The keys of a day go when its last moment is older than the retention", arguments: StoreKind.all)
    func keyDayLimit(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            try await store.commit(
                batch(keys: [keyRecord("old"), keyRecord("young", time: newYear + day), keyRecord("held", .held)]))
            let limit = newYear + 4 * day
            #expect(try await store.prune(nowNanoseconds: limit - 1, retention: Retention()).droppedKeyDays == [])
            #expect(try await store.keyRecord("old") != nil)
            let report = try await store.prune(nowNanoseconds: limit, retention: Retention())
            #expect(report.droppedKeyDays == [20_260_101])
            #expect(try await store.keyRecord("old") == nil)
            #expect(try await store.keyRecord("held") == nil)
            #expect(!store.mayKnow("old"))
            #expect(try await store.keyRecord("young") != nil)
            try await store.commit(batch(keys: [keyRecord("again")]))
            #expect(try await store.keyRecord("again") != nil)
        }
    }

    @Test("A turned-away key is kept an hour, a dead one and its letter 90 days", arguments: StoreKind.all)
    func shortAndLongKeys(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            let numbers = 0..<7
            try await store.commit(
                batch(
                    keys: numbers.map { keyRecord("away-\($0)", .turnedAway) }
                        + numbers.map { keyRecord("dead-\($0)", .dead) },
                    deadLetters: numbers.map { deadLetter("dead-\($0)") }))
            let atHour = try await store.prune(nowNanoseconds: newYear + hour, retention: Retention())
            #expect(atHour == PruneReport())
            let beyondHour = try await store.prune(nowNanoseconds: newYear + hour + 1, retention: Retention())
            #expect(beyondHour.turnedAwayKeys == 7)
            #expect(try await store.keyRecord("away-3") == nil)
            #expect(!store.mayKnow("away-3"))
            let atLimit = try await store.prune(nowNanoseconds: newYear + 90 * day, retention: Retention())
            #expect(atLimit == PruneReport())
            #expect(try await store.keyRecord("dead-6") != nil)
            let beyondLimit = try await store.prune(nowNanoseconds: newYear + 90 * day + 1, retention: Retention())
            #expect(beyondLimit.deadKeys == 7)
            #expect(beyondLimit.deadLetters == 7)
            #expect(try await store.load().counts.deadLetters == 0)
        }
    }

    @Test("Commits go on while old rows are removed", arguments: StoreKind.all)
    func pruneDuringCommits(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            try await store.commit(
                batch(
                    entries: (1...60).map { entry($0) },
                    keys: (0..<60).map { keyRecord("away-\($0)", .turnedAway) }))
            _ = try await store.makeBase(nowNanoseconds: newYear)
            async let report = store.prune(nowNanoseconds: newYear + 60 * day, retention: Retention())
            for position in 61...90 {
                let time = newYear + 60 * day
                try await store.commit(
                    batch(
                        entries: [entry(Int64(position), time: time)],
                        keys: [keyRecord("new-\(position)", .turnedAway, time: time)]))
            }
            #expect(try await report.entries == 60)
            #expect(try await report.turnedAwayKeys == 60)
            let kept = try await store.entries(from: JournalPosition(1), limit: 100)
            #expect(kept.map(\.position.value) == (61...90).map { Int64($0) })
            #expect(try await store.keyRecords((61...90).map { "new-\($0)" }).count == 30)
        }
    }

    @Test("Times at the ends of their range neither trap nor drop anything", arguments: StoreKind.all)
    func extremeTimes(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            try await store.commit(
                batch(
                    entries: [entry(1, time: .max), entry(2, time: .min)],
                    keys: [keyRecord("max", time: .max), keyRecord("away", .turnedAway, time: .max)]))
            _ = try await store.makeBase(nowNanoseconds: .max)
            let endless = Retention(
                keys: .seconds(Int64.max), turnedAwayKeys: .seconds(Int64.max), deadLetters: .zero,
                journal: .seconds(Int64.max))
            for now in [Int64.min, 0, .max] {
                #expect(try await store.prune(nowNanoseconds: now, retention: endless) == PruneReport())
            }
            #expect(try await store.keyRecords(["max", "away"]).count == 2)
        }
    }
}
