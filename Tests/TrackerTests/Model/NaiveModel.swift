import Tracker

/// An independent model of the tracker: a list of nodes and a list of claims, everything else added up when asked.
///
/// It predicts a one-line outcome for every command, and what is published for every node.
struct NaiveModel {
    var nodes: [NaiveNode] = []
    var guests: [NaiveGuest] = []
    var enforces: Bool
    var countsFailures: Bool
    var configured: [Double]

    /// Does what the command says, and tells how it ends.
    mutating func perform(_ command: Command, key: String, now: Int64) -> String {
        switch command {
        case .reportInventory(let command): report(command)
        case .setNodeEnabled(let command): open(command)
        case .removeNode(let command): remove(command)
        case .getNode(let node): find(node) == nil ? "NODE_NOT_FOUND" : "node \(onNode(node).count)"
        case .listNodes(let command): list(command)
        case .claimInstance(let command): claim(command, key: key, now: now)
        case .abortInstanceClaim(let command): abort(command)
        case .updateInstance(let command): update(command, now: now)
        case .getInstance(let instance): read(instance)
        case .checkFit(let command): fit(command)
        case .reportBuildResult(let command): count(command)
        case .endLease(let command): end(command, now: now)
        case .claimMove, .abortMove, .finishMove, .confirmMove, .revertMove, .updateMigration, .getMigration,
            .reportMetrics, .auditNode, .claimDevices, .allocateDevices, .freeDevices:
            "another model's"
        }
    }

    func find(_ node: NodeIdentifier) -> Int? {
        nodes.firstIndex { $0.host == node.host && $0.name == node.name }
    }

    func onNode(_ node: NodeIdentifier) -> [NaiveGuest] {
        guests.filter { $0.host == node.host && $0.node == node.name }
    }

    private mutating func report(_ command: ReportInventory) -> String {
        let index = find(command.node)
        if let index, nodes[index].uuid != command.nodeUUID { return "NODE_UUID_CHANGED" }
        let twin = nodes.first { $0.uuid == command.nodeUUID && $0.address != address(command.node) }
        if let twin { return twin.host == command.node.host ? "CONFLICTING_UUID" : "NODE_ELSEWHERE" }
        let old = index.map { nodes[$0] }
        let said = command.inventory
        let ratios = zip([said.ratios.cpu, said.ratios.ram, said.ratios.disk], [0, 1, 2]).map { given, which in
            if let given, given != 0 { return given }
            if configured[which] != 0 { return configured[which] }
            return old?.ratios[which] ?? [4, 1, 1][which]
        }
        let stated = [said.reserved.vcpus, said.reserved.memoryMebibytes, said.reserved.diskMebibytes]
        let reserved = stated.enumerated().map { which, given in
            given.map(Int.init) ?? old?.reserved[which] ?? [0, 512, 0][which]
        }
        var node = NaiveNode(
            host: command.node.host, name: command.node.name, uuid: command.nodeUUID, vcpus: Int(said.vcpus),
            memory: Int(said.memoryMebibytes), gibibytes: Int(said.localGibibytes), reserved: reserved, ratios: ratios)
        node.isOpen = old?.isOpen ?? true
        node.reason = old?.reason ?? ""
        node.failures = old?.failures ?? 0
        node.pools = said.resourcePools.map { "\($0.providerUUID) \($0.resourceClass)" }
        node.units = said.resourcePools.flatMap { pool in
            pool.units.map { "\(pool.providerUUID) \(pool.resourceClass) \($0.identifier)" }
        }
        if let index { nodes[index] = node } else { nodes.append(node) }
        return "reported created=\(index == nil)"
    }

    private mutating func open(_ command: SetNodeEnabled) -> String {
        guard let index = find(command.node) else { return "NODE_NOT_FOUND" }
        nodes[index].isOpen = command.isEnabled
        nodes[index].reason = command.isEnabled ? "" : command.reason
        return "open=\(command.isEnabled)"
    }

    private mutating func remove(_ command: RemoveNode) -> String {
        guard let index = find(command.node) else { return "NODE_NOT_FOUND" }
        if !onNode(command.node).isEmpty && !command.isForced { return "NODE_IN_USE" }
        guests.removeAll { $0.host == command.node.host && $0.node == command.node.name }
        nodes.remove(at: index)
        return "removed"
    }

    private func list(_ command: ListNodes) -> String {
        let all = nodes.map { NodeIdentifier(host: $0.host, name: $0.name) }.sorted()
        let rest = all.filter { node in command.after.map { $0 < node } ?? true }
        let page = rest.prefix(command.pageSize)
        return "nodes \(page.map(address)) more=\(rest.count > page.count)"
    }

    private mutating func abort(_ command: AbortInstanceClaim) -> String {
        let index = guests.firstIndex { $0.uuid == command.instanceUUID && $0.host == command.node.host }
        guard let index, ["", guests[index].key].contains(command.claimRequestID) else { return "aborted false" }
        guard guests[index].node == command.node.name else { return "WRONG_NODE" }
        guests.remove(at: index)
        return "aborted true"
    }

    private func read(_ instance: InstanceIdentifier) -> String {
        guests.contains { $0.uuid == instance.uuid && $0.host == instance.host } ? "instance" : "INSTANCE_NOT_FOUND"
    }

    private mutating func count(_ command: ReportBuildResult) -> String {
        guard let index = find(command.node) else { return "NODE_NOT_FOUND" }
        if command.isSuccess { nodes[index].failures = 0 }
        if !command.isSuccess && countsFailures { nodes[index].failures += 1 }
        return "failures \(nodes[index].failures)"
    }

    private mutating func end(_ command: EndLease, now: Int64) -> String {
        let due = guests.firstIndex { guest in
            guest.uuid == command.instance.uuid && guest.host == command.instance.host
                && guest.key == command.claimRequestID && guest.leaseEnd == command.leaseEndTime.nanoseconds
                && command.leaseEndTime.nanoseconds <= now
        }
        if let due { guests.remove(at: due) }
        return "ended \(due != nil)"
    }

    func address(_ node: NodeIdentifier) -> String { "\(node.host)/\(node.name)" }
}
