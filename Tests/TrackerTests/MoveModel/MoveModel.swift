import Tracker

/// An independent model of instances and moves in one shard: lists of places and of ends, looked through when asked.
///
/// It knows places, not grants: a place is held for an instance, and either the instance is at home there or the place
/// belongs to one end of a move. What a node holds is the sum of its places.
struct MoveModel {
    var nodes: [ModelNode] = []
    var places: [ModelPlace] = []
    var guests: [String: ModelGuest] = [:]
    var ends: [ModelEnd] = []
    var now: Int64 = 0

    /// Does what the command says, and tells how it ends.
    mutating func perform(_ command: Command, key: String, now: Int64) -> String {
        self.now = now
        let before = self
        do {
            return try attempt(command, key)
        } catch {
            self = before
            return error.reason
        }
    }

    private mutating func attempt(_ command: Command, _ key: String) throws(ModelRefusal) -> String {
        switch command {
        case .reportInventory(let command): report(command)
        case .setNodeEnabled(let command): try open(command)
        case .removeNode(let command): try remove(command)
        case .claimInstance(let command): try claim(command, key)
        case .abortInstanceClaim(let command): try abort(command)
        case .updateInstance(let command): try update(command)
        case .endLease(let command): end(command)
        case .claimMove(let command): try claim(command, key)
        case .abortMove(let command): try abort(command)
        case .finishMove(let command): try finish(command)
        case .confirmMove(let command): try confirm(command)
        case .revertMove(let command): try revert(command)
        case .updateMigration(let command): try update(command)
        case .getMigration(let command): try read(command)
        case .getNode, .listNodes, .getInstance, .checkFit, .reportBuildResult, .reportMetrics, .auditNode,
            .claimDevices, .allocateDevices, .freeDevices:
            "another model's"
        }
    }

    // MARK: Looking things up

    func node(_ identifier: NodeIdentifier) throws(ModelRefusal) -> ModelNode {
        guard let node = nodes.first(where: { $0.host == identifier.host && $0.name == identifier.name }) else {
            throw ModelRefusal("NODE_NOT_FOUND")
        }
        return node
    }

    /// Where the instance is at home on a host.
    func own(_ host: String, _ instance: String) -> Int? {
        places.firstIndex { $0.host == host && $0.instance == instance && $0.isOwn }
    }

    /// Where an end's own mark is.
    func marked(_ end: ModelEnd) -> Int? {
        places.firstIndex { $0.host == end.host && $0.node == end.node && $0.end == end.mark }
    }

    func index(_ host: String, _ move: String, _ side: Character) -> Int? {
        ends.firstIndex { $0.host == host && $0.move == move && $0.side == side }
    }

    func isMarked(_ instance: String, on host: String) -> Bool {
        places.contains { $0.host == host && $0.instance == instance }
    }

    /// Whether a destination has the instance, and this place is what its source has not heard to give up.
    func isLeftBehind(_ place: ModelPlace) -> Bool {
        ends.contains { end in
            end.side == "d" && end.instance == place.instance && end.source == place.address
                && end.address != place.address && ModelTables.arrived.contains(end.status) && place.made < end.changed
        }
    }

    /// Where the instance is at home in the shard.
    func homes(_ instance: String) -> [ModelPlace] {
        places.filter { $0.instance == instance && $0.isOwn && !isLeftBehind($0) }
    }

    // MARK: Nodes

    private mutating func report(_ command: ReportInventory) -> String {
        let known = try? node(command.node)
        nodes.removeAll { $0.address == known?.address }
        nodes.append(
            ModelNode(
                host: command.node.host, name: command.node.name, vcpus: command.inventory.vcpus,
                memory: command.inventory.memoryMebibytes, disk: command.inventory.localGibibytes * 1024,
                isOpen: known?.isOpen ?? true))
        return "OK"
    }

    private mutating func open(_ command: SetNodeEnabled) throws(ModelRefusal) -> String {
        let known = try node(command.node)
        for index in nodes.indices where nodes[index].address == known.address {
            nodes[index].isOpen = command.isEnabled
        }
        return "OK"
    }

    private mutating func remove(_ command: RemoveNode) throws(ModelRefusal) -> String {
        let address = try node(command.node).address
        let isUsed = places.contains { $0.address == address } || ends.contains { $0.address == address && $0.isOpen }
        if isUsed, !command.isForced { throw ModelRefusal("NODE_IN_USE") }
        places.removeAll { $0.address == address }
        let left = places.indices.filter { places[$0].isOwn && isLeftBehind(places[$0]) }
        ends.removeAll { $0.address == address }
        // What only the node's ends explained as left behind goes with them.
        for index in left.reversed() where !isLeftBehind(places[index]) { places.remove(at: index) }
        nodes.removeAll { $0.address == address }
        return "OK"
    }

