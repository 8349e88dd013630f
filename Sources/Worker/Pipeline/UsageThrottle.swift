package import Tracker

/// Which nodes' usage is to be published, and when: at most once per node and interval, always the latest.
package struct UsageThrottle: Sendable {
    /// A node whose usage has changed since it was last published.
    package struct Change: Hashable, Sendable {
        /// The node.
        package var node: NodeIdentifier
        /// The journal position of the last change.
        package var position: Int64
    }

    private let intervalNanoseconds: Int64
    private var changed: [NodeIdentifier: Int64] = [:]
    private var published: [NodeIdentifier: Int64] = [:]
    /// Nodes with a stored note that their usage is still to be published.
    private var noted: Set<NodeIdentifier> = []

    /// Makes a throttle; `changed` are the nodes that the store knows to be behind.
    package init(intervalNanoseconds: Int64, noted: [NodeIdentifier] = [], position: Int64 = 0) {
        precondition(intervalNanoseconds >= 0, "an interval must not be negative")
        self.intervalNanoseconds = intervalNanoseconds
        self.noted = Set(noted)
        for node in noted { changed[node] = position }
    }

    /// Notes that a node's usage has changed.
    package mutating func change(_ node: NodeIdentifier, position: Int64) {
        changed[node] = position
    }

    /// Whether a node is due now or later.
    package var isEmpty: Bool { changed.isEmpty }

    /// When the next node is due, in nanoseconds; nil: none has changed.
    package func nextDueNanoseconds() -> Int64? {
        changed.keys.lazy.map { due($0) }.min()
    }

    /// What is published now and what is noted for later, for the store: both in order of node.
    ///
    /// - Parameter all: also those whose interval has not passed, as at a stop.
    package mutating func take(
        nowNanoseconds: Int64, all: Bool = false
    ) -> (publish: [Change], note: [NodeIdentifier], unnote: [NodeIdentifier]) {
        var publish: [Change] = []
        var note: [NodeIdentifier] = []
        var unnote: [NodeIdentifier] = []
        for (node, position) in changed.sorted(by: { $0.key < $1.key }) {
            guard all || due(node) <= nowNanoseconds else {
                if noted.insert(node).inserted { note.append(node) }
                continue
            }
            changed[node] = nil
            published[node] = nowNanoseconds
            publish.append(Change(node: node, position: position))
            if noted.remove(node) != nil { unnote.append(node) }
        }
        forget(nowNanoseconds)
        return (publish, note, unnote)
    }

    private func due(_ node: NodeIdentifier) -> Int64 {
        guard let last = published[node] else { return .min }
        return last &+ intervalNanoseconds
    }

    /// Keeps the memory of what was published within bounds: after an interval it says nothing more.
    private mutating func forget(_ now: Int64) {
        guard published.count > 2 * changed.count + 1024 else { return }
        published = published.filter { $0.value &+ intervalNanoseconds > now }
    }
}
