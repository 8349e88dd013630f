/// What a scheduler knows of the nodes: only what replies said, and what it has asked for since.
struct ClusterView: Sendable {
    /// Amounts of the two resources that the workload asks for.
    struct Amount: Sendable, Equatable {
        var vcpus: Int64 = 0
        var memoryMebibytes: Int64 = 0

        static func + (left: Amount, right: Amount) -> Amount {
            Amount(
                vcpus: left.vcpus + right.vcpus, memoryMebibytes: left.memoryMebibytes + right.memoryMebibytes)
        }

        static func - (left: Amount, right: Amount) -> Amount {
            Amount(
                vcpus: left.vcpus - right.vcpus, memoryMebibytes: left.memoryMebibytes - right.memoryMebibytes)
        }

        /// True when both amounts are within the other's.
        func fits(in room: Amount) -> Bool {
            vcpus <= room.vcpus && memoryMebibytes <= room.memoryMebibytes
        }
    }

    /// How a node is chosen among those with room.
    enum Placement: String, CaseIterable, Sendable {
        /// The first in the file.
        case firstFit = "first-fit"
        /// The one that is left with the least room.
        case bestFit = "best-fit"
        /// The one that is left with the most room.
        case spread
    }

    private struct Node: Sendable {
        var capacity = Amount()
        var used = Amount()
        var asked = Amount()

        var room: Amount { capacity - used - asked }
    }

    private var nodes: [Node]
    private let placement: Placement

    /// A view of so many nodes, of which nothing is known yet.
    init(nodeCount: Int, placement: Placement) {
        nodes = Array(repeating: Node(), count: nodeCount)
        self.placement = placement
    }

    /// A reply told what a node has in all, overcommit included.
    mutating func learn(capacity: Amount, of node: Int) { nodes[node].capacity = capacity }

    /// A reply told what is used on a node.
    mutating func learn(used: Amount, of node: Int) { nodes[node].used = used }

    /// A claim is on its way.
    mutating func ask(_ amount: Amount, of node: Int) { nodes[node].asked = nodes[node].asked + amount }

    /// A claim has been answered, whatever the answer.
    mutating func answered(_ amount: Amount, of node: Int) { nodes[node].asked = nodes[node].asked - amount }

    /// What is thought to be free on a node.
    func room(of node: Int) -> Amount { nodes[node].room }

    /// The node to try next; the tracker has the last word.
    ///
    /// When none seems to have room it is the one with the most free VCPU: whether it fits is the tracker's to say.
    /// - Parameter tried: nodes that have said no.
    /// - Returns: nil when every node has been tried.
    func choose(for amount: Amount, except tried: [Int]) -> Int? {
        let candidates = nodes.indices.filter { !tried.contains($0) }
        let fitting = candidates.filter { amount.fits(in: nodes[$0].room) }
        guard !fitting.isEmpty else { return candidates.max { isTighter($0, $1) } }
        switch placement {
        case .firstFit: return fitting.first
        case .bestFit: return fitting.min { isTighter($0, $1) }
        case .spread: return fitting.max { isTighter($0, $1) }
        }
    }

    /// A total order, so that the choice never depends on the order of looking.
    private func isTighter(_ left: Int, _ right: Int) -> Bool {
        let (first, second) = (nodes[left].room, nodes[right].room)
        return (first.vcpus, first.memoryMebibytes, left) < (second.vcpus, second.memoryMebibytes, right)
    }
}
