import Foundation
import GRDB

@testable import Journal

/// A folder for a SQLite store whose files a test may look at and tamper with.
struct SQLiteSite {
    let folder: TemporaryFolder
    let path: String
    var options = SQLiteOptions()

    init() throws {
        folder = try TemporaryFolder()
        path = folder.path + "/store"
    }

    var database: String { path + "/berth.sqlite" }
    var log: String { database + "-wal" }

    func open(shard: String = "s1") async throws(JournalError) -> SQLiteStore {
        try await SQLiteStore.open(directory: path, shard: shard, options: options)
    }

    /// Opens the store, lets the body work with it and closes it.
    func withStore<Value>(_ body: (SQLiteStore) async throws -> Value) async throws -> Value {
        let store = try await open()
        do {
            let value = try await body(store)
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }

    /// Changes a stopped store behind its back.
    func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: database)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// Copies files of this store into a new place, as a crash would leave them.
    func copy(_ names: [String] = ["berth.sqlite", "berth.sqlite-wal"]) throws -> SQLiteSite {
        let copy = try SQLiteSite()
        try FileManager.default.createDirectory(atPath: copy.path, withIntermediateDirectories: true)
        for name in names where FileManager.default.fileExists(atPath: path + "/" + name) {
            try FileManager.default.copyItem(atPath: path + "/" + name, toPath: copy.path + "/" + name)
        }
        return copy
    }

    func read(_ file: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
    }

    func write(_ bytes: [UInt8], to file: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: file))
    }

    /// The code that opening, loading and reading everything fails with, or `nil`.
    func findingOnOpen() async -> JournalError.Code? {
        await failure {
            try await withStore { store in
                _ = try await Everything(of: store)
            }
        }
    }
}

/// All that can be read from a store.
struct Everything: Equatable {
    var lastPosition: JournalPosition
    var lastSequence: EventSequence
    var counts: LoadedJournal.Counts
    var keys: [EntityKey]
    var values: [[UInt8]]
    var entries: [JournalEntry]
    var outbox: [OutboxRow]
    var held: [HeldRequest]
    var deadLetters: [DeadLetterRecord]
    var bases: [[UInt8]]

    init(of store: any JournalStore) async throws {
        let loaded = try await store.load()
        lastPosition = loaded.lastPosition
        lastSequence = loaded.lastSequence
        counts = loaded.counts
        let rows = try await store.entities()
        keys = rows.map(\.key)
        values = rows.map(\.value)
        entries = try await store.entries(from: JournalPosition(1), limit: 10_000)
        outbox = try await store.outbox(after: 0, limit: 10_000)
        held = try await store.heldRequests()
        deadLetters = try await store.deadLetters(limit: 10_000)
        bases = []
        for base in try await store.bases() {
            bases += try await store.baseEntities(base).map(\.value)
        }
    }
}

/// A batch with rows of every kind for one position.
func fullBatch(_ position: Int64) -> JournalBatch {
    batch(
        entries: [entry(position, key: "k\(position)", facts: [UInt8](repeating: UInt8(position & 0xFF), count: 200))],
        keys: [
            keyRecord("k\(position)", position: position), keyRecord("a\(position)", .turnedAway),
            keyRecord("d\(position)", .dead),
        ],
        entities: [
            .put(node("n\(position % 5)"), [UInt8](repeating: UInt8(position & 0xFF), count: 300)),
            .put(EntityKey(kind: "instance", key: "i\(position)"), [1, 2, 3]),
        ],
        outbox: [reply(position * 2), event(position * 2 + 1, sequence: position)], published: [position * 2 - 6],
        held: [.put(held(position % 7, arrival: position))], deadLetters: [deadLetter("d\(position)")])
}
