import HashTreeCollections

/// How rules read the state; they see neither its maps nor its indexes.
extension State {
    /// A node's record, behind its reference: reading one field copies nothing.
    func nodeRecord(_ node: NodeIdentifier) -> Shared<NodeRecord>? { nodeRecords[node] }

    /// What changes on a node with every claim.
    func ledger(of node: NodeIdentifier) -> NodeLedger? { ledgers[node] }

    /// Which node has a UUID.
    func node(withUUID uuid: String) -> NodeIdentifier? { nodesByUUID[uuid] }

    /// The instance grant in a host's record.
    func instanceGrant(_ identifier: InstanceIdentifier) -> Grant? { instanceRecord(identifier)?.instanceGrant }

    /// Whether an instance holds anything on any host.
    func isHeld(_ uuid: String) -> Bool { recordsByInstance[uuid] != nil }

    /// The grants of an instance itself, by host: one, or more while a move's sides have not all heard that it is over.
    func instanceGrants(of uuid: String) -> [Grant] {
        recordsByInstance[uuid]?.compactMap(\.instanceGrant) ?? []
    }

    /// The grant of an instance where it is, on whichever host.
    ///
    /// What a source still holds after the destination said that the instance runs there does not count: it is left
    /// behind, until the source hears of it.
    func instanceGrant(of uuid: String) -> Grant? {
        guard let records = recordsByInstance[uuid] else { return nil }
        if records.count == 1 { return records[0].instanceGrant.flatMap { isLeftBehind($0) ? nil : $0 } }
        return records.lazy.compactMap(\.instanceGrant).first { !isLeftBehind($0) }
    }

    /// Whether a move has taken the instance away from where this grant is, and its source has not heard of it.
    func isLeftBehind(_ grant: Grant) -> Bool { move(leavingBehind: grant) != nil }

    /// Whether a live migration is under way from where this grant is: the guest may be here still, or come back.
    func isLeavingLive(_ grant: Grant) -> Bool {
        migrationRecords(ofInstance: grant.instanceUUID).contains { record in
            record.node == grant.node && record.side == .source && record.migration.type == .liveMigration
                && record.migration.status.isOpen && record.migration.status != .error
        }
    }

    /// The destination's record of a move that has taken the instance away from where this grant is.
    ///
    /// - Parameter node: whose records do not count.
    func move(leavingBehind grant: Grant, except node: NodeIdentifier? = nil) -> MigrationRecord? {
        guard let moves = movesByInstance[grant.instanceUUID] else { return nil }
        return moves.lazy.filter { $0.side == .destination }.compactMap(migrationRecord).first { record in
            record.migration.source == grant.node && record.node != grant.node && record.node != node
                && MoveHolding.of(.destination, record.migration.status) == .instance
                && grant.createTime < record.migration.recency
        }
    }

    /// Whether moves on record say why an instance has these grants of its own, on several hosts.
    ///
    /// What is left behind does not count; all else is at the ends of moves of which not all have heard.
    func isExplained(_ grants: [Grant], ofInstance uuid: String) -> Bool {
        let settled = grants.filter { !isLeftBehind($0) }
        return settled.count < 2 || settled.map(\.node).allSatisfy(endsOfMoves(ofInstance: uuid).contains)
    }

    /// The nodes from and to which an instance has moved or moves, as far as it is on record.
    func endsOfMoves(ofInstance uuid: String) -> Set<NodeIdentifier> {
        Set(
            migrationRecords(ofInstance: uuid).flatMap { move in
                [move.migration.source, move.migration.destination].compactMap(\.self)
            })
    }

    /// The first records of moves that ended before a time and are not needed, in the order in which they ended.
    ///
    /// - Parameter limit: at most this many are looked at, so that many that are needed cost no more than that.
    func moves(
        endedBefore time: Instant, atMost count: Int, among limit: Int, where isNotNeeded: (MigrationRecord) -> Bool
    ) -> [MigrationRecord] {
        var found: [MigrationRecord] = []
        var seen = 0
        _ = endedMoves.elements { ended in
            guard ended.end < time, found.count < count, seen < limit else { return false }
            seen += 1
            if let record = migrationRecord(ended.migration), isNotNeeded(record) { found.append(record) }
            return true
        }
        return found
    }
}