    // MARK: Instances

    /// Whether the node takes an instance of a flavor.
    func admit(_ node: ModelNode, _ flavor: Flavor) throws(ModelRefusal) {
        guard node.isOpen else { throw ModelRefusal("NODE_DISABLED") }
        let here = places.filter { $0.address == node.address }
        let fits =
            here.map(\.vcpus).reduce(flavor.vcpus, +) <= node.vcpus
            && here.map(\.memory).reduce(flavor.memoryMebibytes, +) <= node.memory
            && here.map(\.disk).reduce(flavor.rootGibibytes * 1024, +) <= node.disk
        guard fits else { throw ModelRefusal("DOES_NOT_FIT") }
    }

    func place(
        _ node: ModelNode, _ instance: String, _ flavor: Flavor, end: String, key: String, lease: Int64?
    ) -> ModelPlace {
        ModelPlace(
            host: node.host, node: node.name, instance: instance, end: end, vcpus: flavor.vcpus,
            memory: flavor.memoryMebibytes, disk: flavor.rootGibibytes * 1024, key: key, made: now,
            leaseEnd: lease.map { now + $0 })
    }

    private mutating func claim(_ command: ClaimInstance, _ key: String) throws(ModelRefusal) -> String {
        let node = try node(command.node)
        let uuid = command.instance.uuid
        if let own = own(node.host, uuid) {
            throw ModelRefusal(places[own].node == node.name ? "ALREADY_CLAIMED" : "INSTANCE_HELD_ELSEWHERE")
        }
        if !homes(uuid).isEmpty { throw ModelRefusal("INSTANCE_HELD_ELSEWHERE") }
        if places.contains(where: { $0.instance == uuid && !$0.isOwn }) { throw ModelRefusal("MOVE_OPEN") }
        try admit(node, command.instance.flavor)
        let lease = command.leaseNanoseconds
        places.append(place(node, uuid, command.instance.flavor, end: "", key: key, lease: lease))
        guests["\(node.host) \(uuid)"] = ModelGuest(vm: command.instance.vmState?.rawValue ?? "", lease: lease)
        return "OK"
    }

    private mutating func abort(_ command: AbortInstanceClaim) throws(ModelRefusal) -> String {
        let (host, uuid) = (command.node.host, command.instanceUUID)
        if isMarked(uuid, on: host), ends.contains(where: { $0.host == host && $0.instance == uuid && $0.isOpen }) {
            throw ModelRefusal("MOVE_OPEN")
        }
        guard let own = own(host, uuid) else { return "OK, released false" }
        guard places[own].node == command.node.name else { throw ModelRefusal("WRONG_NODE") }
        places.remove(at: own)
        return "OK, released true"
    }

    private mutating func update(_ command: UpdateInstance) throws(ModelRefusal) -> String {
        let (host, uuid) = (command.node.host, command.instance.uuid)
        let vm = command.instance.vmState?.rawValue ?? ""
        let isGone = vm == "deleted" || vm == "shelved_offloaded"
        guard let own = own(host, uuid) else {
            if isGone, isMarked(uuid, on: host) { throw ModelRefusal("MOVE_OPEN") }
            return "OK, tracked false, released false"
        }
        guard places[own].node == command.node.name else { throw ModelRefusal("WRONG_NODE") }
        guests["\(host) \(uuid)"]?.vm = vm
        if isGone {
            places.remove(at: own)
            for index in ends.indices
            where ends[index].host == host && ends[index].instance == uuid && ends[index].isOpen {
                if ends[index].status != "error" { set(index, "error") }
            }
            return "OK, tracked true, released true"
        }
        if let end = places[own].leaseEnd, let lease = guests["\(host) \(uuid)"]?.lease {
            places[own].leaseEnd = vm == "active" ? nil : max(end, now + lease)
        }
        return "OK, tracked true, released false"
    }

    private mutating func end(_ command: EndLease) -> String {
        let index = places.firstIndex { place in
            place.host == command.instance.host && place.instance == command.instance.uuid
                && place.key == command.claimRequestID && place.leaseEnd == command.leaseEndTime.nanoseconds
        }
        guard let index, command.leaseEndTime.nanoseconds <= now else { return "OK, released false" }
        let place = places.remove(at: index)
        if let end = ends.firstIndex(where: { $0.host == place.host && $0.mark == place.end }) {
            ends[end].lease = nil
            set(end, "failed")
        } else {
            for index in ends.indices
            where ends[index].host == place.host && ends[index].instance == place.instance && ends[index].isOpen
                && ends[index].status != "error"
            {
                set(index, "error")
            }
        }
        return "OK, released true"
    }

    /// Writes a status down, and nothing else.
    mutating func set(_ index: Int, _ status: String) {
        ends[index].status = status
        ends[index].changed = now
    }
}
