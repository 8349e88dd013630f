/// What must be held on each node if every answer was true; the tracker is measured against it at the end.
struct LoadLedger: Sendable {
    /// A node on which the tracker's usage is not the sum of what is claimed.
    struct Mismatch: Sendable, Equatable {
        var node: Int
        var expected: ClusterView.Amount
        /// Nil: the tracker does not know the node.
        var found: ClusterView.Amount?
        /// How many requests for this node never got an answer; each may explain a difference.
        var unanswered: Int
    }

    private var baseline: [ClusterView.Amount]
    private var held: [ClusterView.Amount]
    private var unanswered: [Int]
    /// Claims that are held now.
    private(set) var holders = 0

    /// A ledger for so many nodes.
    init(nodeCount: Int) {
        baseline = Array(repeating: .init(), count: nodeCount)
        held = baseline
        unanswered = Array(repeating: 0, count: nodeCount)
    }

    /// What was used on a node before the first claim: the reserve, and what others hold.
    mutating func begin(_ node: Int, used: ClusterView.Amount) { baseline[node] = used }

    /// A claim was granted.
    mutating func granted(_ amount: ClusterView.Amount, on node: Int) {
        held[node] = held[node] + amount
        holders += 1
    }

    /// What a claim held was released.
    mutating func released(_ amount: ClusterView.Amount, on node: Int) {
        precondition(holders > 0, "only what was granted can be released")
        held[node] = held[node] - amount
        holders -= 1
    }

    /// A request was given up without an answer.
    mutating func gaveUp(on node: Int) { unanswered[node] += 1 }

    /// What must be used on a node.
    func expected(of node: Int) -> ClusterView.Amount { baseline[node] + held[node] }

    /// The nodes on which the tracker says something else, ascending.
    ///
    /// - Parameter found: usage by node as the tracker tells it; a missing node is a mismatch.
    func mismatches(with found: [Int: ClusterView.Amount]) -> [Mismatch] {
        held.indices.compactMap { node in
            let expected = expected(of: node)
            guard found[node] != expected else { return nil }
            return Mismatch(node: node, expected: expected, found: found[node], unanswered: unanswered[node])
        }
    }
}
