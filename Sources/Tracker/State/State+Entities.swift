import HashTreeCollections

extension State {
    /// The entity as it is to be stored; absent: its row is to be deleted.
    public func entity(_ identifier: EntityIdentifier) -> Entity? {
        switch identifier {
        case .node(let node): nodeRecords[node].map { .node($0.value) }
        case .nodeCounters(let node): ledgers[node].map { .nodeCounters($0.counters) }
        case .instance(let instance): instanceRecord(instance).map { .instance($0) }
        case .migration(let migration): migrationRecord(migration).map { .migration($0) }
        }
    }

    /// Everything that is to be stored: each node followed by its counters, then instances and moves, all in order.
    ///
    /// Cost: proportional to the state.
    public func allEntities() -> [Entity] {
        let nodes = nodeOrder.elements().flatMap { node in
            [entity(.node(node)), entity(.nodeCounters(node))].compactMap(\.self)
        }
        let instances = recordsByInstance.values.joined().sorted { $0.identifier < $1.identifier }.map(Entity.instance)
        let moves = recordsByMigration.values.joined().sorted { $0.identifier < $1.identifier }.map(Entity.migration)
        return nodes + instances + moves
    }
}
