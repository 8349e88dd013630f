import Foundation
import GRDB
import Testing

@testable import Journal

@Suite("Opening a SQLite store that is not as it should be")
struct OpeningTests {
    @Test("A store of a newer program is refused, naming both versions, and stays as it is")
    func newerVersion() async throws {
        let site = try await closedStore()
        try site.tamper("PRAGMA user_version = 99")
        let error = try await #require(throws: JournalError.self) { _ = try await site.open() }
        #expect(error.code == .newerStore)
        #expect(error.message.contains("99"))
        #expect(error.message.contains("\(SQLiteSchema.currentVersion)"))
        try site.tamper("PRAGMA user_version = \(SQLiteSchema.currentVersion)")
        #expect(try await site.withStore { try await $0.load() }.incarnation == 2)
    }

    @Test("The store of another shard is refused, naming both")
    func otherShard() async throws {
        let site = try await closedStore()
        let error = try await #require(throws: JournalError.self) { _ = try await site.open(shard: "s2") }
        #expect(error.code == .otherShard)
        #expect(error.details["stored"] == "s1")
        #expect(error.details["wanted"] == "s2")
    }

    @Test("A file that is no database is refused, and not overwritten")
    func noDatabase() async throws {
        let site = try SQLiteSite()
        let text =
            Array("This is not a database, but a letter of more than a hundred bytes. ".utf8)
            + [UInt8](repeating: 33, count: 90)
        try site.write(text, to: site.database)
        #expect(await site.findingOnOpen() == .notAStore)
        #expect(try site.read(site.database) == text)
    }

    @Test("The database of another program is refused, and not migrated")
    func otherDatabase() async throws {
        let site = try SQLiteSite()
        try site.write([], to: site.database)
        try site.tamper("CREATE TABLE mine (x)")
        let before = try site.read(site.database)
        #expect(await site.findingOnOpen() == .notAStore)
        #expect(try site.read(site.database) == before)
    }

    @Test("An empty database file is refused: it was a store once")
    func emptyFile() async throws {
        let site = try SQLiteSite()
        try site.write([], to: site.database)
        #expect(await site.findingOnOpen() == .damaged)
    }

    @Test("A database that is gone while its log is there is not replaced by a fresh one")
    func databaseGone() async throws {
        let site = try SQLiteSite()
        try await site.withStore { store in
            try await store.commit(batch(entries: [entry(1)]))
            let copy = try site.copy(["berth.sqlite-wal"])
            #expect(await copy.findingOnOpen() == .incompleteStore)
            #expect(FileManager.default.fileExists(atPath: copy.database) == false)
        }
    }

    @Test("A store that was not closed is refused without its log, unless that is allowed")
    func logGone() async throws {
        let site = try SQLiteSite()
        try await site.withStore { store in
            try await store.commit(batch(entries: [entry(1)]))
            var copy = try site.copy(["berth.sqlite"])
            #expect(await copy.findingOnOpen() == .incompleteStore)
            copy.options.acceptsMissingLog = true
            #expect(await copy.findingOnOpen() == nil)
        }
    }

    @Test("A store that was closed needs no log")
    func closedWithoutLog() async throws {
        let site = try SQLiteSite()
        try await site.withStore { try await $0.commit(batch(entries: [entry(1)])) }
        let copy = try site.copy(["berth.sqlite"])
        #expect(try await copy.withStore { try await $0.load() }.lastPosition == JournalPosition(1))
    }

    @Test("A start that was interrupted while it made the store is begun anew")
    func unfinished() async throws {
        let site = try SQLiteSite()
        try site.write([1, 2, 3], to: site.database + ".new")
        try site.write([1, 2, 3], to: site.database + ".new-journal")
        #expect(try await site.withStore { try await $0.load() }.isNew)
    }

    @Test("A folder that cannot be made is named")
    func noFolder() async throws {
        let site = try SQLiteSite()
        try Data([1]).write(to: URL(fileURLWithPath: site.path))
        let error = try await #require(throws: JournalError.self) { _ = try await site.open() }
        #expect(error.code == .permissionDenied)
        #expect(error.message.contains(site.path))
    }

    @Test("Reading a folder without a store makes none")
    func readNothing() async throws {
        let site = try SQLiteSite()
        #expect(await failure { _ = try await SQLiteStore.openReadOnly(directory: site.path) } == .noStore)
        #expect(FileManager.default.fileExists(atPath: site.database) == false)
    }

    private func closedStore() async throws -> SQLiteSite {
        let site = try SQLiteSite()
        try await site.withStore { _ in }
        return site
    }
}
