import HashTreeCollections

extension Inspection {
    /// What is published as held is the reserve plus the sum of the grants, field by field.
    mutating func checkUsage() {
        let grantsByNode = Dictionary(grouping: grants, by: \.node)
        let instancesByNode = Dictionary(grouping: ownInstances, by: \.node)
        for (key, record) in nodes {
            let held = grantsByNode[key] ?? []
            let guests = (instancesByNode[key] ?? []).map(\.instance)
            let vcpus = held.reduce(record.reserved.vcpus) { $0.addingSaturating($1.vcpus) }
            let memory = held.reduce(record.reserved.memoryMebibytes) { $0.addingSaturating($1.memoryMebibytes) }
            let disk = held.reduce(record.reserved.diskMebibytes) { $0.addingSaturating($1.diskMebibytes) }
            let expected = Usage(
                vcpusUsed: vcpus,
                memoryMebibytesUsed: memory,
                diskMebibytesUsed: disk,
                localGibibytesUsed: disk.wholeGibibytes,
                freeMemoryMebibytes: record.inventory.memoryMebibytes.subtractingSaturating(memory),
                freeDiskGibibytes: record.inventory.localGibibytes.subtractingSaturating(disk.wholeGibibytes),
                runningVMs: Int64(guests.count),
                currentWorkload: Int64(guests.count { $0.taskState != nil }))
            if let actual = state.usage(of: key) {
                expect(.usageMismatch, key.text, "usage", is: actual, expected: expected)
            } else {
                note(.usageMismatch, key.text, "usage is missing")
            }
        }
    }

    /// Every counter is what the instances add up to; one that is 0 says the same as one that is missing.
    mutating func checkStatistics() {
        let instancesByNode = Dictionary(grouping: ownInstances, by: \.node)
        for (key, _) in nodes {
            var expected = (instancesByNode[key] ?? []).reduce(into: [String: Int64]()) { counters, own in
                for name in Self.counterNames(of: own.instance) { counters[name, default: 0] += 1 }
            }
            expected["failed_builds"] = state.ledgers[key]?.counters.failedBuilds
            let actual = (state.stats(of: key) ?? [:]).filter { $0.value != 0 }
            expected = expected.filter { $0.value != 0 }
            for name in Set(expected.keys).union(actual.keys) where actual[name] != expected[name] {
                note(
                    .statisticsMismatch, key.text,
                    "counter \(name) is \(actual[name] ?? 0), expected \(expected[name] ?? 0)")
            }
        }
    }

    /// The instances that count on a node: those with a grant of their own there.
    private var ownInstances: [(node: NodeIdentifier, instance: Instance)] {
        instances.compactMap { _, record in
            record.grants.first { $0.side == .instance }.map { (node: $0.node, instance: record.instance) }
        }
    }

    /// The counters that one instance raises by one; `io_workload` twice if it is both building and busy.
    private static func counterNames(of instance: Instance) -> [String] {
        let busyTasks: Set<String> = [
            "rebuilding", "resize_prep", "resize_migrating", "image_snapshot", "image_backup", "rescuing", "unshelving",
        ]
        let task = instance.taskState?.rawValue
        return [
            "num_instances",
            "num_vm_" + (instance.vmState?.rawValue ?? "None"),
            "num_task_" + (task ?? "None"),
            "num_os_type_" + (instance.osType.isEmpty ? "None" : instance.osType),
            "num_proj_" + (instance.projectID.isEmpty ? "None" : instance.projectID),
            instance.vmState == .building ? "io_workload" : nil,
            busyTasks.contains(task ?? "") ? "io_workload" : nil,
        ].compactMap(\.self)
    }
}
