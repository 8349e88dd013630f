extension Decider {
    /// Gives up what a side holds for a move (claims and moves, 7).
    ///
    /// Nothing held, or the status reached already, is no error. Without a status the destination's record is dropped,
    /// as it was before the claim.
    func decide(_ command: AbortMove) -> Decision {
        let sides = state.migrationRecords(onHost: command.node.host, uuid: command.migrationUUID)
        // The destination first: its claim is what an abort is about.
        let here = sides.filter { $0.node == command.node }.sorted { $0.side == .destination && $1.side == .source }
        guard let record = here.first(where: isAborted) ?? here.first else {
            // A source within the host that has not been told of the move holds nothing for it.
            if let other = sides.first, other.migration.source != command.node {
                return .refused(.wrongMoveNode(other, named: command.node))
            }
            let identifier = MigrationIdentifier(
                host: command.node.host, uuid: command.migrationUUID, side: .destination)
            return accept([], .moveStepped(.abort, identifier, command.node, gone: nil))
        }
        guard let status = command.status else { return unclaim(record) }
        return abort(record, to: status)
    }

    /// Whether a side has something of the move that an abort would give up; of two on one node that one is meant.
    ///
    /// Within a host the destination has its claim as the instance's own grant once the source has handed over.
    private func isAborted(_ record: MigrationRecord) -> Bool {
        state.holdsMoveGrant(record)
            || (record.side == .destination && MoveHolding.of(.destination, record.migration.status) == .moveNew)
    }

    private func abort(_ record: MigrationRecord, to status: MigrationStatus) -> Decision {
        let answer = PendingAnswer.moveStepped(.abort, record.identifier, record.node, gone: nil)
        let step = MoveStep(record: record, news: news(of: record, nil))
        var draft = draft(of: record)
        guard draft.moveGrant(record.side) != nil || step.from.isOpen else { return accept([], answer) }
        let target: MigrationStatus
        if step.from.isTerminal {
            // The other side has ended the move; what is left here goes with it.
            target = step.from
        } else {
            if let refusal = abortRefusal(step, to: status, draft) { return .refused(refusal) }
            target = status
        }
        guard draft.moveGrant(record.side) != nil || record.migration.status != target else {
            return accept([], answer)
        }
        draft.abort(record.side, to: target)
        return accept(draft.facts, answer)
    }

    /// Why a side may not give up; from any open status an abort may lead to `failed`, as over `error`.
    private func abortRefusal(_ step: MoveStep, to status: MigrationStatus, _ draft: MoveDraft) -> Refusal? {
        let (record, from) = (step.record, step.from)
        let type = record.migration.type
        let isKnown = type.statuses.contains(status)
        let isReachable =
            status == .error || status == .failed
            || MigrationTransitions.canBeTold(type, record.side, from: from, to: status)
            || MigrationTransitions.allowed(type, record.side, from: from).contains(status)
        // The guest runs at the destination already.
        let isTooLate = from == .runningPostCopy
        let isFinished = MoveHolding.of(.destination, from) == .instance
        if record.side == .destination, draft.hasOwn(.destination), isFinished || !draft.holdsOldSide {
            let todo = from == .error ? "report failed, with where it is" : "revert the move"
            return .cannotAbort(record, "the instance is the destination's own; \(todo)")
        }
        guard isKnown, isReachable, !isTooLate else {
            let allowed = MigrationTransitions.allowed(type, record.side, from: from)
            return .illegalTransition(record, from: from, to: status, allowed: allowed)
        }
        return nil
    }

    /// Takes a claim back, so that another destination can be claimed.
    private func unclaim(_ record: MigrationRecord) -> Decision {
        let step = MoveStep(record: record, news: news(of: record, nil))
        guard record.side == .destination, record.migration.status.isClaimable else {
            if !state.holdsMoveGrant(record), record.migration.status.isTerminal {
                return accept([], .moveStepped(.abort, record.identifier, record.node, gone: nil))
            }
            return .refused(
                .cannotAbort(
                    record,
                    "without a status only the claim of a destination that has not been used is taken back; "
                        + "give the status afterwards"))
        }
        if step.from.isTerminal { return abort(record, to: step.from) }
        // Within a host the source tells: it may have started, or handed the instance over already.
        guard step.from.isClaimable, !draft(of: record).hasOwn(.destination) else {
            return .refused(.cannotAbort(record, "the source has started; give the status afterwards"))
        }
        var gone = record.migration
        gone.destination = nil
        gone.updateTime = max(context.now, gone.recency)
        return accept(
            [forgetting(record, cause: .aborted)], .moveStepped(.abort, record.identifier, record.node, gone: gone))
    }

    /// A move's claim whose lease has run out is given up, and the move has failed for this side.
    func endMoveLease(_ grant: Grant) -> Decision {
        let identifier = MigrationIdentifier(host: grant.node.host, uuid: grant.migrationUUID, side: .destination)
        guard let record = state.migrationRecord(identifier) else { return accept(.leaseEnded(released: false)) }
        var draft = draft(of: record, cause: .leaseEnded)
        draft.abort(.destination, to: .failed)
        return accept(draft.facts, .ready(.leaseEnded(released: true)))
    }

    /// A draft of a decision about a side's move.
    func draft(of record: MigrationRecord, cause: ReleaseCause? = nil) -> MoveDraft {
        MoveDraft(
            state, host: record.host, instance: record.migration.instanceUUID, migration: record.migration.uuid,
            now: context.now, cause: cause)
    }
}

extension Refusal {
    /// There is nothing that an abort could give up without taking the instance with it.
    static func cannotAbort(_ record: MigrationRecord, _ todo: String) -> Refusal {
        Refusal(
            .failedPrecondition, reason: "CANNOT_ABORT",
            message: "the \(record.side.rawValue) of migration \(record.migration.uuid) is "
                + "\(record.migration.status.rawValue): \(todo)",
            metadata: [
                "migration": record.migration.uuid, "type": record.migration.type.rawValue,
                "from": record.migration.status.rawValue, "side": record.side.rawValue,
            ])
    }
}
