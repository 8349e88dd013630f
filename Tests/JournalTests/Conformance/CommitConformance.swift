import Journal
import Testing

/// What a commit must do in every store.
@Suite("Committing a batch")
struct CommitConformance {
    @Test("A new store is empty, has a name of its own and was not stopped uncleanly", arguments: StoreKind.all)
    func newStore(_ kind: StoreKind) async throws {
        let loaded = try await kind.withNewStore { try await $0.load() }
        #expect(loaded.isNew)
        #expect(loaded.stoppedCleanly)
        #expect(loaded.shard == "s1")
        #expect(loaded.incarnation == 1)
        #expect(loaded.lastPosition == .none)
        #expect(loaded.firstKeptPosition == JournalPosition(1))
        #expect(loaded.lastSequence == .none)
        #expect(loaded.lastOutboxID == 0)
        #expect(loaded.entityDigest == .empty)
        #expect(loaded.mark == nil)
        let other = try await kind.withNewStore { try await $0.load() }
        #expect(loaded.storeID != other.storeID)
    }

    @Test("Everything of a batch is there after the store was closed and opened again", arguments: StoreKind.all)
    func everythingLasts(_ kind: StoreKind) async throws {
        let site = try kind.makeSite()
        let first = batch(
            entries: [entry(1, key: "a"), entry(2, key: "b", facts: [])],
            keys: [keyRecord("a", position: 1), keyRecord("b", .refused, status: 9, position: 2)],
            entities: [.put(node("n2"), [2]), .put(node("n1"), [1]), .put(node("empty"), [])],
            outbox: [reply(1), event(2, sequence: 1), event(5, sequence: 2)],
            held: [.put(held(4, arrival: 1))], deadLetters: [deadLetter("d")], mark: .set([42]))
        let before = try await site.withStore { store in
            try await store.commit(first)
            return try await store.load()
        }
        try await site.withStore { store in
            let after = try await store.load()
            #expect(after.storeID == before.storeID)
            #expect(after.incarnation == before.incarnation + 1)
            #expect(!after.isNew)
            #expect(after.lastPosition == JournalPosition(2))
            #expect(after.lastSequence == EventSequence(2))
            #expect(after.lastOutboxID == 5)
            #expect(after.lastHeldID == 4)
            #expect(after.lastTimeNanoseconds == newYear)
            #expect(after.mark == [42])
            #expect(after.entityDigest == before.entityDigest)
            #expect(after.counts == .init(entities: 3, outbox: 3, held: 1, deadLetters: 1))
            #expect(try await store.entries(from: JournalPosition(1), limit: 10) == first.entries)
            #expect(try await store.outbox(after: 0, limit: 10) == first.outbox)
            #expect(try await store.heldRequests() == [held(4, arrival: 1)])
            #expect(try await store.deadLetters(limit: 10) == first.deadLetters)
            #expect(try await store.keyRecord("b") == first.keys[1])
            let rows = try await store.entities()
            #expect(rows.map(\.key) == [node("empty"), node("n1"), node("n2")])
            #expect(rows.map(\.value) == [[], [1], [2]])
        }
    }

    @Test("A batch whose position leaves a gap or comes twice is refused whole", arguments: StoreKind.all)
    func positionGap(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            try await store.commit(batch(entries: [entry(1)]))
            for wrong in [[entry(1)], [entry(3)], [entry(2), entry(2)], [entry(2), entry(4)]] {
                let code = await failure {
                    try await store.commit(
                        batch(entries: wrong, keys: [keyRecord("k")], entities: [.put(node("n"), [1])]))
                }
                #expect(code == .positionGap)
            }
            #expect(try await store.load().lastPosition == JournalPosition(1))
            #expect(try await store.entities().isEmpty)
            #expect(try await store.keyRecord("k") == nil)
            try await store.commit(batch(entries: [entry(2), entry(3)]))
        }
    }

    @Test("A batch whose event sequences leave a gap or come twice is refused whole", arguments: StoreKind.all)
    func sequenceGap(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            try await store.commit(batch(outbox: [event(1, sequence: 1)]))
            for wrong in [[event(2, sequence: 1)], [event(2, sequence: 3)]] {
                #expect(
                    await failure { try await store.commit(batch(entries: [entry(1)], outbox: wrong)) } == .sequenceGap)
            }
            #expect(try await store.load().lastPosition == .none)
            try await store.commit(batch(outbox: [reply(2), event(3, sequence: 2)]))
        }
    }

    @Test("Outbox numbers must ascend, over restarts and after confirmation too", arguments: StoreKind.all)
    func outboxOrder(_ kind: StoreKind) async throws {
        let site = try kind.makeSite()
        try await site.withStore { store in
            try await store.commit(batch(outbox: [reply(7)]))
            try await store.commit(batch(published: [7]))
        }
        try await site.withStore { store in
            for wrong in [[reply(7)], [reply(6)], [reply(8), reply(8)], [reply(9), reply(8)]] {
                #expect(await failure { try await store.commit(batch(outbox: wrong)) } == .outboxOrder)
            }
            try await store.commit(batch(outbox: [reply(8)]))
        }
    }

    @Test("A batch with a field that breaks its rule is refused whole", arguments: StoreKind.all)
    func invalidFields(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            var short = keyRecord("k")
            short.contentDigest.removeLast()
            var numbered = reply(1)
            numbered.sequence = EventSequence(1)
            for wrong in [batch(entries: [entry(1)], keys: [short]), batch(entries: [entry(1)], outbox: [numbered])] {
                #expect(await failure { try await store.commit(wrong) } == .invalidBatch)
            }
            let loaded = try await store.load()
            #expect(loaded.lastPosition == .none)
        }
    }

    @Test("A mark lasts until it is cleared, alone or with a batch", arguments: StoreKind.all)
    func mark(_ kind: StoreKind) async throws {
        let site = try kind.makeSite()
        try await site.withStore { store in
            try await store.setMark([1, 2])
            try await store.commit(batch(entries: [entry(1)]))
        }
        try await site.withStore { store in
            #expect(try await store.load().mark == [1, 2])
            try await store.commit(batch(mark: .clear))
            #expect(try await store.load().mark == nil)
            try await store.setMark([])
            #expect(try await store.load().mark == [])
            try await store.setMark(nil)
            #expect(try await store.load().mark == nil)
        }
    }

    @Test("Cancelling the caller does not stop its commit", arguments: StoreKind.all)
    func cancelledCaller(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await store.commit(batch(entries: [entry(1)]))
            }
            try await task.value
            #expect(try await store.load().lastPosition == JournalPosition(1))
        }
    }
}
