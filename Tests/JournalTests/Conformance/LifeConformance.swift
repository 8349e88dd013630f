import Journal
import Testing

/// What opening, stopping and the queues of work must do in every store.
@Suite("The life of a store")
struct LifeConformance {
    @Test("Only a stop that was acknowledged, and not taken back, counts as clean", arguments: StoreKind.all)
    func cleanShutdown(_ kind: StoreKind) async throws {
        let site = try kind.makeSite()
        try await site.withStore { try await $0.acknowledgeCleanShutdown() }
        #expect(try await site.withStore { try await $0.load() }.stoppedCleanly)
        try await site.withStore { store in
            #expect(try await store.load().stoppedCleanly == false)
            try await store.acknowledgeCleanShutdown()
            try await store.commit(batch(entries: [entry(1)]))
        }
        #expect(try await site.withStore { try await $0.load() }.stoppedCleanly == false)
    }

    @Test("A closed store refuses every call, and closing it twice does no harm", arguments: StoreKind.all)
    func closed(_ kind: StoreKind) async throws {
        let store = try await kind.makeSite().open()
        await store.close()
        await store.close()
        #expect(await failure { _ = try await store.load() } == .closed)
        #expect(await failure { _ = try await store.entities() } == .closed)
        #expect(await failure { try await store.commit(batch(entries: [entry(1)])) } == .closed)
        #expect(await failure { try await store.setMark([1]) } == .closed)
        #expect(await failure { try await store.acknowledgeCleanShutdown() } == .closed)
        #expect(await failure { _ = try await store.makeBase(nowNanoseconds: 0) } == .closed)
        #expect(await failure { _ = try await store.prune(nowNanoseconds: 0, retention: Retention()) } == .closed)
    }

    @Test("The outbox is read in pages, and confirmed messages are gone", arguments: StoreKind.all)
    func outbox(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            try await store.commit(batch(outbox: [1, 2, 3, 5, 8, 9].map { reply($0) }))
            #expect(try await store.outbox(after: 0, limit: 2).map(\.id) == [1, 2])
            #expect(try await store.outbox(after: 2, limit: 2).map(\.id) == [3, 5])
            try await store.commit(batch(outbox: [event(10, sequence: 1)], published: [9, 1, 3, 2, 77]))
            #expect(try await store.outbox(after: 0, limit: 100).map(\.id) == [5, 8, 10])
            #expect(try await store.outbox(after: 0, limit: 0).isEmpty)
        }
    }

    @Test("Held requests come in order of arrival, changed and deleted by number", arguments: StoreKind.all)
    func held(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            let requests = [(1, 30), (2, 10), (3, 20)].map { JournalTests.held($0.0, arrival: $0.1) }
            try await store.commit(batch(held: requests.map { .put($0) }))
            #expect(try await store.heldRequests().map(\.id) == [2, 3, 1])
            let again = JournalTests.held(3, arrival: 20, attempts: 2)
            try await store.commit(batch(held: [.delete(2), .delete(99), .put(again)]))
            #expect(try await store.heldRequests() == [again, requests[0]])
        }
    }

    @Test("Of the dead letters the latest come first", arguments: StoreKind.all)
    func deadLetters(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            try await store.commit(batch(deadLetters: ["a", "b", "c"].map { deadLetter($0) }))
            #expect(try await store.deadLetters(limit: 2).map(\.requestKey) == ["c", "b"])
        }
    }

    @Test("The journal is read in pages from any position", arguments: StoreKind.all)
    func entries(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            try await store.commit(batch(entries: (1...5).map { entry($0) }))
            let page = try await store.entries(from: JournalPosition(2), limit: 2)
            #expect(page.map(\.position.value) == [2, 3])
            #expect(try await store.entries(from: JournalPosition(6), limit: 2).isEmpty)
        }
    }

    @Test("Changes of one entity within a batch are applied in their order", arguments: StoreKind.all)
    func entityOrder(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            try await store.commit(
                batch(entities: [.put(node("a"), [1]), .delete(node("a")), .put(node("a"), [2]), .put(node("b"), [1])]))
            try await store.commit(batch(entities: [.delete(node("b")), .delete(node("missing"))]))
            let rows = try await store.entities()
            #expect(rows.map(\.key) == [node("a")])
            #expect(rows.map(\.value) == [[2]])
            #expect(try await store.load().counts.entities == 1)
        }
    }

    @Test("Reads go on while commits do, and see each batch whole", arguments: StoreKind.all)
    func readsDuringCommits(_ kind: StoreKind) async throws {
        try await kind.withNewStore { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for position in 1...60 {
                        let value = [UInt8](repeating: UInt8(position), count: 100)
                        try await store.commit(
                            batch(
                                entries: [entry(Int64(position))],
                                entities: (0..<5).map { .put(node("n\($0)"), value) }))
                    }
                }
                for _ in 0..<3 {
                    group.addTask {
                        for _ in 0..<40 {
                            let values = try await Set(store.entities().map(\.value))
                            #expect(values.count <= 1)
                            _ = try await store.load()
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
