import HashTreeCollections

extension State {
    /// Applies a fact; total, and the only code that changes state.
    ///
    /// A fact about a node that is not known changes nothing: deciding never makes one, and `violations(of:)` judges
    /// what a damaged journal leads to. Every fact that changes a known node raises its generation by exactly 1.
    public mutating func evolve(_ fact: Fact) {
        switch fact.body {
        case .nodeReported(let report): apply(report, at: fact.time)
        case .nodeEnabledChanged(let change): apply(change, at: fact.time)
        case .nodeRemoved(let removal): forget(removal.node)
        case .instanceClaimed(let claim): apply(claim, at: fact.time)
        case .claimReleased(let release): apply(release, at: fact.time)
        case .instanceUpdated(let update): apply(update, at: fact.time)
        case .leaseRenewed(let renewal):
            setLeaseEnd(renewal.leaseEndTime, of: renewal.instance, renewal.migrationUUID, at: fact.time)
        case .leaseCleared(let clearing):
            setLeaseEnd(nil, of: clearing.instance, clearing.migrationUUID, at: fact.time)
        case .buildResultReported(let result):
            ledgers[result.node]?.counters.failedBuilds = result.failedBuilds
            ledgers[result.node]?.touch(at: fact.time)
        case .migrationChanged(let change): apply(change, at: fact.time)
        case .migrationForgotten(let forgotten): apply(forgotten, at: fact.time)
        case .orphanMemoryChanged(let change):
            ledgers[change.node]?.counters.orphanMebibytes = change.mebibytes
            ledgers[change.node]?.touch(at: fact.time)
        case .devicesChanged(let change): apply(change, at: fact.time)
        case .driftFound, .metricsReported: break
        }
    }

    private mutating func apply(_ report: NodeReported, at time: Instant) {
        var record =
            nodeRecords[report.node]?.value
            ?? NodeRecord(
                identifier: report.node, uuid: report.uuid, inventory: report.inventory, reserved: report.reserved,
                ratios: report.ratios, createTime: time)
        let isTopologyChanged = record.inventory.numaTopology != report.inventory.numaTopology
        let areDevicesChanged =
            record.inventory.pciDevices != report.inventory.pciDevices
            || record.untrackedRelatives != report.untrackedRelatives
        record.uuid = report.uuid
        record.inventory = report.inventory
        record.untrackedRelatives = report.untrackedRelatives
        record.reserved = report.reserved
        record.ratios = report.ratios
        record.serviceID = report.serviceID
        set(record)
        if isTopologyChanged { rebuildTopologyUsage(of: report.node) }
        if areDevicesChanged { rebuildDevices(of: report.node) }
        ledgers[report.node]?.touch(at: time)
    }

    private mutating func apply(_ change: NodeEnabledChanged, at time: Instant) {
        guard var record = nodeRecords[change.node]?.value else { return }
        record.isEnabled = change.isEnabled
        record.disableReason = change.reason
        set(record)
        ledgers[change.node]?.touch(at: time)
    }

    private mutating func apply(_ claim: InstanceClaimed, at time: Instant) {
        guard nodeRecords[claim.grant.node] != nil else { return }
        let identifier = claim.grant.instanceIdentifier
        let earlier = instanceRecord(identifier)?.grants ?? []
        ledgers[claim.grant.node]?.touch(at: time)
        replace(
            identifier,
            with: InstanceRecord(
                host: identifier.host, instance: claim.instance, grants: earlier + [claim.grant],
                leaseNanoseconds: claim.leaseNanoseconds, generation: generation(of: claim.grant.node)))
    }

    private mutating func apply(_ release: ClaimReleased, at time: Instant) {
        guard var record = instanceRecord(release.instance),
            let index = record.grants.firstIndex(where: { $0.isSameClaim(as: release.grant) })
        else { return }
        let released = record.grants.remove(at: index)
        if let after = release.after { record.instance = after }
        if released.side == .instance { record.leaseNanoseconds = nil }
        ledgers[release.grant.node]?.touchReleasing(at: time)
        record.generation = generation(of: release.grant.node)
        replace(release.instance, with: record.grants.isEmpty ? nil : record)
    }

