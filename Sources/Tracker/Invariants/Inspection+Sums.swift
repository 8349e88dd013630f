import HashTreeCollections

extension Inspection {
    /// What is published as held is the reserve plus the sum of the grants, field by field.
    mutating func checkUsage() {
        let grantsByNode = Dictionary(grouping: grants, by: \.node)
        for (key, record) in nodes {
            let held = grantsByNode[key] ?? []
            let guests = ownInstances[key] ?? []
            let vcpus = held.reduce(record.reserved.vcpus) { $0.addingSaturating($1.vcpus) }
            let orphans = state.ledgers[key]?.counters.orphanMebibytes ?? 0
            let memory = held.reduce(record.reserved.memoryMebibytes.addingSaturating(orphans)) {
                $0.addingSaturating($1.memoryMebibytes)
            }
            let disk = held.reduce(record.reserved.diskMebibytes) { $0.addingSaturating($1.diskMebibytes) }
            let expected = Usage(
                vcpusUsed: vcpus,
                memoryMebibytesUsed: memory,
                diskMebibytesUsed: disk,
                localGibibytesUsed: disk.wholeGibibytes,
                freeMemoryMebibytes: record.inventory.memoryMebibytes.subtractingSaturating(memory),
                freeDiskGibibytes: record.inventory.localGibibytes.subtractingSaturating(disk.wholeGibibytes),
                runningVMs: Int64(guests.count),
                currentWorkload: Int64(guests.count { $0.taskState != nil }),
                numaCells: record.inventory.numaTopology.map { host in
                    let pinned = pinned(on: host, held)
                    return host.cells.map { cellUsage($0, held, pinned) }
                } ?? [],
                pciPools: pools(state.trackedDevices(of: record), held))
            if let actual = state.usage(of: key) {
                expect(.usageMismatch, key.text, "usage", is: actual, expected: expected)
            } else {
                note(.usageMismatch, key.text, "usage is missing")
            }
        }
    }

    /// Every host CPU that a guest has, with the whole cores of those that are isolated.
    private func pinned(on host: NUMATopology, _ grants: [Grant]) -> Set<Int32> {
        let cores = host.cells.flatMap(\.siblings)
        let guests = grants.compactMap(\.numaTopology).flatMap(\.cells).filter { $0.hostCell != nil }
        return guests.reduce(into: []) { pinned, guest in
            guard guest.cpuPolicy == .dedicated || guest.cpuPolicy == .mixed else { return }
            let own = Set(guest.cpuPinning.map(\.hostCPU) + guest.reservedCPUs)
            pinned.formUnion(own)
            guard guest.threadPolicy == .isolate else { return }
            for core in cores where !own.isDisjoint(with: core) { pinned.formUnion(core) }
        }
    }

    /// What the guest cells on a host cell add up to.
    private func cellUsage(_ host: NUMACell, _ grants: [Grant], _ pinned: Set<Int32>) -> NUMACellUsage {
        let guests = grants.compactMap(\.numaTopology).flatMap(\.cells).filter { $0.hostCell == host.id }
        let smallest = host.pages.map(\.sizeKibibytes).min()
        return NUMACellUsage(
            id: host.id, cpuUsage: guests.reduce(0) { $0 &+ Int64($1.cpuset.count) },
            memoryMebibytesUsage: guests.reduce(0) { $0 &+ $1.memoryMebibytes },
            pinnedCPUs: pinned.intersection(host.pcpuset).sorted(),
            pages: host.pages.map { pool in
                var pool = pool
                pool.used = guests.reduce(0) { used, guest in
                    let size = guest.pageSizeKibibytes.flatMap { $0 == 0 ? nil : $0 } ?? smallest
                    guard size == pool.sizeKibibytes, pool.sizeKibibytes > 0 else { return used }
                    return used &+ guest.memoryMebibytes &* 1024 / pool.sizeKibibytes
                }
                return pool
            })
    }

    /// Every counter is what the instances add up to; one that is 0 says the same as one that is missing.
    mutating func checkStatistics() {
        for (key, _) in nodes {
            // Most instances of a node are alike, and the names of their counters are made once.
            let kinds = (ownInstances[key] ?? []).reduce(into: [Counted: Int64]()) { $0[Counted($1), default: 0] += 1 }
            var expected = kinds.reduce(into: [String: Int64]()) { counters, kind in
                for name in kind.key.names { counters[name, default: 0] += kind.value }
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
}

/// What of an instance is counted.
private struct Counted: Hashable {
    private let vmState: VMState?
    private let task: String?
    private let osType: String
    private let projectID: String

    init(_ instance: Instance) {
        vmState = instance.vmState
        task = instance.taskState?.rawValue
        osType = instance.osType
        projectID = instance.projectID
    }

    /// The counters that one such instance raises by one; `io_workload` twice if it is both building and busy.
    var names: [String] {
        let busyTasks: Set<String> = [
            "rebuilding", "resize_prep", "resize_migrating", "image_snapshot", "image_backup", "rescuing", "unshelving",
        ]
        return [
            "num_instances",
            "num_vm_" + (vmState?.rawValue ?? "None"),
            "num_task_" + (task ?? "None"),
            "num_os_type_" + (osType.isEmpty ? "None" : osType),
            "num_proj_" + (projectID.isEmpty ? "None" : projectID),
            vmState == .building ? "io_workload" : nil,
            busyTasks.contains(task ?? "") ? "io_workload" : nil,
        ].compactMap(\.self)
    }
}
