import HashTreeCollections

extension State {
    /// How many nodes are known.
    public var nodeCount: Int { nodeRecords.count }

    /// The node as seen from outside, with usage and counters.
    public func node(_ identifier: NodeIdentifier) -> Node? {
        guard let record = nodeRecords[identifier]?.value, let ledger = ledgers[identifier] else { return nil }
        return Node(
            identifier: record.identifier,
            uuid: record.uuid,
            inventory: record.inventory,
            usage: Usage(of: record, ledger: ledger),
            ratios: record.ratios,
            reserved: record.reserved,
            stats: ledger.statistics.published(failedBuilds: ledger.counters.failedBuilds),
            isEnabled: record.isEnabled,
            disableReason: record.disableReason,
            generation: ledger.counters.generation,
            updateTime: ledger.counters.updateTime,
            serviceID: record.serviceID)
    }

    /// What is held on a node, reserved amounts included.
    public func usage(of node: NodeIdentifier) -> Usage? {
        guard let box = nodeRecords[node], let ledger = ledgers[node] else { return nil }
        return Usage(of: box.value, ledger: ledger)
    }

    /// A node's counters by name (claims and moves, 10.1).
    public func stats(of node: NodeIdentifier) -> [String: Int64]? {
        ledgers[node].map { $0.statistics.published(failedBuilds: $0.counters.failedBuilds) }
    }

    /// A host's nodes in order of their names.
    public func nodes(onHost host: String) -> [NodeIdentifier] {
        nodeOrder.elements(from: NodeIdentifier(host: host, name: "")) { $0.host == host }
    }

    /// What is held on a node, in order of instance, side and migration.
    public func grants(on node: NodeIdentifier) -> [Grant] {
        guard let holders = ledgers[node]?.holders else { return [] }
        return holders.sorted().flatMap { uuid in
            let grants = instanceRecord(InstanceIdentifier(host: node.host, uuid: uuid))?.grants ?? []
            return grants.filter { $0.node == node }.sorted { $0.orderInInstance < $1.orderInInstance }
        }
    }

    /// A host's record of an instance.
    public func instanceRecord(_ identifier: InstanceIdentifier) -> InstanceRecord? {
        recordsByInstance[identifier.uuid]?.first { $0.host == identifier.host }
    }

    /// The lease that ends first.
    public func nextLeaseEnd() -> (InstanceIdentifier, claimRequestID: String, end: Instant)? {
        leases.first.map { ($0.instance, claimRequestID: $0.claimRequestID, end: $0.end) }
    }

    /// The commands that end every lease that has run out at `time`, in the order in which the leases end.
    public func leases(endingBy time: Instant) -> [EndLease] {
        leases.elements { $0.end <= time }.map {
            EndLease(instance: $0.instance, claimRequestID: $0.claimRequestID, leaseEndTime: $0.end)
        }
    }
}

extension Grant {
    /// Sorts the grants of one instance: its own first, then by migration.
    fileprivate var orderInInstance: (Int, String) {
        switch side {
        case .instance: (0, migrationUUID)
        case .moveNew: (1, migrationUUID)
        case .moveOld: (2, migrationUUID)
        }
    }
}
