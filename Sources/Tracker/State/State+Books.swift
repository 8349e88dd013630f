import HashTreeCollections

/// The few primitive changes; each keeps the sums, counters and indexes in step with the records.
extension State {
    /// Keeps a node's record, with an empty ledger if the node is new.
    mutating func set(_ record: NodeRecord) {
        let node = record.identifier
        if let old = nodeRecords[node]?.value, old.uuid != record.uuid { nodesByUUID[old.uuid] = nil }
        nodesByUUID[record.uuid] = node
        nodeRecords[node] = Shared(record)
        guard ledgers[node] == nil else { return }
        ledgers[node] = NodeLedger(counters: NodeCounters(identifier: node))
        nodeOrder.insert(node)
    }

    /// Drops a node with its ledger.
    mutating func forget(_ node: NodeIdentifier) {
        guard let record = nodeRecords[node]?.value else { return }
        if nodesByUUID[record.uuid] == node { nodesByUUID[record.uuid] = nil }
        nodeRecords[node] = nil
        ledgers[node] = nil
        nodeOrder.remove(node)
    }

    /// Puts a record in the place of the one there is; absent: the record is dropped.
    mutating func replace(_ identifier: InstanceIdentifier, with record: InstanceRecord?) {
        let old = instanceRecords[identifier]?.value
        discount(old)
        if old?.grants != record?.grants {
            for grant in old?.grants ?? [] { withdraw(grant) }
            for grant in record?.grants ?? [] { enter(grant) }
        }
        count(record)
        if (old == nil) != (record == nil) { setRecorded(identifier, record != nil) }
        instanceRecords[identifier] = record.map(Shared.init)
    }

    private mutating func count(_ record: InstanceRecord?) {
        guard let record, let node = record.instanceGrant?.node else { return }
        ledgers[node]?.statistics.add(record.instance)
    }

    private mutating func discount(_ record: InstanceRecord?) {
        guard let record, let node = record.instanceGrant?.node else { return }
        ledgers[node]?.statistics.remove(record.instance)
    }

    private mutating func enter(_ grant: Grant) {
        ledgers[grant.node]?.held.add(Amounts(of: grant))
        ledgers[grant.node]?.holders.insert(grant.instanceUUID)
        for unit in grant.assignedUnits { assignedUnits[unit, default: 0] &+= 1 }
        if let lease = grant.lease { leases.insert(lease) }
    }

    private mutating func withdraw(_ grant: Grant) {
        ledgers[grant.node]?.held.remove(Amounts(of: grant))
        ledgers[grant.node]?.holders.remove(grant.instanceUUID)
        for unit in grant.assignedUnits {
            let hands = (assignedUnits[unit] ?? 0) &- 1
            assignedUnits[unit] = hands == 0 ? nil : hands
        }
        if let lease = grant.lease { leases.remove(lease) }
    }

    private mutating func setRecorded(_ identifier: InstanceIdentifier, _ isRecorded: Bool) {
        var hosts = hostsByInstance[identifier.uuid] ?? []
        hosts.removeAll { $0 == identifier.host }
        if isRecorded { hosts = (hosts + [identifier.host]).sorted() }
        hostsByInstance[identifier.uuid] = hosts.isEmpty ? nil : hosts
    }
}

extension InstanceRecord {
    /// The grant of the instance itself, as opposed to those of moves.
    var instanceGrant: Grant? { grants.first { $0.side == .instance } }

    /// The record's address.
    var identifier: InstanceIdentifier { InstanceIdentifier(host: host, uuid: instance.uuid) }
}
