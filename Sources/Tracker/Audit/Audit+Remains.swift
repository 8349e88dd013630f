import HashTreeCollections

/// What is held and the database does not have here.
extension Audit {
    /// Ends the moves of this node that the database no longer has open.
    mutating func settleUnlistedMoves() {
        let open = Set(command.migrations.map(\.uuid))
        for side in state.migrationRecords(on: node) where side.migration.status.isOpen {
            let (uuid, instance) = (side.migration.uuid, side.migration.instanceUUID)
            guard !open.contains(uuid), !unjudged.contains(uuid), !unjudged.contains(instance) else { continue }
            settle(side)
        }
    }

    private mutating func settle(_ side: MigrationRecord) {
        let migration = side.migration
        // An earlier step may have ended it with the other side.
        guard let side = state.migrationRecord(side.identifier), side.migration.status == migration.status else {
            return
        }
        guard !isNewer(side.generation) else { return leave(migration.uuid, "the migration") }
        guard !(migration.status.isClaimable && isFresh(migration.recency)) else { return }
        if migration.source == migration.destination { return settleWithinNode(side) }
        let isHere = listed[migration.instanceUUID].map(isHere) ?? false
        let end = end(of: side, isHere: isHere)
        var draft = decider.draft(of: side, cause: .audited)
        draft.step(side.side, to: end, isHere: isHere)
        for body in draft.facts { note(body) }
        find(
            .staleMigration, migration.uuid,
            "the database does not have it open: the \(side.side.rawValue) was \(migration.status.rawValue), and is "
                + "now \(end.rawValue)",
            isRepaired: true)
    }

    /// Ends both sides of a move within the node, where the size of the instance tells which of them it is.
    private mutating func settleWithinNode(_ side: MigrationRecord) {
        let migration = side.migration
        var draft = decider.draft(of: side, cause: .audited)
        let isSwitched = draft.hasOwn(.destination)
        let size = listed[migration.instanceUUID]?.flavor.id
        let isOldSize = migration.type == .resize && size != nil && size == migration.oldFlavor?.id
        let isNewKept = isSwitched && !isOldSize
        let end: MigrationStatus = isNewKept ? .confirmed : (isSwitched ? .reverted : .failed)
        let sides: [MoveSide] = isNewKept ? [.source, .destination] : [.destination, .source]
        for side in sides {
            guard let status = draft.sides[side]?.migration.status, status.isOpen else { continue }
            let isReachable = MigrationTransitions.mayFollow(migration.type, from: status, to: end)
            draft.step(side, to: isReachable ? end : .failed, isHere: (side == .destination) == isNewKept)
        }
        for body in draft.facts { note(body) }
        find(
            .staleMigration, migration.uuid,
            "the database does not have it open: it was \(migration.status.rawValue), and is now \(end.rawValue)",
            isRepaired: true)
    }

    /// How a move has ended, by where its instance is.
    private func end(of side: MigrationRecord, isHere: Bool) -> MigrationStatus {
        let migration = side.migration
        let isAtDestination = (side.side == .destination) == isHere
        let hasSwitched = MoveHolding.of(.source, migration.status) == .moveOld
        let end: MigrationStatus =
            switch migration.type {
            case .resize, .coldMigration: isAtDestination ? .confirmed : (hasSwitched ? .reverted : .failed)
            case .liveMigration: isAtDestination ? .completed : .failed
            case .evacuation: isAtDestination ? (side.side == .source ? .completed : .done) : .failed
            }
        return MigrationTransitions.mayFollow(migration.type, from: migration.status, to: end) ? end : .failed
    }

    /// Releases what instances hold that the database does not have here.
    mutating func releaseUnlistedInstances() {
        var missing: [(Grant, InstanceRecord)] = []
        for uuid in state.ledger(of: node)?.holders ?? [] {
            if let instance = listed[uuid], isHere(instance) { continue }
            if unjudged.contains(uuid) { continue }
            guard let record = state.instanceRecord(InstanceIdentifier(host: node.host, uuid: uuid)),
                let own = record.instanceGrant, own.node == node
            else { continue }
            missing.append((own, record))
        }
        for (own, record) in missing.sorted(by: { $0.0.instanceUUID < $1.0.instanceUUID }) { settle(own, record) }
    }

    private mutating func settle(_ own: Grant, _ record: InstanceRecord) {
        let uuid = own.instanceUUID
        guard !isNewer(record.generation) else { return leave(uuid, "the instance") }
        let told = listed[uuid]
        if !(told.map { $0.isDeleted || $0.isRemovable } ?? false), isBeingWritten(own, record) {
            return find(
                .missingInstance, uuid,
                "the database does not have it here; a claim or a move put it here a short while ago, so it was left",
                isRepaired: false)
        }
        let isAway = told.map { !$0.isDeleted && !$0.host.isEmpty } ?? false
        if isAway {
            // The instance has moved on; a move that is still under way goes on without it.
            note(.claimReleased(decider.release(own, cause: .audited)))
        } else {
            release(own, as: nil)
        }
        let place = told.map { isAway ? "has it on \($0.host)" : "has it nowhere" } ?? "does not have it here"
        find(.missingInstance, uuid, "the database \(place); what it held was released", isRepaired: true)
    }

    /// Whether a claim, or a step of a move, is so new that the database may have it elsewhere still.
    private func isBeingWritten(_ own: Grant, _ record: InstanceRecord) -> Bool {
        if InstanceState(record) == .claimed, isFresh(own.createTime) { return true }
        return state.migrationRecords(ofInstance: own.instanceUUID).contains { side in
            side.host == node.host && isFresh(side.migration.recency)
        }
    }

    /// Whether something was claimed so short a while ago that its caller may not have told the database yet.
    private func isFresh(_ time: Instant) -> Bool {
        context.now < time.advanced(byNanoseconds: policy.auditGraceNanoseconds)
    }
}
