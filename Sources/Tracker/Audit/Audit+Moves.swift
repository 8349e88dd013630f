/// The moves that the database has open with this node as an end (claims and moves, 9.4).
extension Audit {
    /// Takes over how far each move is; of several of one instance only one counts.
    mutating func reconcileMoves() {
        var byInstance: [String: [MigrationReport]] = [:]
        for report in command.migrations where isUsable(report) {
            byInstance[report.instanceUUID, default: []].append(report)
        }
        for (instance, reports) in byInstance.sorted(by: { $0.key < $1.key }) {
            guard let current = current(reports, of: instance) else { continue }
            for side in MoveSide.allCases { reconcile(current, side) }
        }
    }

    /// Whether an entry says enough; one that does not is listed.
    private mutating func isUsable(_ report: MigrationReport) -> Bool {
        let problem: String? =
            if report.uuid.isEmpty || report.type == nil || report.status == nil || report.source == nil {
                "must have uuid, type, status, source_host and source_node"
            } else if report.source != node, report.destination != node {
                "does not have this node as source or destination"
            } else if let type = report.type, let status = report.status, !type.statuses.contains(status) {
                "a \(type.rawValue) cannot be \(status.rawValue)"
            } else if instance(report.instanceUUID) == nil {
                "its instance \(report.instanceUUID) is neither listed nor held here"
            } else {
                nil
            }
        guard let problem else { return true }
        find(
            .invalidItem, report.uuid.isEmpty ? report.instanceUUID : report.uuid, "left out: the migration \(problem)",
            isRepaired: false)
        return false
    }

    /// The instance as listed, or else as held here.
    func instance(_ uuid: String) -> Instance? {
        listed[uuid] ?? state.instanceRecord(InstanceIdentifier(host: node.host, uuid: uuid))?.instance
    }

    /// The one migration that moves an instance: the one that its grants are of; without any, the most recent.
    private mutating func current(_ reports: [MigrationReport], of instance: String) -> MigrationReport? {
        let context = contextMigration(of: instance, among: reports)
        var current: MigrationReport?
        for report in reports {
            if let context {
                if report.uuid == context { current = report }
            } else if current.map({ report.recency > $0.recency }) ?? true {
                // Equally recent ones: the first stays.
                current = report
            }
        }
        for report in reports where report.uuid != current?.uuid { dismiss(report, for: current?.uuid ?? context) }
        return current
    }

    /// The migration that the database's or the tracker's own grants of the instance are of.
    ///
    /// The tracker's own count only if the database has that migration open: one that it has not is over.
    private func contextMigration(of instance: String, among reports: [MigrationReport]) -> String? {
        let recorded = recorded[instance]?.first { !$0.migrationUUID.isEmpty }
        if let recorded { return recorded.migrationUUID }
        let record = state.instanceRecord(InstanceIdentifier(host: node.host, uuid: instance))
        return record?.grants.lazy.map(\.migrationUUID).first { uuid in reports.contains { $0.uuid == uuid } }
    }

    /// A migration that no longer moves its instance goes to `error`, and does not count.
    private mutating func dismiss(_ report: MigrationReport, for current: String?) {
        var isRepaired = false
        for side in state.migrationRecords(onHost: node.host, uuid: report.uuid) where side.node == node {
            guard side.migration.status.isOpen, side.migration.status != .error else { continue }
            guard !isNewer(side.generation) else {
                leave(report.uuid, "the migration")
                continue
            }
            var draft = decider.draft(of: side)
            draft.step(side.side, to: .error)
            for body in draft.facts { note(body) }
            isRepaired = true
        }
        let other = current.map { "migration \($0) does" } ?? "nothing does"
        find(
            .staleMigration, report.uuid,
            "it no longer moves instance \(report.instanceUUID), \(other); set it to error", isRepaired: isRepaired)
    }

    /// Brings one side on this node to where the database has the move.
    private mutating func reconcile(_ report: MigrationReport, _ side: MoveSide) {
        guard (side == .source ? report.source : report.destination) == node,
            let instance = instance(report.instanceUUID), let status = report.status
        else { return }
        if let known = state.migrationRecord(MigrationIdentifier(host: node.host, uuid: report.uuid, side: side)) {
            guard known.node == node else { return }
            follow(known, report, to: target(report, side, status, instance), instance)
        } else {
            adopt(report, side, instance)
        }
    }

    /// The status that the side has to be at: the database's, or a later one that where the instance is implies.
    private func target(
        _ report: MigrationReport, _ side: MoveSide, _ status: MigrationStatus, _ instance: Instance
    ) -> MigrationStatus {
        let isMoving = instance.isInResizeState || instance.isLiveMigrating || instance.isRebuilding
        if status == .error { return isMoving ? .error : .failed }
        let isListed = listed[instance.uuid] != nil
        switch (report.type, side) {
        case (.resize, .source), (.coldMigration, .source):
            // The host has switched: what the source has is kept for a revert.
            let hasLeft = isListed && !instance.host.isEmpty && !isHere(instance)
            return hasLeft && MoveHolding.of(.source, status) == .instance && status.isOpen ? .postMigrating : status
        case (.liveMigration, .destination), (.evacuation, .destination):
            let hasCome = isListed && isHere(instance) && status.isOpen
            return hasCome ? report.type?.finishedStatus ?? status : status
        default: return status
        }
    }

