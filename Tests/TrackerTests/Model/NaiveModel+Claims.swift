import Tracker

extension NaiveModel {
    mutating func claim(_ command: ClaimInstance, key: String, now: Int64) -> String {
        let outcome = verdict(command.node, command.instance, command.limits, command.allocations)
        guard outcome.problem.isEmpty else { return outcome.problem }
        let instance = command.instance
        let flavor = instance.flavor
        guests.append(
            NaiveGuest(
                uuid: instance.uuid, host: command.node.host, node: command.node.name, vcpus: Int(flavor.vcpus),
                memory: Int(flavor.memoryMebibytes), disk: disk(instance), flavorID: flavor.id,
                isVolumeBacked: instance.isVolumeBacked == true, vm: instance.vmState?.rawValue ?? "None",
                task: instance.taskState?.rawValue ?? "None", system: instance.osType, project: instance.projectID,
                key: key, units: outcome.units, lease: command.leaseNanoseconds,
                leaseEnd: command.leaseNanoseconds.map { now + $0 }, clock: instance.updateTime?.nanoseconds))
        return "claimed \(outcome.units)"
    }

    func fit(_ command: CheckFit) -> String {
        let known = nodes.filter { $0.host == command.host }.map(\.name)
        let asked = command.nodes.isEmpty ? known : Array(Set(command.nodes))
        guard !asked.isEmpty else { return "HOST_NOT_FOUND" }
        let fits = asked.sorted().map { name -> String in
            let node = NodeIdentifier(host: command.host, name: name)
            let outcome = verdict(node, command.instance, command.limits, command.allocations)
            return "\(name): \(outcome.problem.isEmpty ? "\(outcome.units)" : outcome.problem)"
        }
        return "fits \(fits)"
    }

    /// The problem with a claim, or the units that it would get.
    private func verdict(
        _ identifier: NodeIdentifier, _ instance: Instance, _ limits: Limits, _ allocations: [Allocation]
    ) -> (problem: String, units: [String]) {
        guard let index = find(identifier) else { return ("NODE_NOT_FOUND", []) }
        let node = nodes[index]
        if let guest = guests.first(where: { $0.uuid == instance.uuid }) {
            let isHere = guest.host == node.host && guest.node == node.name
            return (isHere ? "ALREADY_CLAIMED" : "INSTANCE_HELD_ELSEWHERE", [])
        }
        if isGone(instance) || instance.isDeleted { return ("INSTANCE_REMOVABLE", []) }
        guard node.isOpen else { return ("NODE_DISABLED", []) }
        var short = plainShortfalls(node, instance, limits)
        // No node of the model has cells.
        if instance.flavor.extraSpecs["hw:numa_nodes"] != nil { short.append("NUMA_NO_FIT") }
        // Nor a device.
        if !instance.pciRequests.isEmpty { short.append("PCI_NO_FIT") }
        let (units, missing) = units(node, allocations)
        short += missing
        return short.isEmpty ? ("", units) : ("DOES_NOT_FIT \(short)", [])
    }

    private func plainShortfalls(_ node: NaiveNode, _ instance: Instance, _ limits: Limits) -> [String] {
        let here = guests.filter { $0.host == node.host && $0.node == node.name }
        let names = ["MEMORY", "DISK", "VCPU"]
        let asked = [Int(instance.flavor.memoryMebibytes), disk(instance), Int(instance.flavor.vcpus)]
        let reserved = [node.reserved[1], node.reserved[2], node.reserved[0]]
        let totals = [node.memory, node.gibibytes * 1024, node.vcpus]
        let ratios = [node.ratios[1], node.ratios[2], node.ratios[0]]
        let held = [here.map(\.memory), here.map(\.disk), here.map(\.vcpus)].map { $0.reduce(0, +) }
        let given = [limits.memoryMebibytes, limits.diskGibibytes.map { $0 * 1024 }, limits.vcpus]
        return (0..<3).filter { which in
            var limit = given[which].map(Int.init)
            if limit == nil && enforces {
                let usable = Double(totals[which] - reserved[which]) * ratios[which]
                limit = Int(usable.rounded(.down)) + reserved[which]
            }
            guard let limit else { return false }
            return reserved[which] + held[which] + asked[which] > limit
        }.map { names[$0] }
    }

    private func units(_ node: NaiveNode, _ allocations: [Allocation]) -> ([String], [String]) {
        var wanted: [String: Int] = [:]
        for allocation in allocations {
            for (resource, amount) in allocation.resources {
                wanted["\(allocation.providerUUID) \(resource)", default: 0] += Int(amount)
            }
        }
        let taken = guests.flatMap(\.units)
        var chosen: [String] = []
        var missing: [String] = []
        for (pool, amount) in wanted.sorted(by: { $0.key < $1.key }) {
            if !node.pools.contains(pool) || amount == 0 { continue }
            let listed = node.units.filter { $0.hasPrefix(pool + " ") }
            let free = listed.filter { !taken.contains($0) }.sorted()
            if amount > free.count { missing.append("RESOURCE_UNITS") } else { chosen += free.prefix(amount) }
        }
        return (missing.isEmpty ? chosen : [], missing)
    }

    private func disk(_ instance: Instance) -> Int {
        let flavor = instance.flavor
        var mebibytes = Int(flavor.ephemeralGibibytes) * 1024 + Int(flavor.swapMebibytes)
        if instance.isVolumeBacked != true { mebibytes += Int(flavor.rootGibibytes) * 1024 }
        return mebibytes
    }
}
