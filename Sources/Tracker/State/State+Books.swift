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
        var ledger = NodeLedger(counters: NodeCounters(identifier: node))
        ledger.topology = TopologyUsage(of: record.inventory.numaTopology)
        ledger.devices = DeviceBook(trackedDevices(of: record))
        ledgers[node] = ledger
        nodeOrder.insert(node)
    }

    /// Adds up anew what is held of a node's cells, after the host topology has changed.
    mutating func rebuildTopologyUsage(of node: NodeIdentifier) {
        let host = hostTopology(of: node)
        var usage = TopologyUsage(of: host)
        for grant in grants(on: node) {
            if let placed = grant.numaTopology { usage.enter(placed, on: host) }
        }
        ledgers[node]?.topology = usage
    }

    /// Makes the book of a node's devices anew, after the report of them has changed.
    mutating func rebuildDevices(of node: NodeIdentifier) {
        var book = DeviceBook(nodeRecords[node].map { trackedDevices(of: $0.value) } ?? [])
        for grant in grants(on: node) { book.enter(grant.pciDevices) }
        ledgers[node]?.devices = book
    }

    /// The devices of a node that may be given to guests.
    ///
    /// They were filtered when they were reported. Where specs have changed since, those of today count at once: what
    /// was withdrawn is not given away until the next report (PCI, 3). Specs that have not changed choose the same.
    func trackedDevices(of record: NodeRecord) -> [PCIDevice] {
        guard let deviceSpecs, !record.inventory.pciDevices.isEmpty else { return record.inventory.pciDevices }
        return DeviceTracking(of: record.reportedDevices, deviceSpecs).tracked
    }

    /// The nodes whose devices are not those that were tracked when they were reported, since specs have changed.
    public func nodesTrackedAnew() -> [NodeIdentifier] {
        guard deviceSpecs != nil else { return [] }
        return nodeOrder.elements().filter { node in
            ledgers[node]?.devices.index.devices != nodeRecords[node]?.value.inventory.pciDevices
        }
    }

    /// A node's cells as last reported.
    func hostTopology(of node: NodeIdentifier) -> NUMATopology? { nodeRecords[node]?.value.inventory.numaTopology }

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
        var records = recordsByInstance[identifier.uuid] ?? []
        let index = records.firstIndex { $0.host >= identifier.host } ?? records.endIndex
        let old = index < records.endIndex && records[index].host == identifier.host ? records[index] : nil
        if let old, let record, old.grants == record.grants {
            recount(old, record)
        } else {
            if let old { withdraw(old) }
            if let record { enter(record) }
        }
        if old != nil { records.remove(at: index) }
        if let record { records.insert(record, at: index) }
        recordsByInstance[identifier.uuid] = records.isEmpty ? nil : records
        instanceCount += (record == nil ? 0 : 1) - (old == nil ? 0 : 1)
    }

    /// Puts a side's record of a move in the place of the one there is; absent: the record is dropped.
    mutating func replace(_ identifier: MigrationIdentifier, with record: MigrationRecord?) {
        var records = recordsByMigration[identifier.uuid] ?? []
        if let index = records.firstIndex(where: { $0.identifier == identifier }) {
            unlist(records.remove(at: index))
        }
        if let record {
            records.insert(record, at: records.firstIndex { identifier < $0.identifier } ?? records.endIndex)
            list(record)
        }
        recordsByMigration[identifier.uuid] = records.isEmpty ? nil : records
    }

    private mutating func list(_ record: MigrationRecord) {
        let identifier = record.identifier
        ledgers[record.node]?.moves.insert(identifier)
        if let ended = record.ended { endedMoves.insert(ended) }
        var moves = movesByInstance[record.migration.instanceUUID] ?? []
        moves.insert(identifier, at: moves.firstIndex { identifier < $0 } ?? moves.endIndex)
        movesByInstance[record.migration.instanceUUID] = moves
    }

    private mutating func unlist(_ record: MigrationRecord) {
        let identifier = record.identifier
        ledgers[record.node]?.moves.remove(identifier)
        if let ended = record.ended { endedMoves.remove(ended) }
        let moves = movesByInstance[record.migration.instanceUUID]?.filter { $0 != identifier } ?? []
        movesByInstance[record.migration.instanceUUID] = moves.isEmpty ? nil : moves
    }

    /// The amounts stay; the instance itself counts under other states.
    private mutating func recount(_ old: InstanceRecord, _ new: InstanceRecord) {
        guard let node = new.instanceGrant?.node else { return }
        ledgers[node]?.statistics.remove(old.instance)
        ledgers[node]?.statistics.add(new.instance)
    }

    private mutating func enter(_ record: InstanceRecord) {
        let own = record.grants.firstIndex { $0.side == .instance }
        for (index, grant) in record.grants.enumerated() {
            let host = grant.numaTopology == nil ? nil : hostTopology(of: grant.node)
            ledgers[grant.node]?.enter(grant, counted: index == own ? record.instance : nil, host: host)
            for unit in grant.assignedUnits { assignedUnits[unit, default: 0] &+= 1 }
            if let lease = grant.lease { leases.insert(lease) }
        }
    }

    private mutating func withdraw(_ record: InstanceRecord) {
        let own = record.grants.firstIndex { $0.side == .instance }
        for (index, grant) in record.grants.enumerated() {
            let host = grant.numaTopology == nil ? nil : hostTopology(of: grant.node)
            ledgers[grant.node]?.withdraw(grant, counted: index == own ? record.instance : nil, host: host)
            for unit in grant.assignedUnits {
                let hands = (assignedUnits[unit] ?? 0) &- 1
                assignedUnits[unit] = hands == 0 ? nil : hands
            }
            if let lease = grant.lease { leases.remove(lease) }
        }
    }
}

extension InstanceRecord {
    /// The grant of the instance itself, as opposed to those of moves.
    var instanceGrant: Grant? { grants.first { $0.side == .instance } }

    /// The record's address.
    var identifier: InstanceIdentifier { InstanceIdentifier(host: host, uuid: instance.uuid) }
}
