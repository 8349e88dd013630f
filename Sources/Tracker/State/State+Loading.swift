import HashTreeCollections

extension State {
    /// Makes the state of stored entities, in any order; derives usage, statistics, holders and indexes.
    ///
    /// Throws when an entity contradicts another. What each entity says by itself is judged by `violations(of:)`.
    ///
    /// - Parameter deviceSpecs: those that count now, also for devices that were reported under others; nil: those.
    public init(loading entities: [Entity], deviceSpecs: [DeviceSpec]? = nil) throws(LoadError) {
        self.init(deviceSpecs: deviceSpecs)
        for case .node(let record) in entities { try load(record) }
        for case .nodeCounters(let counters) in entities { try load(counters) }
        for node in nodeOrder.elements() where ledgers[node]?.counters.generation == Self.notLoaded {
            throw LoadError(
                .incompleteNode, entity: .node(node),
                message: "node \(node.text) is stored without its counters; restore the store from a backup")
        }
        for case .instance(let record) in entities { try load(record) }
        for case .migration(let record) in entities { try load(record) }
        for (uuid, records) in recordsByInstance where records.count > 1 { try checkHosts(of: uuid, records) }
    }

    /// An instance is held by several hosts only where a move between them has not ended for both.
    private func checkHosts(of uuid: String, _ records: [InstanceRecord]) throws(LoadError) {
        let grants = records.compactMap(\.instanceGrant)
        guard grants.count > 1, !isExplained(grants, ofInstance: uuid), let last = records.last else { return }
        throw LoadError(
            .duplicateGrant, entity: .instance(last.identifier),
            message: "the record of instance \(uuid) on host \(last.host) has a second grant of the instance itself")
    }

    /// Marks the counters of a node until they are loaded; no stored generation is negative.
    private static var notLoaded: Int64 { .min }

    private mutating func load(_ record: NodeRecord) throws(LoadError) {
        let node = record.identifier
        guard nodeRecords[node] == nil else {
            throw LoadError(.duplicateEntity, entity: .node(node), message: "node \(node.text) is stored twice")
        }
        if let other = nodesByUUID[record.uuid] {
            throw LoadError(
                .duplicateNodeUUID, entity: .node(node),
                message: "node \(node.text) has UUID \(record.uuid), and so has \(other.text); remove one of them")
        }
        set(record)
        ledgers[node]?.counters.generation = Self.notLoaded
    }

    private mutating func load(_ counters: NodeCounters) throws(LoadError) {
        let node = counters.identifier
        guard let generation = ledgers[node]?.counters.generation else {
            throw LoadError(
                .incompleteNode, entity: .nodeCounters(node),
                message: "counters of \(node.text) are stored without the node; restore the store from a backup")
        }
        guard generation == Self.notLoaded else {
            throw LoadError(
                .duplicateEntity, entity: .nodeCounters(node), message: "counters of \(node.text) are stored twice")
        }
        ledgers[node]?.counters = counters
    }

    private mutating func load(_ record: InstanceRecord) throws(LoadError) {
        let entity = EntityIdentifier.instance(record.identifier)
        let name = "the record of instance \(record.instance.uuid) on host \(record.host)"
        guard instanceRecord(record.identifier) == nil else {
            throw LoadError(.duplicateEntity, entity: entity, message: "\(name) is stored twice")
        }
        guard !record.grants.isEmpty else {
            throw LoadError(.recordWithoutGrant, entity: entity, message: "\(name) holds nothing; delete it")
        }
        for grant in record.grants {
            guard grant.instanceIdentifier == record.identifier else {
                throw LoadError(
                    .foreignGrant, entity: entity,
                    message: "\(name) has a grant of instance \(grant.instanceUUID) on \(grant.node.text)")
            }
            guard nodeRecords[grant.node] != nil else {
                throw LoadError(
                    .unknownNode, entity: entity,
                    message: "\(name) has a grant on \(grant.node.text), which is not stored; report the node first")
            }
        }
        guard record.grants.count(where: { $0.side == .instance }) <= 1 else {
            throw LoadError(
                .duplicateGrant, entity: entity, message: "\(name) has a second grant of the instance itself")
        }
        replace(record.identifier, with: record)
    }

    private mutating func load(_ record: MigrationRecord) throws(LoadError) {
        let entity = EntityIdentifier.migration(record.identifier)
        let name = "the \(record.side.rawValue)'s record of migration \(record.migration.uuid) on host \(record.host)"
        guard migrationRecord(record.identifier) == nil else {
            throw LoadError(.duplicateEntity, entity: entity, message: "\(name) is stored twice")
        }
        guard nodeRecords[record.node] != nil else {
            throw LoadError(
                .unknownNode, entity: entity,
                message: "\(name) is of \(record.node.text), which is not stored; report the node first")
        }
        replace(record.identifier, with: record)
    }
}
