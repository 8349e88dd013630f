import Tracker

extension NaiveModel {
    /// What is published as held on a node.
    func usage(of node: NaiveNode) -> Usage {
        let here = guests.filter { $0.host == node.host && $0.node == node.name }
        let memory = node.reserved[1] + here.map(\.memory).reduce(0, +)
        let disk = node.reserved[2] + here.map(\.disk).reduce(0, +)
        let gibibytes = Int((Double(disk) / 1024).rounded(.down))
        return Usage(
            vcpusUsed: Int64(node.reserved[0] + here.map(\.vcpus).reduce(0, +)), memoryMebibytesUsed: Int64(memory),
            diskMebibytesUsed: Int64(disk), localGibibytesUsed: Int64(gibibytes),
            freeMemoryMebibytes: Int64(node.memory - memory), freeDiskGibibytes: Int64(node.gibibytes - gibibytes),
            runningVMs: Int64(here.count), currentWorkload: Int64(here.filter { $0.task != "None" }.count))
    }

    /// The counters of a node that are not 0.
    func stats(of node: NaiveNode) -> [String: Int64] {
        let heavy = [
            "rebuilding", "resize_prep", "resize_migrating", "image_snapshot", "image_backup", "rescuing", "unshelving",
        ]
        var counters = ["failed_builds": Int64(node.failures)]
        for guest in guests where guest.host == node.host && guest.node == node.name {
            let system = guest.system == "" ? "None" : guest.system
            let project = guest.project == "" ? "None" : guest.project
            var names = ["num_instances", "num_vm_\(guest.vm)", "num_task_\(guest.task)"]
            names += ["num_os_type_\(system)", "num_proj_\(project)"]
            if guest.vm == "building" { names.append("io_workload") }
            if heavy.contains(guest.task) { names.append("io_workload") }
            for name in names { counters[name] = (counters[name] ?? 0) + 1 }
        }
        return counters.filter { $0.value != 0 }
    }

    /// The leases in the order in which they end: end, host, instance, claim.
    var leases: [String] {
        guests.filter { $0.leaseEnd != nil }
            .sorted { ($0.leaseEnd ?? 0, $0.host, $0.uuid) < ($1.leaseEnd ?? 0, $1.host, $1.uuid) }
            .map { "\($0.leaseEnd ?? 0) \($0.host) \($0.uuid) \($0.key)" }
    }
}
