import HashTreeCollections

/// What changes on a node with every claim, apart from its large and rarely changing record.
struct NodeLedger: Sendable {
    /// What cannot be derived.
    var counters: NodeCounters
    /// The sum of the grants, without the reserve.
    var held = Amounts()
    /// Over the instances with an instance grant here.
    var statistics = Statistics()
    /// UUIDs of the instances that hold something here.
    var holders: TreeSet<String> = []
}
