import Testing

@testable import Tracker

/// The decision table on allocations (claims and moves, 9.5, and scenario 47).
@Suite("Verdicts on allocations")
struct AllocationVerdictTests {
    private func consumer(
        _ number: Int, _ change: (inout Consumer) -> Void = { _ in }
    ) -> Consumer {
        var consumer = Consumer(uuid: Fixture.uuid(number), host: Fixture.host, node: Fixture.node.name)
        change(&consumer)
        return consumer
    }

    @Test("Scenario 47: only the deleted consumer's allocation is deleted, two are worth a warning")
    func table() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        try shard.claim(Fixture.instance(7))
        let consumers = [
            consumer(1) { $0.isDeleted = true },
            consumer(2) {
                $0.isDeleted = true
                $0.isHidden = true
            },
            consumer(3) { $0.isKnown = false },
            consumer(901),
            consumer(5) {
                $0.host = ""
                $0.node = ""
            },
            consumer(6) { $0.host = "another" },
            consumer(7),
            consumer(8) { $0.taskState = "spawning" },
            consumer(9),
        ]
        let command = AuditNode(
            node: Fixture.node,
            instances: [
                AuditFixture.listed(7), AuditFixture.listed(10, task: .resizeMigrating, at: AuditFixture.away),
            ],
            migrations: [
                AuditFixture.move(1, of: 10, .resize, .error, from: AuditFixture.away, to: AuditFixture.here)
            ],
            consumers: consumers)
        guard case .nodeAudited(_, _, let verdicts) = try shard.run(.auditNode(command)).get() else {
            throw Unexpected.answer
        }
        #expect(
            verdicts.map(\.reason) == [
                .deleted, .hidden, .unknown, .migrationOpen, .scheduled, .elsewhere, .tracked, .inFlight, .untracked,
            ])
        #expect(verdicts.filter(\.isToBeDeleted).map(\.uuid) == [Fixture.uuid(1)])
        #expect(verdicts.filter(\.isWarning).map(\.reason) == [.elsewhere, .untracked])
    }

    @Test("Allocations that could not be read lead to no verdict")
    func unread() throws {
        var shard = try Shard(inventory: Fixture.inventory())
        guard case .nodeAudited(_, _, let verdicts) = try shard.run(.auditNode(AuditNode(node: Fixture.node))).get()
        else { throw Unexpected.answer }
        #expect(verdicts == [])
    }
}
