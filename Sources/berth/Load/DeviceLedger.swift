/// Which device must be in whose hands if every answer was true.
struct DeviceLedger: Sendable {
    /// By node: the task of each address.
    private var holders: [Int: [String: Int]] = [:]
    /// How many devices were granted in all.
    private(set) var granted = 0

    /// Devices that were granted while another task had them, by node and address.
    ///
    /// Answers come in the order of decisions, unless a request had to be sent again: then it proves nothing.
    private(set) var overlaps: [Overlap] = []

    /// A device in two hands, as answers say.
    struct Overlap: Sendable, Equatable {
        var node: Int
        var address: String
        var tasks: [Int]
    }

    /// A claim got these devices.
    mutating func granted(_ addresses: [String], to task: Int, on node: Int) {
        for address in addresses {
            if let other = holders[node]?[address], other != task {
                overlaps.append(Overlap(node: node, address: address, tasks: [other, task]))
            }
            holders[node, default: [:]][address] = task
        }
        granted += addresses.count
    }

    /// A task has let go of its devices.
    mutating func released(by task: Int, on node: Int) {
        // A device that is another's by now was granted again before this answer came.
        holders[node] = holders[node]?.filter { $0.value != task }
    }

    /// The devices that are held on a node, with the task that has each.
    func held(on node: Int) -> [String: Int] { holders[node] ?? [:] }

    /// How many devices are held.
    var heldCount: Int { holders.values.reduce(0) { $0 + $1.count } }
}
