import HashTreeCollections

extension State {
    /// How many nodes are known.
    public var nodeCount: Int { nodeRecords.count }

    /// The node as seen from outside, with usage and counters.
    public func node(_ identifier: NodeIdentifier) -> Node? {
        guard let record = nodeRecords[identifier]?.value, let ledger = ledgers[identifier] else { return nil }
        var inventory = record.inventory
        if !ledger.devices.isEmpty || !inventory.pciDevices.isEmpty {
            inventory.pciDevices = ledger.devices.published()
        }
        return Node(
            identifier: record.identifier,
            uuid: record.uuid,
            inventory: inventory,
            usage: Usage(of: record, ledger: ledger),
            ratios: record.ratios,
            reserved: record.reserved,
            stats: ledger.statistics.published(failedBuilds: ledger.counters.failedBuilds),
            isEnabled: record.isEnabled,
            disableReason: record.disableReason,
            generation: ledger.counters.generation,
            updateTime: ledger.counters.updateTime,
            serviceID: record.serviceID,
            orphanMebibytes: ledger.counters.orphanMebibytes)
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

    /// The devices in use on a node that its latest report has otherwise, as it has them, in order of address.
    public func changedDevices(on node: NodeIdentifier) -> [PCIDevice] {
        ledgers[node]?.devices.reportedOtherwise() ?? []
    }

    /// Devices of a node as they are; those that are neither tracked nor held any more are `removed`.
    public func devices(_ addresses: [String], on node: NodeIdentifier) -> [PCIDevice] {
        let book = ledgers[node]?.devices ?? DeviceBook()
        return addresses.map { address in
            book.device(at: address) ?? PCIDevice(address: address, vendorID: "", productID: "", status: .removed)
        }
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

    /// One side's record of a move.
    public func migrationRecord(_ identifier: MigrationIdentifier) -> MigrationRecord? {
        recordsByMigration[identifier.uuid]?.first { $0.identifier == identifier }
    }

    /// A host's records of a move: that of the source, that of the destination, or both; in order of side.
    public func migrationRecords(onHost host: String, uuid: String) -> [MigrationRecord] {
        recordsByMigration[uuid]?.filter { $0.host == host } ?? []
    }

    /// Every host's records of a move, in order.
    public func migrationRecords(_ uuid: String) -> [MigrationRecord] { recordsByMigration[uuid] ?? [] }

    /// The records of moves whose side a node is, open or over, in order.
    public func migrationRecords(on node: NodeIdentifier) -> [MigrationRecord] {
        ledgers[node]?.moves.sorted().compactMap(migrationRecord) ?? []
    }

    /// The records of an instance's moves, open or over, in order of host, migration and side.
    public func migrationRecords(ofInstance uuid: String) -> [MigrationRecord] {
        movesByInstance[uuid]?.compactMap(migrationRecord) ?? []
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
