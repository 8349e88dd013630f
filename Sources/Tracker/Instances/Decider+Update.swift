extension Decider {
    /// Takes over an instance's new state; releases what it holds when the state says so (claims and moves, 5).
    ///
    /// What is not held is not tracked: nothing changes, whether or not the node is known (5.1, and 5.3 row 2). A
    /// disabled node takes updates, since they can only release.
    func decide(_ command: UpdateInstance) -> Decision {
        let identifier = InstanceIdentifier(host: command.node.host, uuid: command.instance.uuid)
        let known = state.instanceRecord(identifier)
        let isRemovable = known?.instance.merging(command.instance).isRemovable ?? command.instance.isRemovable
        let verdict = InstanceTransitions.verdict(isRemovable ? .remove : .update, in: InstanceState(known))
        if verdict == .moveOpen, let move = state.openSide(onHost: identifier.host, ofInstance: identifier.uuid) {
            return .refused(.moveOpen(move, instance: identifier.uuid, todo: "abort or confirm the move first"))
        }
        guard let record = known, let grant = record.instanceGrant else {
            return accept([], .instanceUpdated(command.node, tracked: false, released: false))
        }
        guard grant.node == command.node else { return .refused(.wrongNode(grant, named: command.node)) }
        if let refusal = staleRefusal(command.instance, stored: record.instance) { return .refused(refusal) }
        let updated = record.instance.merging(command.instance)
        if updated.isRemovable {
            let cause: ReleaseCause = updated.vmState == .deleted ? .deleted : .shelvedOffloaded
            return accept(
                [.claimReleased(release(grant, cause: cause, as: updated))] + movesInError(of: identifier),
                .instanceUpdated(command.node, tracked: true, released: true))
        }
        if let refusal = sizeRefusal(command, stored: record.instance) { return .refused(refusal) }
        let update = InstanceUpdated(host: identifier.host, instance: updated)
        return accept(
            (updated == record.instance ? [] : [.instanceUpdated(update)]) + leaseChange(record, grant, updated),
            .instanceUpdated(command.node, tracked: true, released: false))
    }

    /// Reads a host's record of an instance.
    func getInstance(_ identifier: InstanceIdentifier) -> Decision {
        guard let record = state.instanceRecord(identifier) else {
            return .refused(
                Refusal(
                    .notFound, reason: "INSTANCE_NOT_FOUND",
                    message: "instance \(identifier.uuid) holds nothing on host \(identifier.host)",
                    metadata: ["host": identifier.host, "instance_uuid": identifier.uuid]))
        }
        let moves = Migration.merged(
            state.migrationRecords(ofInstance: identifier.uuid).filter { move in
                move.host == identifier.host && move.migration.status.isOpen
            })
        return accept(.instance(record.instance, grants: record.grants, migrations: moves))
    }

    /// The moves of an instance that is gone go to `error`, and keep their own sides until they are resolved.
    func movesInError(of identifier: InstanceIdentifier) -> [Fact.Body] {
        state.migrationRecords(ofInstance: identifier.uuid).compactMap { record in
            guard record.host == identifier.host, record.migration.status.isOpen, record.migration.status != .error
            else { return nil }
            var failed = record
            failed.migration.status = .error
            failed.migration.updateTime = max(context.now, record.migration.recency)
            return .migrationChanged(MigrationChanged(record: failed, previousStatus: record.migration.status))
        }
    }

    /// Reported active, the lease has done its work; every other update renews it, and none makes it shorter.
    func leaseChange(_ record: InstanceRecord, _ grant: Grant, _ updated: Instance) -> [Fact.Body] {
        guard let end = grant.leaseEndTime, let length = record.leaseNanoseconds else { return [] }
        let identifier = grant.instanceIdentifier
        if updated.vmState == .active {
            return [.leaseCleared(LeaseCleared(instance: identifier, node: grant.node.name))]
        }
        let renewed = context.now.advanced(byNanoseconds: length)
        guard renewed > end else { return [] }
        return [.leaseRenewed(LeaseRenewed(instance: identifier, node: grant.node.name, leaseEndTime: renewed))]
    }

    func staleRefusal(_ update: Instance, stored: Instance) -> Refusal? {
        guard let new = update.updateTime, let old = stored.updateTime, new < old else { return nil }
        return Refusal(
            .aborted, reason: "STALE_UPDATE",
            message: "the update of instance \(update.uuid) is older than the last one; read it again and send it anew",
            metadata: ["stored": "\(old.nanoseconds)", "given": "\(new.nanoseconds)"])
    }

    /// What is held was computed from the stored size, so a change of it outside a move is refused.
    ///
    /// A release is not: it frees the recorded grant, whatever size the update names.
    private func sizeRefusal(_ command: UpdateInstance, stored: Instance) -> Refusal? {
        if command.hasFlavor, !command.instance.flavor.isSameSize(as: stored.flavor) {
            return Refusal(
                .failedPrecondition, reason: "FLAVOR_CHANGED",
                message: "instance \(stored.uuid) is held with flavor \(stored.flavor.id), the update has another one "
                    + "(\(command.instance.flavor.id)); a size changes only by a move",
                metadata: ["from": stored.flavor.id, "to": command.instance.flavor.id])
        }
        if let isVolumeBacked = command.instance.isVolumeBacked, isVolumeBacked != stored.isVolumeBacked ?? false {
            return Refusal(
                .failedPrecondition, reason: "VOLUME_BACKED_CHANGED",
                message: "instance \(stored.uuid) is held as \(isVolumeBacked ? "not " : "")volume-backed; "
                    + "release it and claim it anew to change that",
                metadata: ["from": "\(!isVolumeBacked)", "to": "\(isVolumeBacked)"])
        }
        return nil
    }
}

extension Instance {
    /// The stored instance with what an update says: the states as they are, what else is absent stays.
    ///
    /// Size, place, topology and devices stay: they are what the grant was made from, and only a claim or a move
    /// changes them.
    func merging(_ update: Instance) -> Instance {
        var merged = self
        merged.vmState = update.vmState
        merged.taskState = update.taskState
        merged.isDeleted = update.isDeleted
        merged.isHidden = update.isHidden
        if !update.projectID.isEmpty { merged.projectID = update.projectID }
        if !update.userID.isEmpty { merged.userID = update.userID }
        if !update.osType.isEmpty { merged.osType = update.osType }
        if !update.imageProperties.isEmpty { merged.imageProperties = update.imageProperties }
        if let time = update.updateTime { merged.updateTime = time }
        return merged
    }
}

extension Flavor {
    /// Whether both are the same flavor of the same size; the name is for people.
    func isSameSize(as other: Flavor) -> Bool {
        var renamed = self
        renamed.name = other.name
        return renamed == other
    }
}
