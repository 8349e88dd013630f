extension Decider {
    /// Opens or closes a node for claims; an open node has no reason for being closed.
    func decide(_ command: SetNodeEnabled) -> Decision {
        guard let stored = state.nodeRecord(command.node)?.value else { return .refused(.nodeNotFound(command.node)) }
        let reason = command.isEnabled ? "" : command.reason
        let isChange = stored.isEnabled != command.isEnabled || stored.disableReason != reason
        let change = NodeEnabledChanged(node: command.node, isEnabled: command.isEnabled, reason: reason)
        return accept(isChange ? [.nodeEnabledChanged(change)] : [], .nodeEnabledSet(command.node))
    }

    /// Forgets a node; what is held on it is released first if the removal is forced, else it is refused.
    func decide(_ command: RemoveNode) -> Decision {
        guard let node = state.node(command.node) else { return .refused(.nodeNotFound(command.node)) }
        let grants = state.grants(on: command.node)
        let moves = state.migrationRecords(on: command.node)
        let open = moves.count { $0.migration.status.isOpen }
        guard (grants.isEmpty && open == 0) || command.isForced else {
            return .refused(
                Refusal(
                    .failedPrecondition, reason: "NODE_IN_USE",
                    message:
                        "\(grants.count) claims are held on \(command.node.text), and \(open) moves are open; "
                        + "release them, or force the removal",
                    metadata: ["count": "\(grants.count)", "moves": "\(open)"]))
        }
        let removal = NodeRemoved(node: command.node, isForced: !grants.isEmpty)
        return accept(
            forgetting(moves, grants, cause: .nodeRemoved) + [.nodeRemoved(removal)], .ready(.nodeRemoved(node)))
    }

    /// Releases everything that is held on a node, and drops its sides of moves.
    func forgetting(_ moves: [MigrationRecord], _ grants: [Grant], cause: ReleaseCause) -> [Fact.Body] {
        let own = grants.filter { $0.side == .instance }
        let sides = moves.map { forgetting($0, cause: cause) }
        return (own.map { release($0, cause: cause) } + leftBehind(by: moves).map { release($0, cause: .moved) })
            .map(Fact.Body.claimReleased) + sides
    }

    /// What instances left behind on other nodes, and only these records of one node explain.
    ///
    /// Without the record it would count as where the instance is.
    private func leftBehind(by moves: [MigrationRecord]) -> [Grant] {
        guard let node = moves.first?.node else { return [] }
        return Set(moves.map(\.migration.instanceUUID)).sorted().flatMap(state.instanceGrants).filter { grant in
            grant.node != node && state.isLeftBehind(grant) && state.move(leavingBehind: grant, except: node) == nil
        }
    }

    /// Reads a node with all that is held on it.
    func getNode(_ identifier: NodeIdentifier) -> Decision {
        guard let node = state.node(identifier) else { return .refused(.nodeNotFound(identifier)) }
        let moves = state.migrationRecords(on: identifier).filter(\.migration.status.isOpen)
        return accept(
            .node(
                node, grants: state.grants(on: identifier), migrations: Migration.merged(moves),
                changed: state.changedDevices(on: identifier)))
    }

    /// Lists nodes in order of host and name; a page has at least one.
    func decide(_ command: ListNodes) -> Decision {
        let size = max(1, command.pageSize)
        var listed: [NodeIdentifier] = []
        var hasMore = false
        let take: (NodeIdentifier) -> Bool = { node in
            if node == command.after { return true }
            guard listed.count < size else {
                hasMore = true
                return false
            }
            listed.append(node)
            return true
        }
        if let after = command.after {
            _ = state.nodeOrder.elements(from: after, while: take)
        } else {
            _ = state.nodeOrder.elements(while: take)
        }
        return accept(.nodes(listed.compactMap(state.node), next: hasMore ? listed.last : nil))
    }

    /// Publishes what a host measured; nothing is kept, so nothing else changes (claims and moves, 11).
    func decide(_ command: ReportMetrics) -> Decision {
        guard state.nodeRecord(command.node) != nil else { return .refused(.nodeNotFound(command.node)) }
        guard !command.metrics.isEmpty else { return accept(.metricsReported) }
        let report = MetricsReported(node: command.node, hostIP: command.hostIP, metrics: command.metrics)
        return accept([.metricsReported(report)], .ready(.metricsReported))
    }

    /// Counts failures in a row (claims and moves, 10.4); a threshold of 0 switches counting off.
    func decide(_ command: ReportBuildResult) -> Decision {
        guard let stored = state.ledger(of: command.node)?.counters.failedBuilds else {
            return .refused(.nodeNotFound(command.node))
        }
        let counted = command.isSuccess ? 0 : stored.addingSaturating(policy.buildFailureThreshold == 0 ? 0 : 1)
        let result = BuildResultReported(node: command.node, failedBuilds: counted)
        return accept(
            counted == stored ? [] : [.buildResultReported(result)],
            .ready(.buildResultReported(failedBuilds: counted)))
    }
}
