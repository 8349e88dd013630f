/// The three ends of a move: it took place, it is final, or it is undone (claims and moves, 7).
extension Decider {
    /// The instance runs at the destination: the move's claim becomes its own grant.
    func decide(_ command: FinishMove) -> Decision {
        let record: MigrationRecord
        switch side(.destination, of: command.migrationUUID, at: command.node) {
        case .failure(let no): return .refused(no.refusal)
        case .success(let found): record = found
        }
        let status = record.migration.type.finishedStatus
        let answer = PendingAnswer.moveStepped(.finish, record.identifier, record.node, gone: nil)
        if record.migration.status == status { return accept([], answer) }
        let step = MoveStep(record: record, news: news(of: record, nil))
        // A live migration is completed by its source; the destination is told of it with the hand-over.
        if let refusal = step.refusal(to: status, isTold: record.migration.type == .liveMigration) {
            return .refused(refusal)
        }
        var draft = draft(of: record)
        if let refusal = describe(command, record, &draft) { return .refused(refusal) }
        draft.step(.destination, to: status)
        return accept(draft.facts, answer)
    }

    /// Takes over what the request says about the instance, which at the destination has its new size.
    private func describe(_ command: FinishMove, _ record: MigrationRecord, _ draft: inout MoveDraft) -> Refusal? {
        guard let told = command.instance else {
            return record.migration.isClaimless && draft.record == nil
                ? .invalid("instance", "must be given: a claimless migration's destination does not know it") : nil
        }
        guard told.uuid == record.migration.instanceUUID else {
            return .invalid("instance.uuid", "must be that of the migration, \(record.migration.instanceUUID)")
        }
        let size = record.migration.newFlavor ?? draft.record?.instance.flavor ?? told.flavor
        if command.hasFlavor, !told.flavor.isSameSize(as: size) {
            return Refusal(
                .failedPrecondition, reason: "FLAVOR_CHANGED",
                message: "migration \(record.migration.uuid) claimed flavor \(size.id), the request has another one "
                    + "(\(told.flavor.id)); the destination holds what was claimed",
                metadata: ["from": size.id, "to": told.flavor.id, "migration": record.migration.uuid])
        }
        if told.isDeleted || told.isRemovable {
            return .invalid("instance.vm_state", "must be that of an instance that holds something")
        }
        if let stored = draft.record?.instance, let refusal = staleRefusal(told, stored: stored) { return refusal }
        if draft.record == nil, record.migration.isClaimless { return adopt(told, size, record, &draft) }
        draft.describe { $0 = $0.merging(told) }
        return nil
    }

    /// A claimless migration's destination learns of the instance by its end: it holds what the instance's size says.
    private func adopt(
        _ told: Instance, _ size: Flavor, _ record: MigrationRecord, _ draft: inout MoveDraft
    ) -> Refusal? {
        guard let amounts = Amounts(of: size, isVolumeBacked: told.isVolumeBacked ?? false),
            state.ledger(of: record.node)?.held.canAdd(amounts) ?? false
        else { return .amountOutOfRange(told) }
        var instance = told
        instance.flavor = size
        instance.isVolumeBacked = told.isVolumeBacked ?? false
        draft.know(instance, host: record.host)
        draft.note(
            .destination, record.migration.status,
            granted: [
                Grant(
                    instanceUUID: told.uuid, node: record.node, vcpus: amounts.vcpus,
                    memoryMebibytes: amounts.memoryMebibytes, diskMebibytes: amounts.diskMebibytes,
                    migrationUUID: record.migration.uuid, side: .moveNew, projectID: told.projectID,
                    claimRequestID: context.requestKey, createTime: context.now, flavorID: size.id)
            ])
        return nil
    }

    /// The move is final: the source lets go of what it kept.
    func decide(_ command: ConfirmMove) -> Decision {
        let sides = state.migrationRecords(onHost: command.node.host, uuid: command.migrationUUID)
        var record: MigrationRecord
        if let known = sides.first(where: { $0.side == .source }) {
            record = known
        } else {
            switch firstSource(command.node.host, command.migrationUUID, command.migration, sides.first) {
            case .failure(let no): return .refused(no.refusal)
            case .success(let made): record = made
            }
        }
        guard record.node == command.node else { return .refused(.wrongMoveNode(record, named: command.node)) }
        if let refusal = mismatchRefusal(command.migration, record.migration) { return .refused(refusal) }
        let answer = PendingAnswer.moveStepped(.confirm, record.identifier, record.node, gone: nil)
        let isKnown = sides.contains { $0.side == .source }
        if isKnown, record.migration.status == .confirmed { return accept([], answer) }
        if let refusal = MoveStep(record: record, news: news(of: record, command.migration)).refusal(to: .confirmed) {
            return .refused(refusal)
        }
        var draft = draft(of: record)
        if draft.sides[.source] == nil { draft.add(record) }
        command.migration.map { report in draft.amend(.source) { $0.fill(from: report, side: .source) } }
        draft.step(.source, to: .confirmed)
        return accept(draft.facts, answer)
    }

    /// The move is undone: the destination lets go; asking for it is part of it.
    func decide(_ command: RevertMove) -> Decision {
        let record: MigrationRecord
        switch side(.destination, of: command.migrationUUID, at: command.node) {
        case .failure(let no): return .refused(no.refusal)
        case .success(let found): record = found
        }
        let answer = PendingAnswer.moveStepped(.revert, record.identifier, record.node, gone: nil)
        if record.migration.status == .reverted { return accept([], answer) }
        var asked = record
        let step = MoveStep(record: record, news: news(of: record, nil))
        if step.from == .finished { asked.migration.status = .reverting }
        let asking = MoveStep(record: asked, news: news(of: asked, nil))
        if let refusal = asking.refusal(to: .reverted) {
            return .refused(step.refusal(to: .reverted) ?? refusal)
        }
        var draft = draft(of: record)
        draft.step(.destination, to: .reverted)
        return accept(draft.facts, answer)
    }

    /// A side's record of a move at a node.
    private func side(_ side: MoveSide, of uuid: String, at node: NodeIdentifier) -> Result<MigrationRecord, Refused> {
        guard let record = state.migrationRecord(MigrationIdentifier(host: node.host, uuid: uuid, side: side)) else {
            if let other = state.migrationRecords(onHost: node.host, uuid: uuid).first {
                return .failure(
                    Refused(.wrongSide(other, side == .destination ? other.migration.type.finishedStatus : .confirmed)))
            }
            let hint = side == .destination ? "claim the destination first" : "send the record with the request"
            return .failure(Refused(.migrationNotFound(uuid, host: node.host, hint: hint)))
        }
        guard record.node == node else { return .failure(Refused(.wrongMoveNode(record, named: node))) }
        return .success(record)
    }
}
