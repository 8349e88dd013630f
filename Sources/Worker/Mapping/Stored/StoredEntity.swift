package import Tracker
import Wire

/// Entities as the store keeps them: one row per entity, under a kind and a key.
package enum StoredEntity {
    /// The kinds of rows, as they stand in the store.
    private enum Kind: String {
        case node = "node"
        case nodeCounters = "node-counters"
        case instance = "instance"
        case migration = "migration"
    }

    /// The row of an entity; equal entities give equal bytes.
    package static func encode(_ entity: Entity) -> (kind: String, key: String, bytes: [UInt8]) {
        let (kind, key) = key(for: entity.identifier)
        return (kind, key, bytes(of: entity))
    }

    /// Where the row of an entity is.
    package static func key(for identifier: EntityIdentifier) -> (kind: String, key: String) {
        switch identifier {
        case .node(let node): (Kind.node.rawValue, StoredKey.joined([node.host, node.name]))
        case .nodeCounters(let node): (Kind.nodeCounters.rawValue, StoredKey.joined([node.host, node.name]))
        case .instance(let instance): (Kind.instance.rawValue, StoredKey.joined([instance.host, instance.uuid]))
        case .migration(let migration):
            (Kind.migration.rawValue, StoredKey.joined([migration.host, migration.uuid, migration.side.rawValue]))
        }
    }

    /// The entity of a row.
    ///
    /// - Throws: `unknownValue` for another kind, `malformedBytes`, `keyMismatch` when the bytes are another entity's,
    ///   and what a field's own mapping throws.
    package static func decode(kind: String, key: String, bytes: [UInt8]) throws(MappingError) -> Entity {
        let entity = try decode(kind: kind, bytes: bytes)
        guard Self.key(for: entity.identifier) == (kind, key) else {
            throw MappingError(.keyMismatch, "a row of kind \(kind) has the bytes of another one; restore a copy")
        }
        return entity
    }

    private static func decode(kind: String, bytes: [UInt8]) throws(MappingError) -> Entity {
        switch Kind(rawValue: kind) {
        case .node: return .node(try NodeRecord(try StoredBytes.decode(bytes)))
        case .nodeCounters: return .nodeCounters(try NodeCounters(try StoredBytes.decode(bytes)))
        case .instance: return .instance(try InstanceRecord(try StoredBytes.decode(bytes)))
        case .migration: return .migration(try MigrationRecord(try StoredBytes.decode(bytes)))
        case nil:
            throw MappingError(.unknownValue, "a row is of a kind that this version does not know; use the newer one")
        }
    }

    private static func bytes(of entity: Entity) -> [UInt8] {
        switch entity {
        case .node(let record): StoredBytes.encode(Berth_Journal_V1_NodeRow(record))
        case .nodeCounters(let counters): StoredBytes.encode(Berth_Journal_V1_NodeCountersRow(counters))
        case .instance(let record): StoredBytes.encode(Berth_Journal_V1_InstanceRow(record))
        case .migration(let record): StoredBytes.encode(Berth_Journal_V1_MigrationRow(record))
        }
    }
}

extension Entity {
    /// Which entity it is.
    var identifier: EntityIdentifier {
        switch self {
        case .node(let record): .node(record.identifier)
        case .nodeCounters(let counters): .nodeCounters(counters.identifier)
        case .instance(let record): .instance(InstanceIdentifier(host: record.host, uuid: record.instance.uuid))
        case .migration(let record): .migration(record.identifier)
        }
    }
}
