import HashTreeCollections

extension Inspection {
    /// Each side's record of a move agrees with itself, with what is held, and with the other moves of its instance.
    mutating func checkMoves() {
        for move in moves { checkMove(move) }
        checkMoveGrants()
        let open = moves.filter { $0.migration.status.isOpen && $0.migration.status != .error }
        for (instance, sides) in Dictionary(
            grouping: open, by: { InstanceIdentifier(host: $0.host, uuid: $0.migration.instanceUUID) })
        {
            let migrations = Set(sides.map(\.migration.uuid))
            guard migrations.count > 1 else { continue }
            note(
                .secondMove, instance.text,
                "migrations \(migrations.sorted().joined(separator: " and ")) are under way at the same time")
        }
    }

    private mutating func checkMove(_ move: MigrationRecord) {
        let (migration, subject) = (move.migration, move.text)
        if state.nodeRecords[move.node] == nil {
            note(.inconsistentMove, subject, "it is of \(move.node.text), which is not known")
        }
        if !migration.type.statuses.contains(migration.status) {
            note(.inconsistentMove, subject, "a \(migration.type.rawValue) cannot be \(migration.status.rawValue)")
        }
        let node = move.side == .source ? migration.source : migration.destination
        if node != move.node {
            note(.inconsistentMove, subject, "its side is \(node?.text ?? "nowhere"), and it is of \(move.node.text)")
        }
        checkHolding(move)
    }

    /// What is held is what the table says; a move that the host has no instance for holds nothing.
    private mutating func checkHolding(_ move: MigrationRecord) {
        let identifier = InstanceIdentifier(host: move.host, uuid: move.migration.instanceUUID)
        let grants = state.instanceRecord(identifier)?.grants ?? []
        let held = grants.filter { $0.migrationUUID == move.migration.uuid && $0.node == move.node }
        let wanted: GrantSide = move.side == .source ? .moveOld : .moveNew
        let isHeld = held.contains { $0.side == wanted }
        let lease = held.first { $0.side == wanted }?.leaseEndTime
        expect(
            .leaseMismatch, move.text, "whether the move has the length of a lease",
            is: move.leaseNanoseconds != nil, expected: lease != nil)
        let holding = MoveHolding.of(move.side, move.migration.status)
        switch (move.side, holding) {
        case (_, .unchanged), (.source, .moveOld): break
        case (.destination, .moveNew):
            // Within a host the instance is the destination's own as soon as the source has handed it over.
            let isOwn =
                grants.contains { $0.side == .instance && $0.node == move.node }
                && move.migration.source.host == move.host
            if !isHeld, !move.migration.isClaimless, !isOwn {
                note(.moveHoldingMismatch, move.text, "it is \(move.migration.status.rawValue) without a claim")
            }
        case (.source, .moveNew), (_, .nothing), (_, .instance), (_, .whereItIs), (.destination, .moveOld):
            if isHeld {
                note(
                    .moveHoldingMismatch, move.text,
                    "it is \(move.migration.status.rawValue) and still holds its \(wanted.rawValue) side")
            }
        }
    }

    private mutating func checkMoveGrants() {
        for grant in grants where grant.side != .instance {
            let side: MoveSide = grant.side == .moveOld ? .source : .destination
            let identifier = MigrationIdentifier(host: grant.node.host, uuid: grant.migrationUUID, side: side)
            let move = state.migrationRecord(identifier)
            guard move?.node == grant.node, move?.migration.instanceUUID == grant.instanceUUID,
                move?.migration.status.isOpen ?? false
            else {
                note(
                    .moveGrantWithoutMove, grant.instanceIdentifier.text,
                    "the \(grant.side.rawValue) grant on \(grant.node.text) is of migration \(grant.migrationUUID), "
                        + "which is not open there")
                continue
            }
        }
        for grant in grants where grant.side == .instance && !grant.migrationUUID.isEmpty {
            note(.moveGrantWithoutMove, grant.instanceIdentifier.text, "the instance's own grant names a migration")
        }
    }
}

extension MigrationRecord {
    /// How messages write a side's record of a move.
    var text: String { "\(host)/\(migration.uuid) (\(side.rawValue))" }
}
