import Testing
import Tracker
import Wire

@testable import Worker

/// What subscribers hear of a move: with the events alone they know what is held.
@Suite("Events of moves")
struct MoveEventTests {
    private let source = NodeIdentifier(host: "a", name: "a")
    private let destination = NodeIdentifier(host: "b", name: "b")
    private let small = Flavor(id: "small", vcpus: 1, memoryMebibytes: 128, rootGibibytes: 1)
    private let large = Flavor(id: "large", vcpus: 2, memoryMebibytes: 256, rootGibibytes: 2)

    private func instance() -> Instance {
        Instance(uuid: "i", projectID: "project", flavor: small, vmState: .active, host: "a", node: "a")
    }

    private func record(_ status: MigrationStatus? = nil) -> MigrationReport {
        MigrationReport(
            uuid: "m", instanceUUID: "i", type: .resize, status: status, source: source,
            destination: status == nil ? nil : destination)
    }

    /// The events of a command, and the state after it.
    private func run(_ command: Command, _ state: inout State) throws -> [EventDraft] {
        let context = CommandContext(requestKey: "key", now: Instant(nanoseconds: 1))
        guard case .accepted(let facts, _) = decide(state, command, context, policy: Policy()) else {
            Issue.record("the command is refused")
            return []
        }
        return facts.flatMap { fact in
            state.evolve(fact)
            return EventMapping.events(for: fact, in: state)
        }
    }

    /// What subscribers know is held, by node: grown by what is confirmed, handed over by moves, less what is released.
    private func follow(_ drafts: [EventDraft], _ held: inout [String: [String]]) {
        for draft in drafts {
            switch draft.body {
            case .claimConfirmed(let event): held[event.grant.node, default: []].append(event.grant.flavorID)
            case .claimReleased(let event): held[event.grant.node]?.removeAll { $0 == event.grant.flavorID }
            default: break
            }
        }
    }

    @Test("A resize that is confirmed: each claim is confirmed once and released once, hand-overs are neither")
    func confirmed() throws {
        var state = State(), held: [String: [String]] = [:]
        for (number, node) in [source, destination].enumerated() {
            let inventory = Inventory(vcpus: 8, memoryMebibytes: 4096, localGibibytes: 100)
            _ = try run(
                .reportInventory(ReportInventory(node: node, nodeUUID: "\(number)", inventory: inventory)), &state)
        }
        let commands: [(Command, [EventKind])] = [
            (.claimInstance(ClaimInstance(node: source, instance: instance())), [.claimConfirmed]),
            (
                .claimMove(
                    ClaimMove(node: destination, instance: instance(), newFlavor: large, migration: record())),
                [.moveChanged, .claimConfirmed]
            ),
            (update(.migrating), [.moveChanged]),
            (update(.postMigrating), [.moveChanged, .instanceChanged]),
            (.finishMove(FinishMove(node: destination, migrationUUID: "m")), [.moveChanged, .instanceChanged]),
            (
                .confirmMove(ConfirmMove(node: source, migrationUUID: "m", migration: record(.finished))),
                [.moveChanged, .claimReleased]
            ),
        ]
        for (command, kinds) in commands {
            let drafts = try run(command, &state)
            #expect(drafts.map(\.kind) == kinds)
            #expect(drafts.allSatisfy { $0.projectID == "project" })
            follow(drafts, &held)
        }
        #expect(held == ["a": [], "b": ["large"]])
        #expect(state.grants(on: source) == [])
        #expect(state.grants(on: destination).map(\.flavorID) == ["large"])
    }

    private func update(_ status: MigrationStatus) -> Command {
        .updateMigration(
            UpdateMigration(
                host: "a", migrationUUID: "m", status: status, migration: record(.preMigrating)))
    }

    @Test("A step tells the side, the status before and what the side holds now")
    func body() throws {
        let migration = Migration(
            uuid: "m", instanceUUID: "i", type: .resize, status: .finished, source: source, destination: destination)
        let grant = Grant(instanceUUID: "i", node: destination, vcpus: 2, projectID: "project")
        let fact = MigrationChanged(
            record: MigrationRecord(side: .destination, migration: migration, node: destination),
            previousStatus: .preMigrating, granted: [grant])
        let draft = try #require(
            EventMapping.events(for: Fact(time: Instant(nanoseconds: 1), body: .migrationChanged(fact)), in: State())
                .first)
        guard case .moveChanged(let body) = draft.body else {
            Issue.record("a step of a move tells the move")
            return
        }
        #expect((body.side, body.previousStatus, body.migration.status) == ("destination", "pre-migrating", "finished"))
        #expect(body.grant.vcpus == 2)
    }

    @Test("A refused claim of a destination tells the migration and the shortfalls")
    func refused() throws {
        let claim = ClaimMove(node: destination, instance: instance(), migration: record())
        let shortfall = Shortfall(resource: "VCPU", reason: "VCPU", message: "no", requested: 2, available: 1)
        let refusal = Refusal(.resourceExhausted, reason: "DOES_NOT_FIT", message: "no", shortfalls: [shortfall])
        let draft = try #require(Command.claimMove(claim).refused(refusal).first)
        guard case .claimRefused(let body) = draft.body else {
            Issue.record("a refused claim is told")
            return
        }
        #expect((body.migrationUuid, body.instanceUuid, body.reason) == ("m", "i", "DOES_NOT_FIT"))
        #expect(body.shortfalls.count == 1)
    }
}
