import HashTreeCollections

extension State {
    /// Applies a fact; total, and the only code that changes state.
    ///
    /// A fact about a node that is not known changes nothing: deciding never makes one, and `violations(of:)` judges
    /// what a damaged journal leads to. Every fact about a known node raises its generation by exactly 1.
    public mutating func evolve(_ fact: Fact) {
        switch fact.body {
        case .nodeReported(let report): apply(report, at: fact.time)
        case .nodeEnabledChanged(let change): apply(change, at: fact.time)
        case .nodeRemoved(let removal): forget(removal.node)
        case .instanceClaimed(let claim): apply(claim, at: fact.time)
        case .claimReleased(let release): apply(release, at: fact.time)
        case .instanceUpdated(let update): apply(update, at: fact.time)
        case .leaseRenewed(let renewal): setLeaseEnd(renewal.leaseEndTime, of: renewal.instance, at: fact.time)
        case .leaseCleared(let clearing): setLeaseEnd(nil, of: clearing.instance, at: fact.time)
        case .buildResultReported(let result):
            ledgers[result.node]?.counters.failedBuilds = result.failedBuilds
            ledgers[result.node]?.touch(at: fact.time)
        }
    }

    private mutating func apply(_ report: NodeReported, at time: Instant) {
        var record =
            nodeRecords[report.node]?.value
            ?? NodeRecord(
                identifier: report.node, uuid: report.uuid, inventory: report.inventory, reserved: report.reserved,
                ratios: report.ratios, createTime: time)
        record.uuid = report.uuid
        record.inventory = report.inventory
        record.reserved = report.reserved
        record.ratios = report.ratios
        record.serviceID = report.serviceID
        set(record)
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
        replace(
            identifier,
            with: InstanceRecord(
                host: identifier.host, instance: claim.instance, grants: earlier + [claim.grant],
                leaseNanoseconds: claim.leaseNanoseconds))
        ledgers[claim.grant.node]?.touch(at: time)
    }

    private mutating func apply(_ release: ClaimReleased, at time: Instant) {
        guard var record = instanceRecord(release.instance),
            let index = record.grants.firstIndex(where: { $0.isSameClaim(as: release.grant) })
        else { return }
        record.grants.remove(at: index)
        if let after = release.after { record.instance = after }
        if record.grants.allSatisfy({ $0.leaseEndTime == nil }) { record.leaseNanoseconds = nil }
        replace(release.instance, with: record.grants.isEmpty ? nil : record)
        ledgers[release.grant.node]?.touch(at: time)
    }

    private mutating func apply(_ update: InstanceUpdated, at time: Instant) {
        let identifier = InstanceIdentifier(host: update.host, uuid: update.instance.uuid)
        guard var record = instanceRecord(identifier) else { return }
        record.instance = update.instance
        replace(identifier, with: record)
        if let node = record.instanceGrant?.node { ledgers[node]?.touch(at: time) }
    }

    private mutating func setLeaseEnd(_ end: Instant?, of identifier: InstanceIdentifier, at time: Instant) {
        guard var record = instanceRecord(identifier),
            let index = record.grants.firstIndex(where: { $0.side == .instance })
        else { return }
        record.grants[index].leaseEndTime = end
        if end == nil { record.leaseNanoseconds = nil }
        replace(identifier, with: record)
        ledgers[record.grants[index].node]?.touch(at: time)
    }
}

extension Grant {
    /// Whether both say the same claim, whatever became of its lease.
    fileprivate func isSameClaim(as other: Grant) -> Bool {
        node == other.node && side == other.side && migrationUUID == other.migrationUUID
            && claimRequestID == other.claimRequestID
    }
}
