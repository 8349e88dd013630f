import Tracker

/// One line for what the tracker answered, in the words of the model.
enum Outcome {
    static func text(_ refusal: Refusal) -> String {
        guard refusal.reason == "DOES_NOT_FIT" else { return refusal.reason }
        return "DOES_NOT_FIT \(refusal.shortfalls.map(\.reason))"
    }

    static func text(_ answer: Answer) -> String {
        switch answer {
        case .inventoryReported(_, let created): "reported created=\(created)"
        case .nodeEnabledSet(let node): "open=\(node.isEnabled)"
        case .nodeRemoved: "removed"
        case .node(_, let grants, _, _): "node \(grants.count)"
        case .nodes(let nodes, let next):
            "nodes \(nodes.map { "\($0.identifier.host)/\($0.identifier.name)" }) more=\(next != nil)"
        case .instanceClaimed(let grant, _): "claimed \(units(grant))"
        case .claimAborted(_, let released): "aborted \(released)"
        case .instanceUpdated(let tracked, let released, _): "updated tracked=\(tracked) released=\(released)"
        case .instance: "instance"
        case .fits(let fits):
            "fits \(fits.map { fit in "\(fit.node): \(fit.grant.map { "\(units($0))" } ?? refused(fit))" })"
        case .buildResultReported(let failures): "failures \(failures)"
        case .leaseEnded(let released): "ended \(released)"
        case .moveClaimed, .moveStepped, .migrationUpdated, .migration, .metricsReported,
            .nodeAudited, .devices:
            "another model's"
        }
    }

    /// The named units of a grant as the model writes them.
    static func units(_ grant: Grant) -> [String] {
        grant.resources.flatMap { pool in
            pool.units.map { "\(pool.providerUUID) \(pool.resourceClass) \($0.identifier)" }
        }
    }

    private static func refused(_ fit: NodeFit) -> String { fit.refusal.map(text) ?? "neither grant nor refusal" }
}
