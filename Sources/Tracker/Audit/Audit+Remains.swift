import HashTreeCollections

/// What is held and the database does not have here.
extension Audit {
    /// Ends the moves of this node that the database no longer has open.
    mutating func settleUnlistedMoves() {
        let open = Set(command.migrations.map(\.uuid))
        for side in state.migrationRecords(on: node) where side.migration.status.isOpen {
            guard !open.contains(side.migration.uuid) else { continue }
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
        if told == nil, InstanceState(record) == .claimed, isFresh(own.createTime) {
            return find(
                .missingInstance, uuid,
                "the database does not have it here; request \(own.claimRequestID) claimed it a short while ago, so it "
                    + "was left", isRepaired: false)
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

    /// Whether something was claimed so short a while ago that its caller may not have told the database yet.
    private func isFresh(_ time: Instant) -> Bool {
        context.now < time.advanced(byNanoseconds: policy.auditGraceNanoseconds)
    }
}
