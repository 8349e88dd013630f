internal import Journal
internal import Tracker

/// The store's note that a node's latest usage is still to be published, so that a crash does not lose the last one.
enum PendingUsage {
    /// The kind of these rows.
    static let kind = "pending-usage"
    static let value: [UInt8] = []

    static func key(of node: NodeIdentifier) -> EntityKey {
        EntityKey(kind: kind, key: StoredKey.joined([node.host, node.name]))
    }

    static func node(of key: EntityKey) -> NodeIdentifier? {
        guard key.kind == kind, let parts = StoredKey.parts(of: key.key), parts.count == 2 else { return nil }
        return NodeIdentifier(host: parts[0], name: parts[1])
    }
}
