import Testing
import Tracker

@Suite("Moves that are over")
struct EndedMoveTests {
    private static let day: Int64 = 86_400_000_000_000

    @Test("A late request is answered for as long as the record is kept", arguments: MigrationType.allCases)
    func late(_ type: MigrationType) throws {
        let move = Move(type)
        var shard = try Shard(before: move)
        try shard.step(move.claim(), move.abort(.destination, .failed))
        shard.now = shard.now.advanced(byNanoseconds: 2 * Self.day)
        try shard.expectNoChange(move.abort(.destination, .failed), move.tell(.destination, .failed))
        #expect(try shard.refusal(move.finish()).reason == "ILLEGAL_TRANSITION")
        guard
            case .migration(let read) = try shard.run(
                .getMigration(GetMigration(host: "G", migrationUUID: move.uuid))
            ).get()
        else { throw Unexpected.answer }
        #expect(read.status == .failed)
    }

    @Test("Each new record drops two that are older, the oldest first")
    func dropped() throws {
        var shard = try Shard(
            nodes: [Fixture.node, Fixture.away], inventory: Fixture.inventory(vcpus: 99, memory: 99_999, disk: 999))
        let old = (1...5).map { Move(.coldMigration, of: Fixture.instance($0), number: 900 + $0) }
        for move in old {
            try shard.step(move.claim(), move.abort(.destination, .failed))
            shard.now = shard.now.advanced(byNanoseconds: 1)
        }
        func known() -> [Int] {
            old.indices.filter { !shard.state.migrationRecords(old[$0].uuid).isEmpty }.map { $0 + 1 }
        }
        shard.now = shard.now.advanced(byNanoseconds: 3 * Self.day - 10)
        try shard.step(Move(.coldMigration, of: Fixture.instance(11), number: 911).claim())
        #expect(known() == [1, 2, 3, 4, 5])
        shard.now = shard.now.advanced(byNanoseconds: 10)
        try shard.step(Move(.coldMigration, of: Fixture.instance(12), number: 912).claim())
        #expect(known() == [3, 4, 5])
        // A source's new record drops some, too; a step of a known one does not.
        try shard.claim(Fixture.instance(13))
        let outgoing = Move(.coldMigration, of: Fixture.instance(13), number: 913)
        try shard.step(outgoing.tell(.source, .preMigrating, record: .preMigrating))
        #expect(known() == [5])
        try shard.step(outgoing.tell(.source, .migrating))
        #expect(known() == [5])
        try shard.step(Move(.coldMigration, of: Fixture.instance(14), number: 914).claim())
        #expect(known() == [])
        let read = try shard.refusal(.getMigration(GetMigration(host: "G", migrationUUID: old[0].uuid)))
        #expect(read.code == .notFound && read.reason == "MIGRATION_NOT_FOUND")
    }

    @Test("Open moves are kept, however old, those in error included")
    func open() throws {
        var shard = try Shard(nodes: [Fixture.node, Fixture.away])
        let failed = Move(.coldMigration)
        let waiting = Move(.coldMigration, of: Fixture.instance(2), number: 902)
        try shard.step(failed.claim(), failed.abort(.destination, .error), waiting.claim())
        shard.now = shard.now.advanced(byNanoseconds: 100 * Self.day)
        try shard.step(Move(.coldMigration, of: Fixture.instance(3), number: 903).claim())
        #expect(shard.status(.destination, of: failed) == .error)
        #expect(shard.status(.destination, of: waiting) == .preMigrating)
    }

    @Test("Records that explain what a source still holds do not keep others from being dropped")
    func stuck() throws {
        var shard = try Shard(
            nodes: [Fixture.node, Fixture.away], inventory: Fixture.inventory(vcpus: 99, memory: 99_999, disk: 999))
        let evacuated = (1...5).map { Move(.evacuation, of: Fixture.instance($0), number: 900 + $0) }
        for move in evacuated {
            try shard.claim(move.instance)
            try shard.step(move.claim())
            shard.now = shard.now.advanced(byNanoseconds: 1)
            try shard.step(move.finish())
        }
        let failed = Move(.coldMigration, of: Fixture.instance(10), number: 910)
        try shard.step(failed.claim(), failed.abort(.destination, .failed))
        shard.now = shard.now.advanced(byNanoseconds: 10 * Self.day)
        try shard.step(Move(.coldMigration, of: Fixture.instance(11), number: 911).claim())
        #expect(shard.state.migrationRecords(failed.uuid) == [])
        for move in evacuated { #expect(shard.status(.destination, of: move) == .done) }
    }
}
