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
        }
    }

    /// The instance record that the fact is about, if it is about one.
    public var instance: InstanceIdentifier? {
        switch body {
        case .nodeReported, .nodeEnabledChanged, .nodeRemoved, .buildResultReported: nil
        case .instanceClaimed(let fact): fact.grant.instanceIdentifier
        case .claimReleased(let fact): fact.instance
        case .instanceUpdated(let fact): InstanceIdentifier(host: fact.host, uuid: fact.instance.uuid)
        case .leaseRenewed(let fact): fact.instance
        case .leaseCleared(let fact): fact.instance
        }
    }

    /// The rows to write, or to delete, once the fact has been applied.
    public var touched: [EntityIdentifier] {
        switch body {
        case .nodeReported, .nodeEnabledChanged, .nodeRemoved: [.node(node), .nodeCounters(node)]
        case .buildResultReported: [.nodeCounters(node)]
        case .instanceClaimed, .claimReleased, .instanceUpdated, .leaseRenewed, .leaseCleared:
            [instance.map(EntityIdentifier.instance), .nodeCounters(node)].compactMap(\.self)
        }
    }
}
