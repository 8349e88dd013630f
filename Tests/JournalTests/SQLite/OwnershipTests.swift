import Foundation
import Testing

@testable import Journal

@Suite("One owner of a SQLite store")
struct OwnershipTests {
    @Test("A second opener is refused and told who holds the store")
    func secondOpener() async throws {
        var site = try SQLiteSite()
        site.options.program = "berthd-test"
        try await site.withStore { _ in
            let error = try await #require(throws: JournalError.self) { _ = try await site.open() }
            #expect(error.code == .storeOwned)
            #expect(error.details["pid"] == "\(ProcessInfo.processInfo.processIdentifier)")
            #expect(error.details["program"] == "berthd-test")
            #expect(error.details["shard"] == "s1")
            #expect(error.message.contains("berthd-test, process "))
        }
        try await site.withStore { _ in }
    }

    @Test("An opener that fails leaves the store free")
    func failedOpenerFreesLock() async throws {
        let site = try SQLiteSite()
        try await site.withStore { _ in }
        #expect(await failure { _ = try await site.open(shard: "other") } == .otherShard)
        try await site.withStore { _ in }
    }

    @Test("A lock file without an owner, whatever it says, is no hindrance")
    func staleLock() async throws {
        let site = try SQLiteSite()
        try await site.withStore { _ in }
        try site.write(Array("pid=1\nnonsense".utf8), to: site.path + "/berth.lock")
        try await site.withStore { _ in }
    }

    @Test("An owner whose lock was circumvented is refused once another has taken the store")
    func fenced() async throws {
        let site = try SQLiteSite()
        let former = try await site.open()
        try FileManager.default.removeItem(atPath: site.path + "/berth.lock")
        let latter = try await site.open()
        #expect(await failure { try await former.commit(batch(entries: [entry(1)])) } == .fenced)
        #expect(await failure { try await former.setMark([1]) } == .fenced)
        #expect(await failure { _ = try await former.makeBase(nowNanoseconds: 0) } == .fenced)
        try await latter.commit(batch(entries: [entry(1)]))
        await former.close()
        try await latter.commit(batch(entries: [entry(2)]))
        await latter.close()
        #expect(try await site.withStore { try await $0.load() }.lastPosition == JournalPosition(2))
    }

    @Test("Folder and files are for this user alone")
    func permissions() async throws {
        let site = try SQLiteSite()
        try await site.withStore { store in
            try await store.commit(batch(entries: [entry(1)]))
            #expect(try Self.mode(site.path) == 0o700)
            for file in [site.database, site.log, site.path + "/berth.lock"] {
                #expect(try Self.mode(file) == 0o600)
            }
        }
    }

    private static func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
