/// What a scheduler knows of the nodes: only what replies said, and what it has asked for since.
struct ClusterView: Sendable {
    /// Amounts of the resources that the workload asks for.
    struct Amount: Sendable, Equatable {
        var vcpus: Int64 = 0
        var memoryMebibytes: Int64 = 0
        /// GPUs.
        var devices: Int64 = 0

        static func + (left: Amount, right: Amount) -> Amount {
            Amount(
                vcpus: left.vcpus + right.vcpus, memoryMebibytes: left.memoryMebibytes + right.memoryMebibytes,
                devices: left.devices + right.devices)
        }

        static func - (left: Amount, right: Amount) -> Amount {
            Amount(
                vcpus: left.vcpus - right.vcpus, memoryMebibytes: left.memoryMebibytes - right.memoryMebibytes,
                devices: left.devices - right.devices)
        }

        /// True when every amount is within the other's.
        func fits(in room: Amount) -> Bool {
            vcpus <= room.vcpus && memoryMebibytes <= room.memoryMebibytes && devices <= room.devices
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
        /// Devices of claims that were granted; replies to claims do not tell them.
        var heldDevices: Int64 = 0

        var room: Amount {
            var room = capacity - used - asked
            room.devices -= heldDevices
            return room
        }
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
    ///
    /// Of devices it does not count: most replies do not tell them.
    mutating func learn(used: Amount, of node: Int) {
        nodes[node].used = used
        nodes[node].used.devices = 0
    }

    /// Devices were granted on a node, or let go of if there are fewer.
    mutating func hold(devices: Int64, on node: Int) { nodes[node].heldDevices += devices }

    /// A claim is on its way.
    mutating func ask(_ amount: Amount, of node: Int) { nodes[node].asked = nodes[node].asked + amount }

    /// A claim has been answered, whatever the answer.
    mutating func answered(_ amount: Amount, of node: Int) { nodes[node].asked = nodes[node].asked - amount }

    /// What is thought to be free on a node.
    func room(of node: Int) -> Amount { nodes[node].room }

    /// The node to try next; the tracker has the last word.
    ///
    /// When none seems to have room it is the one with the most free VCPU: whether it fits is the tracker's to say.
    /// - Parameters:
    ///   - tried: nodes that have said no.
    ///   - isSuited: whether a node has what is asked for at all, such as a model of GPU.
    /// - Returns: nil when every node has been tried.
    func choose(for amount: Amount, except tried: [Int], where isSuited: (Int) -> Bool = { _ in true }) -> Int? {
        let candidates = nodes.indices.filter { !tried.contains($0) && isSuited($0) }
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
        // Devices first: what asks for none must not take the room of what does.
        return (first.devices, first.vcpus, first.memoryMebibytes, left)
            < (second.devices, second.vcpus, second.memoryMebibytes, right)
    }
}