    private mutating func apply(_ update: InstanceUpdated, at time: Instant) {
        let identifier = InstanceIdentifier(host: update.host, uuid: update.instance.uuid)
        guard var record = instanceRecord(identifier) else { return }
        record.instance = update.instance
        if let node = record.instanceGrant?.node {
            ledgers[node]?.touch(at: time)
            record.generation = generation(of: node)
        }
        replace(identifier, with: record)
    }

    private mutating func setLeaseEnd(
        _ end: Instant?, of identifier: InstanceIdentifier, _ migrationUUID: String, at time: Instant
    ) {
        let side: GrantSide = migrationUUID.isEmpty ? .instance : .moveNew
        guard var record = instanceRecord(identifier),
            let index = record.grants.firstIndex(where: { $0.side == side && $0.migrationUUID == migrationUUID })
        else { return }
        let node = record.grants[index].node
        ledgers[node]?.touch(at: time)
        record.grants[index].leaseEndTime = end
        if side == .instance {
            if end == nil { record.leaseNanoseconds = nil }
            record.generation = generation(of: node)
        } else if end == nil {
            let identifier = MigrationIdentifier(host: node.host, uuid: migrationUUID, side: .destination)
            if var move = migrationRecord(identifier) {
                move.leaseNanoseconds = nil
                replace(identifier, with: move)
            }
        }
        replace(identifier, with: record)
    }

    private mutating func apply(_ change: MigrationChanged, at time: Instant) {
        let node = change.record.node
        guard nodeRecords[node] != nil else { return }
        if change.cause == nil { ledgers[node]?.touch(at: time) } else { ledgers[node]?.touchReleasing(at: time) }
        var record = change.record
        record.generation = generation(of: node)
        replace(record.identifier, with: record)
        let identifier = InstanceIdentifier(host: node.host, uuid: record.migration.instanceUUID)
        exchange(change.released, change.granted, of: identifier, on: node, as: change.instance)
    }

    private mutating func apply(_ forgotten: MigrationForgotten, at time: Instant) {
        guard nodeRecords[forgotten.node] != nil else { return }
        if forgotten.released.isEmpty {
            ledgers[forgotten.node]?.touch(at: time)
        } else {
            ledgers[forgotten.node]?.touchReleasing(at: time)
        }
        replace(forgotten.migration, with: nil)
        guard let identifier = forgotten.released.first?.instanceIdentifier else { return }
        exchange(forgotten.released, [], of: identifier, on: forgotten.node, as: nil)
    }

    private mutating func apply(_ change: DevicesChanged, at time: Instant) {
        guard var record = instanceRecord(change.instance),
            let index = record.grants.firstIndex(where: change.isAbout)
        else { return }
        if change.devices.count < record.grants[index].pciDevices.count {
            ledgers[change.node]?.touchReleasing(at: time)
        } else {
            ledgers[change.node]?.touch(at: time)
        }
        record.grants[index].pciDevices = change.devices
        record.grants[index].pciRequests = change.requests
        if let ports = change.ports {
            record.instance.pciRequests = record.instance.pciRequests.filter { !$0.isOfPort } + ports
        }
        if record.grants[index].side == .instance { record.generation = generation(of: change.node) }
        replace(change.instance, with: record)
    }

    /// Takes grants out of a host's record of an instance and puts others in; the record is dropped with its last one.
    private mutating func exchange(
        _ released: [Grant], _ granted: [Grant], of identifier: InstanceIdentifier, on node: NodeIdentifier,
        as instance: Instance?
    ) {
        let known = instanceRecord(identifier)
        guard let instance = instance ?? known?.instance else { return }
        var record = known ?? InstanceRecord(host: identifier.host, instance: instance)
        record.instance = instance
        for grant in released {
            guard let index = record.grants.firstIndex(where: { $0.isSameClaim(as: grant) }) else { continue }
            if record.grants.remove(at: index).side == .instance { record.leaseNanoseconds = nil }
        }
        record.grants += granted
        if record.instanceGrant?.node == node { record.generation = generation(of: node) }
        replace(identifier, with: record.grants.isEmpty ? nil : record)
    }

    /// A node's generation; 0 when it is not known.
    private func generation(of node: NodeIdentifier) -> Int64 { ledgers[node]?.counters.generation ?? 0 }
}

extension Grant {
    /// Whether both say the same claim, whatever became of its lease.
    func isSameClaim(as other: Grant) -> Bool {
        node == other.node && side == other.side && migrationUUID == other.migrationUUID
            && claimRequestID == other.claimRequestID
    }
}
