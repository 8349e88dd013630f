extension Decider {
    /// A status, reported by the side that reached it or told to the other (claims and moves, 8.6).
    ///
    /// What the status implies is done in the same step. Where a host is both sides, each takes the steps that are its
    /// own; a failure concerns both.
    func decide(_ command: UpdateMigration) -> Decision {
        let known = state.migrationRecords(onHost: command.host, uuid: command.migrationUUID)
        var sides = known
        if sides.isEmpty || needsSource(command, sides) {
            switch firstSide(command, sides.first) {
            case .failure(let no): return .refused(no.refusal)
            case .success(let made): sides.append(made)
            }
        }
        for side in sides {
            if let refusal = mismatchRefusal(command.migration, side.migration) { return .refused(refusal) }
        }
        // The destination first: what it lets go of returns to the source.
        sides.sort { $0.side == .destination && $1.side == .source }
        let refusals = sides.map { refusal($0, command) }
        let accepted = zip(sides, refusals).filter { $0.1 == nil }.map(\.0)
        guard !accepted.isEmpty else {
            let reasons = refusals.compactMap(\.self)
            guard let refusal = reasons.first(where: { $0.reason != "WRONG_SIDE" }) ?? reasons.first else {
                // None was accepted, so each has a refusal, and there is at least one side.
                preconditionFailure("A side that does not accept a step has a reason.")
            }
            return .refused(refusal)
        }
        let facts = steps(command, accepted, isNew: known.isEmpty)
        return accept(facts, .migrationUpdated(host: command.host, uuid: command.migrationUUID))
    }

    /// Reads a host's record of a move.
    func getMigration(_ command: GetMigration) -> Decision {
        let records = state.migrationRecords(onHost: command.host, uuid: command.migrationUUID)
        guard let migration = Migration.merged(records).first else {
            return .refused(
                .migrationNotFound(
                    command.migrationUUID, host: command.host, hint: "it was never told of it, or it ended long ago"))
        }
        return accept(.migration(migration))
    }

    /// Whether a host that knows itself as the destination is asked for a step of the source, which it also is.
    private func needsSource(_ command: UpdateMigration, _ sides: [MigrationRecord]) -> Bool {
        guard let destination = sides.first, sides.count == 1, destination.side == .destination,
            destination.migration.source.host == command.host
        else { return false }
        let table = MigrationTransitions.table(of: destination.migration.type)
        return table.contains { $0.to == command.status && $0.owner == .source }
    }

    private func refusal(_ record: MigrationRecord, _ command: UpdateMigration) -> Refusal? {
        if let refusal = MoveStep(record: record, news: news(of: record, command.migration)).refusal(to: command.status)
        {
            return refusal
        }
        var filled = record.migration
        command.migration.map { filled.fill(from: $0, side: record.side) }
        guard record.side == .source, command.status.needsDestination, filled.destination == nil, !filled.isClaimless
        else { return nil }
        return Refusal(
            .failedPrecondition, reason: "DESTINATION_NOT_CLAIMED",
            message: "migration \(record.migration.uuid) has no destination yet, so it cannot be "
                + "\(command.status.rawValue); claim one, and send the record that names it",
            metadata: [
                "migration": record.migration.uuid, "type": record.migration.type.rawValue,
                "from": record.migration.status.rawValue, "to": command.status.rawValue,
            ])
    }

    /// The facts of the sides that take the step; the same status again only renews a lease.
    private func steps(_ command: UpdateMigration, _ sides: [MigrationRecord], isNew: Bool) -> [Fact.Body] {
        guard let first = sides.first else { return [] }
        var draft = draft(of: first)
        for side in sides where draft.sides[side.side] == nil { draft.add(side) }
        for side in sides {
            let isKnown = state.migrationRecord(side.identifier) != nil
            let status = draft.sides[side.side]?.migration.status
            command.migration.map { report in draft.amend(side.side) { $0.fill(from: report, side: side.side) } }
            let isAmended = draft.sides[side.side]?.migration != side.migration
            guard status != command.status || !isKnown || isAmended else { continue }
            if status == command.status, isKnown {
                draft.note(side.side, status)
            } else {
                catchUp(side, command, &draft)
                draft.step(side.side, to: command.status, isHere: isHere(side, command.location))
            }
        }
        return (isNew ? forgetEnded() : []) + draft.facts + renewal(draft, first)
    }

    /// Whether the instance is said to be on a side; within one node its place does not tell the sides apart.
    private func isHere(_ side: MigrationRecord, _ location: NodeIdentifier?) -> Bool? {
        guard let location else { return nil }
        guard location == side.node else { return false }
        return side.migration.source == side.migration.destination ? nil : true
    }

    /// What others have done since is done here first, where the new status itself would not say what is held.
    private func catchUp(_ side: MigrationRecord, _ command: UpdateMigration, _ draft: inout MoveDraft) {
        let holding = MoveHolding.of(side.side, command.status)
        guard holding == .unchanged || holding == .whereItIs else { return }
        let from = MoveStep(record: side, news: news(of: side, command.migration)).from
        let isNew = state.migrationRecord(side.identifier) == nil
        if from != command.status, from != side.migration.status || isNew { draft.step(side.side, to: from) }
    }

    /// Every update of a migration renews the lease of its claim, and none makes it shorter.
    private func renewal(_ draft: MoveDraft, _ record: MigrationRecord) -> [Fact.Body] {
        guard let grant = draft.moveGrant(.destination), let end = grant.leaseEndTime,
            let length = draft.sides[.destination]?.leaseNanoseconds
        else { return [] }
        let renewed = context.now.advanced(byNanoseconds: length)
        guard renewed > end else { return [] }
        return [
            .leaseRenewed(
                LeaseRenewed(
                    instance: grant.instanceIdentifier, node: grant.node.name, migrationUUID: grant.migrationUUID,
                    leaseEndTime: renewed))
        ]
    }
}

