/// The node itself (claims and moves, 9.3 and 9.7).
extension Audit {
    /// Why the whole audit is refused: the inputs are those of another node.
    func identityRefusal() -> Refusal? {
        guard let stored = state.nodeRecord(node)?.value else { return unknownRefusal() }
        if !command.nodeUUID.isEmpty, command.nodeUUID != stored.uuid {
            return .identityChanged(
                node, "it has UUID \(stored.uuid), and the inputs are those of \(command.nodeUUID)")
        }
        let generation = state.ledger(of: node)?.counters.generation ?? 0
        if command.generation > generation {
            return .identityChanged(
                node, "its generation is \(generation), and the inputs were read at \(command.generation)")
        }
        return nil
    }

    private func unknownRefusal() -> Refusal? {
        guard !command.nodeUUID.isEmpty, command.inventory != nil else {
            return Refusal(
                .notFound, reason: "NODE_NOT_FOUND",
                message: "node \(node.text) is not known; give node_uuid and inventory to make it",
                metadata: ["host": node.host, "node": node.name])
        }
        if command.generation > 0 {
            return .identityChanged(node, "it is not known, and the inputs have its generation \(command.generation)")
        }
        guard let other = state.node(withUUID: command.nodeUUID), other.host == node.host else { return nil }
        return Refusal(
            .alreadyExists, reason: "CONFLICTING_UUID",
            message:
                "UUID \(command.nodeUUID) belongs to node \(other.text) of the same host; remove it first if it is "
                + "now \(node.text)",
            metadata: ["host": other.host, "node": other.name])
    }

    /// Makes, takes over or updates the node.
    mutating func settleNode() {
        let earlier = state.nodeRecord(node) == nil ? state.node(withUUID: command.nodeUUID) : nil
        var base = state.nodeRecord(node)?.value
        if let earlier {
            base = state.nodeRecord(earlier)?.value
            moveAway(from: earlier)
        }
        report(base)
        if let base, earlier != nil, !base.isEnabled {
            note(.nodeEnabledChanged(NodeEnabledChanged(node: node, isEnabled: false, reason: base.disableReason)))
        }
    }

    /// The node was known under another host, which has lost it: what it held there is taken over if it is listed here.
    private mutating func moveAway(from earlier: NodeIdentifier) {
        let grants = state.grants(on: earlier)
        for grant in grants where grant.side == .instance { inherited[grant.instanceUUID] = grant }
        let ended = state.migrationRecords(on: earlier)
        for body in decider.forgetting(ended, grants, cause: .audited) { note(body) }
        let instances = Set(grants.map(\.instanceUUID) + ended.map(\.migration.instanceUUID))
        for instance in instances.sorted() { readdress(movesOf: instance, from: earlier) }
        note(.nodeRemoved(NodeRemoved(node: earlier, isForced: !grants.isEmpty)))
        find(.nodeIdentity, earlier.text, "the node now belongs to host \(node.host); taken over", isRepaired: true)
    }

    /// The other ends of moves from or to the earlier address learn of the new one: else nothing would explain that an
    /// instance is held here and at the other end until the move is over for both.
    private mutating func readdress(movesOf instance: String, from earlier: NodeIdentifier) {
        for record in state.migrationRecords(ofInstance: instance) where record.node != earlier {
            var changed = record
            if changed.migration.source == earlier { changed.migration.source = node }
            if changed.migration.destination == earlier { changed.migration.destination = node }
            guard changed != record else { continue }
            note(
                .migrationChanged(
                    MigrationChanged(
                        record: changed, previousStatus: record.migration.status, released: [], granted: [])))
        }
    }

    private mutating func report(_ base: NodeRecord?) {
        guard let inventory = command.inventory ?? base?.reportedInventory else { return }
        let service = command.serviceID.isEmpty ? base?.serviceID ?? "" : command.serviceID
        if let old = base?.serviceID, !old.isEmpty, old != service {
            find(
                .nodeIdentity, node.text, "the node's compute service was \(old), and is now \(service)",
                isRepaired: true)
        }
        let report = decider.report(
            ReportInventory(
                node: node, nodeUUID: base?.uuid ?? command.nodeUUID, inventory: inventory, serviceID: service),
            stored: base, isNew: state.nodeRecord(node) == nil)
        if report.changes(state.nodeRecord(node)?.value) { note(.nodeReported(report)) }
    }
}

extension Refusal {
    /// The inputs are those of another node, or of one that has been made anew since.
    fileprivate static func identityChanged(_ node: NodeIdentifier, _ why: String) -> Refusal {
        Refusal(
            .aborted, reason: "NODE_IDENTITY_CHANGED",
            message: "node \(node.text) is not the one that the inputs are of: \(why); read them again",
            metadata: ["host": node.host, "node": node.name])
    }
}
