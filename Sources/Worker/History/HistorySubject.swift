package import Tracker

/// What a history is about.
package enum HistorySubject: Hashable, Sendable {
    /// An instance, on whichever hosts.
    case instance(String)
    /// A node.
    case node(NodeIdentifier)
    /// A move, both of its sides.
    case migration(String)

    /// An instance by its UUID, in whichever case it is written.
    package static func instance(uuid: String) -> HistorySubject { .instance(uuid.lowercased()) }

    /// A move by its UUID, in whichever case it is written.
    package static func migration(uuid: String) -> HistorySubject { .migration(uuid.lowercased()) }

    /// A node as `host/name`; the host alone means the node of the same name.
    package static func node(_ text: String) -> HistorySubject {
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        let host = parts.first ?? text
        return .node(NodeIdentifier(host: host, name: parts.count > 1 ? parts[1] : host))
    }

    /// For people: what it is, and which one.
    package var text: String {
        switch self {
        case .instance(let uuid): "instance \(uuid)"
        case .node(let node): "node \(node.host)/\(node.name)"
        case .migration(let uuid): "migration \(uuid)"
        }
    }

    /// Whether a fact is about it.
    package func concerns(_ fact: Fact) -> Bool {
        switch self {
        case .node(let node): fact.node == node
        case .instance(let uuid): Self.instances(of: fact).contains(uuid)
        case .migration(let uuid): Self.migrations(of: fact).contains(uuid)
        }
    }

    private static func instances(of fact: Fact) -> [String] {
        if case .driftFound(let found) = fact.body { return found.drifts.map(\.subject) }
        return [fact.instance?.uuid].compactMap(\.self)
    }

    private static func migrations(of fact: Fact) -> [String] {
        switch fact.body {
        case .driftFound(let found): found.drifts.map(\.subject)
        case .leaseRenewed(let renewed): [renewed.migrationUUID]
        case .leaseCleared(let cleared): [cleared.migrationUUID]
        case .devicesChanged(let changed): [changed.migrationUUID]
        case .claimReleased(let released): [released.grant.migrationUUID]
        default: [fact.migration?.uuid].compactMap(\.self)
        }
    }
}
