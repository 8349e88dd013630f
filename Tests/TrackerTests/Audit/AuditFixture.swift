import Testing

@testable import Tracker

/// What audits need beyond the fixture: moves as the cloud's database lists them, and a way to run an audit.
enum AuditFixture {
    static let away = NodeIdentifier(host: "elsewhere", name: "elsewhere")
    static let here = Fixture.node

    /// An instance that the database has on the fixture's node.
    static func listed(
        _ number: Int, _ flavor: Flavor = Fixture.small, vmState: VMState? = .active, task: TaskState? = nil,
        at node: NodeIdentifier = here
    ) -> Instance {
        var instance = Fixture.instance(number, flavor, vmState: vmState, taskState: task)
        instance.host = node.host
        instance.node = node.name
        return instance
    }

    /// A move of an instance as the database has it.
    static func move(
        _ number: Int, of instance: Int, _ type: MigrationType, _ status: MigrationStatus,
        from source: NodeIdentifier, to destination: NodeIdentifier?, old: Flavor? = Fixture.small,
        new: Flavor? = Fixture.large, updated: Int64? = nil, created: Int64 = 1
    ) -> MigrationReport {
        MigrationReport(
            uuid: uuid(number), instanceUUID: Fixture.uuid(instance), type: type, status: status, source: source,
            destination: destination, oldFlavor: old, newFlavor: new, createTime: Instant(nanoseconds: created),
            updateTime: updated.map { Instant(nanoseconds: $0) })
    }

    /// A migration's UUID.
    static func uuid(_ number: Int) -> String { Fixture.uuid(900 + number) }
}

extension Shard {
    /// Audits the fixture's node; what was found.
    @discardableResult
    mutating func audit(
        _ instances: [Instance] = [], _ migrations: [MigrationReport] = [], generation: Int64 = 0,
        _ change: (inout AuditNode) -> Void = { _ in }
    ) throws -> [Drift] {
        var command = AuditNode(
            node: Fixture.node, instances: instances, migrations: migrations, generation: generation)
        change(&command)
        guard case .nodeAudited(let node, let drifts, _) = try run(.auditNode(command)).get() else {
            throw Unexpected.answer
        }
        #expect(node.identifier == command.node)
        return drifts
    }

    /// Memory, VCPU and disk in use on a node, as the scenarios write them.
    func used(_ node: NodeIdentifier = Fixture.node) -> String {
        guard let usage = state.usage(of: node) else { return "no such node" }
        return "\(usage.memoryMebibytesUsed)/\(usage.vcpusUsed)/\(usage.localGibibytesUsed)"
    }

    /// Free memory and disk on a node.
    func free(_ node: NodeIdentifier = Fixture.node) -> String {
        guard let usage = state.usage(of: node) else { return "no such node" }
        return "\(usage.freeMemoryMebibytes)/\(usage.freeDiskGibibytes)"
    }

    /// Instances that count on a node, and those with a task.
    func running(_ node: NodeIdentifier = Fixture.node) -> String {
        guard let usage = state.usage(of: node) else { return "no such node" }
        return "\(usage.runningVMs) running, workload \(usage.currentWorkload)"
    }

    /// The status that one side on the fixture's host has for a move; absent: it knows none.
    func status(_ side: MoveSide, of uuid: String, host: String = Fixture.host) -> MigrationStatus? {
        state.migrationRecord(MigrationIdentifier(host: host, uuid: uuid, side: side))?.migration.status
    }
}
