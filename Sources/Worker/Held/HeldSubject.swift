internal import Tracker

/// What a held request waits for: a fact about it may cure the refusal.
package struct HeldSubject: Hashable, Sendable {
    /// What kind of thing it is.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A node of a host.
        case node
        /// An instance, on whatever host.
        case instance
        /// A move, on whatever side.
        case migration
    }

    /// The subject as the store and callers see it: `node/<host>/<name>`, `instance/<uuid>` or
    /// `migration/<uuid>`.
    package let text: String

    /// A subject as it was stored.
    init(stored text: String) { self.text = text }

    static func node(_ node: NodeIdentifier) -> HeldSubject {
        HeldSubject(stored: StoredKey.joined([Kind.node.rawValue, node.host, node.name]))
    }

    static func instance(_ uuid: String) -> HeldSubject {
        HeldSubject(stored: StoredKey.joined([Kind.instance.rawValue, uuid]))
    }

    static func migration(_ uuid: String) -> HeldSubject {
        HeldSubject(stored: StoredKey.joined([Kind.migration.rawValue, uuid]))
    }

    /// The thing of this kind that a command is about; nil: it is about none.
    static func of(_ command: Command, _ kind: Kind) -> HeldSubject? {
        switch (kind, command) {
        case (.node, .claimInstance(let claim)): .node(claim.node)
        case (.instance, .claimInstance(let claim)): .instance(claim.instance.uuid)
        case (.node, .setNodeEnabled(let change)): .node(change.node)
        case (.node, .reportBuildResult(let result)): .node(result.node)
        case (.node, .claimMove(let claim)): .node(claim.node)
        case (.instance, .claimMove(let claim)): .instance(claim.instance.uuid)
        case (.node, .reportMetrics(let report)): .node(report.node)
        case (.node, .auditNode(let audit)): .node(audit.node)
        case (.node, .confirmMove(let command)): .node(command.node)
        case (.node, .updateMigration(let command)):
            [command.migration?.source, command.migration?.destination].compactMap(\.self)
                .first { $0.host == command.host }.map(HeldSubject.node)
        case (.node, .claimDevices(let command)): .node(command.node)
        case (.instance, .claimDevices(let command)): .instance(command.instanceUUID)
        case (.node, .allocateDevices(let command)): .node(command.node)
        case (.instance, .allocateDevices(let command)): .instance(command.instanceUUID)
        case (.node, .freeDevices(let command)): .node(command.node)
        case (.migration, .finishMove(let command)): .migration(command.migrationUUID)
        case (.migration, .confirmMove(let command)): .migration(command.migrationUUID)
        case (.migration, .revertMove(let command)): .migration(command.migrationUUID)
        case (.migration, .updateMigration(let command)): .migration(command.migrationUUID)
        default: nil
        }
    }

    /// What a fact is about.
    static func all(of fact: Fact) -> [HeldSubject] {
        fact.touched.map { entity in
            switch entity {
            case .node(let node), .nodeCounters(let node): .node(node)
            case .instance(let instance): .instance(instance.uuid)
            case .migration(let migration): .migration(migration.uuid)
            }
        }
    }
}