extension Decider {
    /// The record of a side that hears of a move for the first time.
    private func firstSide(_ command: UpdateMigration, _ known: MigrationRecord?) -> Result<MigrationRecord, Refused> {
        if let report = command.migration, report.isClaimless, report.type == .liveMigration,
            let destination = report.destination, destination.host == command.host, known == nil
        {
            return claimlessDestination(command, report, destination)
        }
        return firstSource(command.host, command.migrationUUID, command.migration, known)
    }

    /// The record of a source that hears of a move for the first time: from the request, or as the destination on the
    /// same host.
    func firstSource(
        _ host: String, _ uuid: String, _ report: MigrationReport?, _ known: MigrationRecord?
    ) -> Result<MigrationRecord, Refused> {
        var made: Migration
        if let known {
            made = known.migration
        } else {
            guard let report else {
                let hint = "send the whole record, if this is its source, or claim the destination first"
                return .failure(Refused(.migrationNotFound(uuid, host: host, hint: hint)))
            }
            guard let type = report.type, let source = report.source, !report.instanceUUID.isEmpty else {
                return .failure(
                    Refused(
                        .invalid(
                            "migration",
                            "must have type, instance_uuid, source_host and source_node: "
                                + "host \(host) has not seen this migration")))
            }
            made = Migration(
                uuid: uuid, instanceUUID: report.instanceUUID, type: type, status: type.firstStatus, source: source,
                createTime: min(report.createTime ?? context.now, context.now))
            made.fill(from: report, side: .source)
        }
        guard made.source.host == host else {
            let hint = "claim the destination here first; the source is \(made.source.text)"
            return .failure(Refused(.migrationNotFound(uuid, host: host, hint: hint)))
        }
        return checked(made, .source, made.source, report?.status ?? known?.migration.status)
    }

    private func claimlessDestination(
        _ command: UpdateMigration, _ report: MigrationReport, _ destination: NodeIdentifier
    ) -> Result<MigrationRecord, Refused> {
        guard let source = report.source, !report.instanceUUID.isEmpty, source.host != command.host else {
            return .failure(
                Refused(.invalid("migration", "must have instance_uuid and the source's host and node, another host")))
        }
        var made = Migration(
            uuid: command.migrationUUID, instanceUUID: report.instanceUUID, type: .liveMigration, status: .accepted,
            source: source, createTime: min(report.createTime ?? context.now, context.now))
        made.fill(from: report, side: .destination)
        return checked(made, .destination, destination, report.status)
    }

    /// A new record starts at the status that the request says it has, if that is one.
    private func checked(
        _ migration: Migration, _ side: MoveSide, _ node: NodeIdentifier, _ status: MigrationStatus?
    ) -> Result<MigrationRecord, Refused> {
        guard state.nodeRecord(node) != nil else { return .failure(Refused(.nodeNotFound(node))) }
        var migration = migration
        if let status {
            guard migration.type.statuses.contains(status) else {
                return .failure(
                    Refused(.invalid("migration.status", "must be one that a \(migration.type.rawValue) can have")))
            }
            migration.status = status
        }
        if let current = state.moveUnderWay(
            onHost: node.host, ofInstance: migration.instanceUUID, except: migration.uuid)
        {
            return .failure(Refused(.staleMigration(migration.uuid, current: current)))
        }
        return .success(MigrationRecord(side: side, migration: migration, node: node))
    }
}

extension Migration {
    /// Takes over from a request what the record lacks; a source's destination may change until the move starts.
    mutating func fill(from report: MigrationReport, side: MoveSide) {
        if destination == nil || (side == .source && status.isClaimable) {
            destination = report.destination ?? destination
        }
        oldFlavor = oldFlavor ?? report.oldFlavor
        newFlavor = newFlavor ?? report.newFlavor
        if destinationIP.isEmpty { destinationIP = report.destinationIP }
        isClaimless = isClaimless || report.isClaimless
        isSourceCleaned = isSourceCleaned || report.isSourceCleaned
    }
}

extension MigrationStatus {
    /// Whether a move cannot be here without a destination (claims and moves, 8.6).
    fileprivate var needsDestination: Bool {
        switch self {
        case .queued, .preparing, .running, .runningPostCopy, .migrating, .postMigrating, .finished, .confirming,
            .reverting, .confirmed, .reverted, .completed, .done:
            true
        case .accepted, .preMigrating, .failed, .cancelled, .error: false
        }
    }
}