    private mutating func follow(
        _ known: MigrationRecord, _ report: MigrationReport, to status: MigrationStatus, _ instance: Instance
    ) {
        let at = known.migration.status
        guard at != status else { return }
        guard !isNewer(known.generation) else { return leave(report.uuid, "the migration") }
        guard at.isOpen || MigrationTransitions.mayFollow(known.migration.type, from: at, to: status) else {
            return find(
                .staleMigration, report.uuid,
                "it has ended as \(at.rawValue), and the database has it as \(status.rawValue)", isRepaired: false)
        }
        let isSettled = at == .error && status == .failed
        // A database that lags behind is not followed back.
        guard
            isSettled || status == .failed || MigrationTransitions.mayFollow(known.migration.type, from: at, to: status)
        else { return }
        var draft = decider.draft(of: known, cause: .audited)
        draft.amend(known.side) { $0.fill(from: report, side: known.side) }
        draft.step(known.side, to: status, isHere: place(of: instance.uuid, in: known.migration))
        for body in draft.facts { note(body) }
        find(
            .staleMigration, report.uuid,
            "the \(known.side.rawValue) was \(at.rawValue), and is now \(status.rawValue) as the database has it",
            isRepaired: true)
    }

    /// Takes in a side of a move of which the host has no record.
    private mutating func adopt(_ report: MigrationReport, _ side: MoveSide, _ instance: Instance) {
        guard let type = report.type, let status = report.status, let source = report.source else { return }
        let isMoving =
            instance.isInResizeState || instance.isLiveMigrating || (type == .evacuation && instance.isRebuilding)
        let target = target(report, side, status, instance)
        // A source that still has the instance learns of the move by its first step.
        guard side == .destination || MoveHolding.of(side, target) != .instance else { return }
        guard isMoving || status == .error else {
            return find(
                .staleMigration, report.uuid,
                "instance \(instance.uuid) is not moving, so the migration was not counted", isRepaired: false)
        }
        guard !mayHaveBeenReleased else { return leave(report.uuid, "the migration, or another one of the node,") }
        if let other = state.moveUnderWay(onHost: node.host, ofInstance: instance.uuid, except: report.uuid) {
            return find(
                .staleMigration, report.uuid, "migration \(other.migration.uuid) moves instance \(instance.uuid)",
                isRepaired: false)
        }
        var migration = Migration(
            uuid: report.uuid, instanceUUID: instance.uuid, type: type, status: target, source: source,
            createTime: min(report.createTime ?? context.now, context.now))
        migration.fill(from: report, side: side)
        hold(MigrationRecord(side: side, migration: migration, node: node), instance, was: status)
    }

    /// Enters a side with what its status says that it holds.
    private mutating func hold(_ record: MigrationRecord, _ instance: Instance, was status: MigrationStatus) {
        var draft = decider.draft(of: record)
        draft.add(record)
        let holding = MoveHolding.of(record.side, record.migration.status == .error ? status : record.migration.status)
        let wanted: GrantSide? =
            switch (record.side, record.migration.status == .error ? .unchanged : holding) {
            case (.destination, .moveNew): draft.hasOwn(.destination) ? nil : .moveNew
            case (.source, .moveOld): draft.hasOwn(.source) ? nil : .moveOld
            // Failed, and not resolved: both sides are held until it is.
            case (.destination, .unchanged): isHere(instance) || draft.hasOwn(.destination) ? nil : .moveNew
            case (.source, .unchanged): isHere(instance) || draft.hasOwn(.source) ? nil : .moveOld
            default: nil
            }
        if wanted == nil, record.side == .destination, holding == .moveNew, record.migration.status != .error {
            // It counts itself; the move is taken in once it is finished.
            return find(
                .staleMigration, record.migration.uuid,
                "instance \(instance.uuid) is the destination's own already, and the move is not finished",
                isRepaired: false)
        }
        if let wanted {
            let flavor = flavor(wanted, record.migration, instance)
            guard let flavor,
                let grant = grant(instance, flavor, side: wanted, migration: record.migration.uuid)
            else {
                return find(
                    .invalidItem, record.migration.uuid,
                    "left out: the size of its \(record.side.rawValue) is not known, or out of range", isRepaired: false
                )
            }
            draft.know(instance.described, host: node.host)
            draft.note(record.side, nil, granted: [grant])
        } else {
            draft.step(
                record.side, to: record.migration.status, isHere: place(of: instance.uuid, in: record.migration))
        }
        for body in draft.facts { note(body) }
        find(
            .staleMigration, record.migration.uuid,
            "the \(record.side.rawValue) did not know it; taken in as \(record.migration.status.rawValue)",
            isRepaired: true)
    }

    private func flavor(_ side: GrantSide, _ migration: Migration, _ instance: Instance) -> Flavor? {
        guard migration.type == .resize else { return instance.flavor }
        return side == .moveOld ? migration.oldFlavor : migration.newFlavor
    }
}

extension MigrationReport {
    /// When it last changed; a record that never did counts as of its creation, one without either as the oldest.
    fileprivate var recency: Instant { updateTime ?? createTime ?? Instant(nanoseconds: 0) }
}

extension Instance {
    /// As a record keeps it.
    fileprivate var described: Instance {
        var described = self
        described.isVolumeBacked = isVolumeBacked ?? false
        return described
    }
}
