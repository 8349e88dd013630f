import Testing
import Tracker

@Suite("Every step of every move from every status, against tables written by hand")
struct MigrationTransitionTests {
    /// A side of a kind of move in a status.
    struct Place: CustomTestStringConvertible {
        var type: MigrationType
        var side: MoveSide
        var expected: ExpectedStatus

        var testDescription: String { "\(type.rawValue), \(side.rawValue), \(expected.status.rawValue)" }

        static let all: [Place] = MigrationType.allCases.flatMap { type in
            MoveSide.allCases.flatMap { side in
                ExpectedStatus.all(of: type).map { Place(type: type, side: side, expected: $0) }
            }
        }
    }

    @Test("A side takes the steps of its table, and refuses all others without a change", arguments: Place.all)
    func steps(_ place: Place) throws {
        let start = try SideInStatus(place.type, place.side, place.expected.status)
        let held = [place.expected.holds(place.side)].compactMap(\.self)
        #expect(start.shard.state.grants(on: start.node).map(\.side) == held)
        for status in MigrationStatus.allCases {
            if status == place.expected.status {
                var shard = start.shard
                try shard.expectNoChange(start.move.tell(place.side, status))
            } else if place.expected.allowed(place.side).contains(status) {
                try expectAccepted(start, place, status)
            } else {
                try expectRefused(start, place, status)
            }
        }
    }

    @Test("A kind of move has the statuses of its column, no other", arguments: MigrationType.allCases)
    func columns(_ type: MigrationType) {
        #expect(Set(type.statuses) == Set(ExpectedStatus.all(of: type).map(\.status)))
        for expected in ExpectedStatus.all(of: type) {
            #expect(expected.status.isTerminal == expected.later.subtracting([.completed]).isEmpty)
        }
    }

    @Test(
        "A failure that is resolved keeps the instance where it is, and frees the other side",
        arguments: [MigrationType.resize, .coldMigration], MoveSide.allCases)
    func resolved(_ type: MigrationType, _ side: MoveSide) throws {
        var place = try SideInStatus(type, side, .finished)
        let size = side == .source ? "F1" : place.move.moved.flavor.id
        try place.shard.step(place.move.tell(side, .error))
        #expect(place.shard.held(place.node) == [side == .source ? "move_old F1" : "instance \(size)"])
        try place.shard.step(place.move.tell(side, .failed))
        #expect(place.shard.held(place.node) == (side == .source ? [] : ["instance \(size)"]))

        // The same, but told where the instance is: back at the source.
        var told = try SideInStatus(type, side, .finished)
        try told.shard.step(
            told.move.tell(side, .error), told.move.tell(side, .failed, location: told.move.source))
        #expect(told.shard.held(told.node) == (side == .source ? ["instance F1"] : []))
    }

    private func expectAccepted(_ start: SideInStatus, _ place: Place, _ status: MigrationStatus) throws {
        var shard = start.shard
        let before = shard.state.grants(on: start.node).map(\.side)
        let migration = try shard.step(start.move.tell(place.side, status))
        #expect(migration?.status == status)
        let expected = try #require(ExpectedStatus.all(of: place.type).first { $0.status == status })
        let held: [GrantSide] =
            switch status {
            case .error: before
            case .failed: before.filter { $0 == .instance }
            default: [expected.holds(place.side)].compactMap(\.self)
            }
        let comment: Comment = "\(place.testDescription) to \(status.rawValue)"
        #expect(shard.state.grants(on: start.node).map(\.side) == held, comment)
    }

    private func expectRefused(_ start: SideInStatus, _ place: Place, _ status: MigrationStatus) throws {
        var shard = start.shard
        let refusal = try shard.refusal(start.move.tell(place.side, status))
        let (from, later) = (place.expected.status, place.expected.later)
        let isOver = later.isEmpty
        let isOthers = ExpectedStatus.onlyReported(by: place.side.other, place.type).contains(status)
        let reason =
            isOthers && !isOver && (from != .done || status == .completed)
            ? "WRONG_SIDE" : later.contains(status) ? "TRANSITION_TOO_EARLY" : "ILLEGAL_TRANSITION"
        #expect(refusal.code == .failedPrecondition)
        #expect(refusal.reason == reason, "\(place.testDescription) to \(status.rawValue)")
        #expect(refusal.metadata["migration"] == start.move.uuid)
        #expect(refusal.metadata["type"] == place.type.rawValue)
        #expect(refusal.metadata["from"] == from.rawValue)
        #expect(refusal.metadata["to"] == status.rawValue)
        #expect(
            refusal.metadata["allowed"]
                == place.expected.allowed(place.side).map(\.rawValue).sorted().joined(separator: ","))
    }
}
