extension Refusal {
    /// No such node.
    static func nodeNotFound(_ node: NodeIdentifier) -> Refusal {
        Refusal(
            .notFound, reason: "NODE_NOT_FOUND",
            message: "node \(node.text) is not known; report its inventory first",
            metadata: ["host": node.host, "node": node.name])
    }

    /// The instance is held on another node of the host than the request names.
    static func wrongNode(_ grant: Grant, named node: NodeIdentifier) -> Refusal {
        Refusal(
            .failedPrecondition, reason: "WRONG_NODE",
            message:
                "instance \(grant.instanceUUID) is held on \(grant.node.text), not on \(node.text); name that node",
            metadata: ["host": grant.node.host, "node": grant.node.name])
    }
}
