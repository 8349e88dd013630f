import Foundation
import GRDB
import Testing

@testable import Journal

@Suite("Disk and database trouble of a SQLite store")
struct TroubleTests {
    @Test("After a crash every commit that had finished is there")
    func crash() async throws {
        let site = try SQLiteSite()
        try await site.withStore { store in
            for position in 1...20 as ClosedRange<Int64> {
                try await store.commit(fullBatch(position))
                guard position % 5 == 0 else { continue }
                let expected = try await Everything(of: store)
                let loaded = try await site.copy().withStore { copy in
                    #expect(try await Everything(of: copy) == expected)
                    return try await copy.load()
                }
                #expect(!loaded.stoppedCleanly)
            }
        }
    }

    @Test("A log that was cut by a power loss leaves whole batches, never half of one")
    func cutLog() async throws {
        let seed = SeededGenerator.seed(ProcessInfo.processInfo.environment)
        var random = SeededGenerator(seed: seed)
        let site = try SQLiteSite()
        try await site.withStore { store in
            var states = [try await Everything(of: store)]
            for position in 1...6 as ClosedRange<Int64> {
                try await store.commit(fullBatch(position))
                states.append(try await Everything(of: store))
            }
            let log = try site.read(site.log)
            for _ in 0..<15 {
                let copy = try site.copy()
                let length = Int.random(in: 0...log.count, using: &random)
                try copy.write(Array(log.prefix(length)), to: copy.log)
                let state = try await copy.withStore { try await Everything(of: $0) }
                #expect(states.contains(state), "\(length) bytes, BERTH_TEST_SEED=\(seed)")
            }
        }
    }

    @Test("A full disk refuses a batch whole, and the store goes on when there is room")
    func diskFull() async throws {
        var site = try SQLiteSite()
        site.options.maximumBytes = 400 << 10
        try await site.withStore { store in
            var position: Int64 = 0
            var code: JournalError.Code?
            while code == nil, position < 1_000 {
                let next = entry(position + 1, facts: [UInt8](repeating: 1, count: 20_000))
                code = await failure {
                    try await store.commit(
                        batch(
                            entries: [next], entities: [.put(node("n"), next.facts)],
                            outbox: [reply(next.position.value)]))
                }
                if code == nil { position += 1 }
            }
            #expect(code == .diskFull)
            #expect(position > 3)
            #expect(try await store.load().lastPosition.value == position)
            try await store.commit(batch(entities: [.delete(node("n"))], published: [1, 2]))
        }
        site.options.maximumBytes = nil
        try await site.withStore { store in
            let last = try await store.load().lastPosition
            try await store.commit(batch(entries: [entry(last.value + 1)]))
        }
    }

    @Test("A database that another program has locked refuses a batch, and takes it later")
    func busy() async throws {
        var site = try SQLiteSite()
        site.options.busyTimeout = .zero
        try await site.withStore { store in
            var configuration = Configuration()
            configuration.allowsUnsafeTransactions = true
            let intruder = try DatabaseQueue(path: site.database, configuration: configuration)
            try await intruder.writeWithoutTransaction { try $0.beginTransaction(.immediate) }
            #expect(await failure { try await store.commit(batch(entries: [entry(1)])) } == .busy)
            try await intruder.writeWithoutTransaction { try $0.rollback() }
            try await store.commit(batch(entries: [entry(1)]))
            try intruder.close()
        }
    }

    @Test("A batch that fails half-way leaves no key that is found")
    func halfWay() async throws {
        let site = try SQLiteSite()
        try await site.withStore { store in
            var wrong = keyRecord("second")
            wrong.contentDigest = [1]
            let broken = batch(entries: [entry(1)], keys: [keyRecord("first"), wrong])
            #expect(await failure { try await store.commit(broken) } == .invalidBatch)
            #expect(try await store.keyRecord("first") == nil)
            try await store.commit(batch(entries: [entry(1)], keys: [keyRecord("first")]))
            #expect(try await store.keyRecord("first") != nil)
        }
    }

    @Test(
        "Each trouble of the database has a code of its own",
        arguments: [
            (ResultCode.SQLITE_FULL, JournalError.Code.diskFull, JournalError.Code.diskFull),
            (.SQLITE_IOERR_WRITE, .inputOutput, .outcomeUnknown), (.SQLITE_IOERR_FSYNC, .inputOutput, .outcomeUnknown),
            (.SQLITE_READONLY, .readOnly, .readOnly), (.SQLITE_READONLY_DBMOVED, .readOnly, .readOnly),
            (.SQLITE_BUSY, .busy, .busy), (.SQLITE_CORRUPT, .damaged, .damaged),
            (.SQLITE_NOTADB, .notAStore, .notAStore),
            (.SQLITE_CANTOPEN, .permissionDenied, .permissionDenied), (.SQLITE_MISUSE, .closed, .closed),
            (.SQLITE_TOOBIG, .database, .database),
        ])
    func codes(_ result: ResultCode, _ before: JournalError.Code, _ committing: JournalError.Code) {
        let error = DatabaseError(resultCode: result, message: "m")
        #expect(JournalError(error).code == before)
        #expect(JournalError(error, stage: .committing).code == committing)
    }

    @Test("A reader sees one moment of a live store, whatever the owner does, and writes nothing")
    func readOnly() async throws {
        let site = try SQLiteSite()
        try await site.withStore { store in
            try await store.commit(fullBatch(1))
            let expected = try await Everything(of: store)
            let reader = try await SQLiteStore.openReadOnly(directory: site.path)
            try await store.commit(fullBatch(2))
            #expect(try await Everything(of: reader) == expected)
            #expect(try await reader.keyRecord("k1") != nil)
            #expect(try await reader.keyRecord("k2") == nil)
            #expect(await failure { try await reader.commit(batch(entries: [entry(3)])) } == .readOnly)
            await reader.close()
            try await store.commit(fullBatch(3))
        }
    }

    @Test("A store whose worker has crashed can be read, and is opened by its owner as before")
    func readCrashed() async throws {
        let site = try SQLiteSite()
        try await site.withStore { store in
            try await store.commit(fullBatch(1))
            let expected = try await Everything(of: store)
            let copy = try site.copy()
            let reader = try await SQLiteStore.openReadOnly(directory: copy.path)
            #expect(try await Everything(of: reader) == expected)
            await reader.close()
            #expect(try await copy.withStore { try await Everything(of: $0) } == expected)
        }
    }

    @Test("A stopped store can be read, and is opened by its owner as before")
    func readStopped() async throws {
        let site = try SQLiteSite()
        try await site.withStore { store in
            try await store.commit(fullBatch(1))
            try await store.acknowledgeCleanShutdown()
        }
        let reader = try await SQLiteStore.openReadOnly(directory: site.path)
        let loaded = try await reader.load()
        #expect(loaded.lastPosition == JournalPosition(1))
        #expect(loaded.stoppedCleanly)
        #expect(loaded.incarnation == 1)
        await reader.close()
        #expect(try await site.withStore { try await $0.load() }.stoppedCleanly)
    }
}
