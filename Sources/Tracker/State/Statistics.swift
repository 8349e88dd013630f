import HashTreeCollections

/// Counters over the instances that hold a node (claims and moves, 10).
struct Statistics: Sendable {
    /// Instances that are counted.
    private(set) var instances: Int64 = 0
    /// Instances with a task in progress.
    private(set) var workload: Int64 = 0
    /// Every counter that was ever above 0; it stays, at 0, until the state is loaded again.
    private(set) var counters: TreeDictionary<StatisticKey, Int64> = [:]

    /// Instances whose task or state is heavy on disk and network (claims and moves, 10.3).
    var ioWorkload: Int64 {
        Self.ioKeys.reduce(0) { $0 &+ (counters[$1] ?? 0) }
    }

    private static let ioKeys: [StatisticKey] = [
        .vmState(.building), .taskState(.rebuilding), .taskState(.resizePrep), .taskState(.resizeMigrating),
        .taskState(.imageSnapshot), .taskState(.imageBackup), .taskState(.rescuing), .taskState(.unshelving),
    ]

    /// Counts an instance in.
    mutating func add(_ instance: Instance) { change(instance, by: 1) }

    /// Counts an instance out.
    mutating func remove(_ instance: Instance) { change(instance, by: -1) }

    private mutating func change(_ instance: Instance, by amount: Int64) {
        instances &+= amount
        if instance.taskState != nil { workload &+= amount }
        counters[.vmState(instance.vmState), default: 0] &+= amount
        counters[.taskState(instance.taskState), default: 0] &+= amount
        counters[.osType(instance.osType), default: 0] &+= amount
        counters[.project(instance.projectID), default: 0] &+= amount
    }

    /// The published counters by name.
    func published(failedBuilds: Int64) -> [String: Int64] {
        var published = ["num_instances": instances, "io_workload": ioWorkload, "failed_builds": failedBuilds]
        // Two properties may print alike (an absent one and one called `None`), so the counters are added up.
        for (key, count) in counters { published[key.name, default: 0] &+= count }
        return published
    }
}
