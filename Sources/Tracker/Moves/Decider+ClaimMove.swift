extension Decider {
    /// Holds the destination of a move (claims and moves, 6): record, grant and usage in one step, or nothing.
    func decide(_ command: ClaimMove) -> Decision {
        guard state.nodeRecord(command.node) != nil else { return .refused(.nodeNotFound(command.node)) }
        let plan: MoveClaimPlan
        switch MoveClaimPlan.make(command, record: { state.instanceRecord($0) }) {
        case .failure(let no): return .refused(no.refusal)
        case .success(let made): plan = made
        }
        let earlier = state.migrationRecords(plan.migration.uuid).filter { $0.side == .destination }
        if let refusal = claimRefusal(plan, earlier) { return .refused(refusal) }
        switch admit(plan.claim, requestKey: context.requestKey) {
        case .failure(let no): return .refused(no.refusal)
        case .success(var grant):
            let held = state.instanceGrants(of: plan.migration.instanceUUID).first { $0.node == plan.migration.source }
            if let refusal = PageSizeRule.refusal(plan, held: held, fitted: grant.numaTopology) {
                return .refused(refusal)
            }
            grant.side = .moveNew
            grant.migrationUUID = plan.migration.uuid
            grant.leaseEndTime = command.leaseNanoseconds.map(context.now.advanced)
            return accept(
                earlier.map { forgetting($0, cause: .aborted) } + forgetEnded() + [
                    claimed(plan, grant, command, earlier)
                ],
                .moveClaimed(
                    MigrationIdentifier(host: command.node.host, uuid: plan.migration.uuid, side: .destination), grant))
        }
    }

    /// The fact of the claim; the host's own record of the instance, if there is one, stays as it is.
    private func claimed(
        _ plan: MoveClaimPlan, _ grant: Grant, _ command: ClaimMove, _ earlier: [MigrationRecord]
    ) -> Fact.Body {
        var migration = plan.migration
        migration.status = migration.type.claimedStatus
        migration.destination = command.node
        if command.migration.createTime == nil {
            migration.createTime = earlier.first?.migration.createTime ?? context.now
        }
        // A caller's clock may be ahead; ours decides what came after what.
        migration.createTime = min(migration.createTime, context.now)
        migration.updateTime = context.now
        // What an earlier destination on this host held is dropped in the same step, and its record may go with it.
        let isKnown = (state.instanceRecord(grant.instanceIdentifier)?.grants ?? []).contains { held in
            held.side != .moveNew || held.migrationUUID != grant.migrationUUID
        }
        return .migrationChanged(
            MigrationChanged(
                record: MigrationRecord(
                    side: .destination, migration: migration, node: command.node,
                    leaseNanoseconds: command.leaseNanoseconds, requests: plan.requests),
                previousStatus: earlier.first?.migration.status ?? command.migration.status, granted: [grant],
                instance: isKnown ? nil : command.instance))
    }

    /// Drops some records of moves that ended long ago, so that there are never many more than are new.
    func forgetEnded() -> [Fact.Body] {
        let before = context.now.advanced(byNanoseconds: -policy.endedMoveRetentionNanoseconds)
        let old = state.moves(endedBefore: before, atMost: 2, among: 256) { record in
            // What a source holds on to without having heard of the end is explained by this record only.
            let grants = state.instanceGrants(of: record.migration.instanceUUID)
            return grants.count < 2 && !grants.contains(where: state.isLeftBehind)
        }
        return old.map { .migrationForgotten(MigrationForgotten(migration: $0.identifier, node: $0.node)) }
    }

    /// Why no destination may be claimed, whatever the node has.
    private func claimRefusal(_ plan: MoveClaimPlan, _ earlier: [MigrationRecord]) -> Refusal? {
        for record in earlier {
            if let refusal = recordRefusal(plan, record) { return refusal }
        }
        if let destination = plan.reported, destination != plan.claim.node,
            !earlier.contains(where: { $0.node == destination })
        {
            return .claimedElsewhere(plan.migration, destination)
        }
        if let other = state.openMove(ofInstance: plan.migration.instanceUUID, except: plan.migration.uuid) {
            return .moveOpen(
                other, instance: plan.migration.instanceUUID, todo: "an instance has one move at a time; end that one")
        }
        if let source = state.migrationRecords(plan.migration.uuid).first(where: { $0.side == .source }),
            let refusal = recordRefusal(plan, source)
        {
            return refusal
        }
        if let refusal = leftBehindRefusal(plan) { return refusal }
        // A host has one grant of the instance's own, so one that is here already counts first.
        let here = InstanceIdentifier(host: plan.claim.node.host, uuid: plan.migration.instanceUUID)
        let current = state.instanceGrants(of: plan.migration.instanceUUID).filter { !state.isLeftBehind($0) }
        let held = [state.instanceGrant(here)].compactMap(\.self) + current
        if let other = held.first(where: { $0.node != plan.migration.source }) {
            return .heldElsewhere(other, plan.migration)
        }
        return nil
    }

    /// A host that has not heard that the instance left it has to, before the instance comes back.
    private func leftBehindRefusal(_ plan: MoveClaimPlan) -> Refusal? {
        let identifier = InstanceIdentifier(host: plan.claim.node.host, uuid: plan.migration.instanceUUID)
        guard let held = state.instanceGrant(identifier), let move = state.move(leavingBehind: held) else { return nil }
        return .leftBehind(held, by: move)
    }

    /// What a record of the same move says, of an earlier destination or of the source if that is in this shard.
    ///
    /// A destination is claimed once, and before the source starts.
    private func recordRefusal(_ plan: MoveClaimPlan, _ record: MigrationRecord) -> Refusal? {
        guard record.migration.instanceUUID == plan.migration.instanceUUID,
            record.migration.type == plan.migration.type, record.migration.source == plan.migration.source
        else { return .migrationMismatch(record.migration) }
        if record.side == .destination, record.node == plan.claim.node, let held = state.moveGrant(of: record) {
            return .moveAlreadyClaimed(held)
        }
        guard record.migration.status.isClaimable else {
            return .notClaimable(record.migration, record.migration.status)
        }
        return nil
    }
}
