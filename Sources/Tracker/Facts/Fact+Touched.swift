extension Fact {
    /// The node that the fact is about.
    public var node: NodeIdentifier {
        switch body {
        case .nodeReported(let fact): fact.node
        case .nodeEnabledChanged(let fact): fact.node
        case .nodeRemoved(let fact): fact.node
        case .instanceClaimed(let fact): fact.grant.node
        case .claimReleased(let fact): fact.grant.node
        case .instanceUpdated(let fact): NodeIdentifier(host: fact.host, name: fact.instance.node)
        case .leaseRenewed(let fact): NodeIdentifier(host: fact.instance.host, name: fact.node)
        case .leaseCleared(let fact): NodeIdentifier(host: fact.instance.host, name: fact.node)
        case .buildResultReported(let fact): fact.node
        case .migrationChanged(let fact): fact.record.node
        case .migrationForgotten(let fact): fact.node
        case .driftFound(let fact): fact.node
        case .metricsReported(let fact): fact.node
        case .orphanMemoryChanged(let fact): fact.node
        case .devicesChanged(let fact): fact.node
        }
    }

    /// Whether it changes anything that is known about its node; what only tells something does not.
    public var changesNode: Bool {
        switch body {
        case .driftFound, .metricsReported: false
        case .nodeReported, .nodeEnabledChanged, .nodeRemoved, .instanceClaimed, .claimReleased, .instanceUpdated,
            .leaseRenewed, .leaseCleared, .buildResultReported, .migrationChanged, .migrationForgotten,
            .orphanMemoryChanged, .devicesChanged:
            true
        }
    }

    /// The instance record that the fact is about, if it is about one.
    public var instance: InstanceIdentifier? {
        switch body {
        case .nodeReported, .nodeEnabledChanged, .nodeRemoved, .buildResultReported, .driftFound, .metricsReported,
            .orphanMemoryChanged:
            nil
        case .instanceClaimed(let fact): fact.grant.instanceIdentifier
        case .claimReleased(let fact): fact.instance
        case .instanceUpdated(let fact): InstanceIdentifier(host: fact.host, uuid: fact.instance.uuid)
        case .leaseRenewed(let fact): fact.instance
        case .leaseCleared(let fact): fact.instance
        case .devicesChanged(let fact): fact.instance
        case .migrationChanged(let fact):
            InstanceIdentifier(host: fact.record.host, uuid: fact.record.migration.instanceUUID)
        case .migrationForgotten(let fact):
            fact.released.first.map(\.instanceIdentifier)
        }
    }

    /// The side of a move that the fact is about, if it is about one.
    public var migration: MigrationIdentifier? {
        switch body {
        case .migrationChanged(let fact): fact.record.identifier
        case .migrationForgotten(let fact): fact.migration
        case .leaseRenewed(let fact): Self.destination(fact.instance.host, fact.migrationUUID)
        case .leaseCleared(let fact): Self.destination(fact.instance.host, fact.migrationUUID)
        case .nodeReported, .nodeEnabledChanged, .nodeRemoved, .instanceClaimed, .claimReleased, .instanceUpdated,
            .buildResultReported, .driftFound, .metricsReported, .orphanMemoryChanged, .devicesChanged:
            nil
        }
    }

    /// The record of a move whose claim has a lease; absent: the lease is the instance's own.
    private static func destination(_ host: String, _ uuid: String) -> MigrationIdentifier? {
        uuid.isEmpty ? nil : MigrationIdentifier(host: host, uuid: uuid, side: .destination)
    }

    /// The rows to write, or to delete, once the fact has been applied.
    public var touched: [EntityIdentifier] {
        switch body {
        case .nodeReported, .nodeEnabledChanged, .nodeRemoved: [.node(node), .nodeCounters(node)]
        case .driftFound, .metricsReported: []
        case .buildResultReported, .orphanMemoryChanged: [.nodeCounters(node)]
        case .instanceClaimed, .claimReleased, .instanceUpdated, .leaseRenewed, .leaseCleared, .migrationChanged,
            .migrationForgotten, .devicesChanged:
            [
                instance.map(EntityIdentifier.instance), migration.map(EntityIdentifier.migration), .nodeCounters(node),
            ].compactMap(\.self)
        }
    }
}
