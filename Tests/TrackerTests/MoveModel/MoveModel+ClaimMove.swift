import Tracker

extension MoveModel {
    /// Claims the destination of a move, in place of an earlier one (claims and moves, 6).
    mutating func claim(_ command: ClaimMove, _ key: String) throws(ModelRefusal) -> String {
        let node = try node(command.node)
        let (report, uuid) = (command.migration, command.instance.uuid)
        let flavor = command.newFlavor ?? command.instance.flavor
        let type = report.type?.rawValue ?? (flavor.id == command.instance.flavor.id ? "migration" : "resize")
        let source = "\(report.source?.host ?? command.instance.host)/\(report.source?.name ?? command.instance.node)"
        if let status = report.status?.rawValue {
            guard ModelTables.claimable.contains(status), ModelTables.statuses(type).contains(status) else {
                throw ModelRefusal("NOT_CLAIMABLE")
            }
        }
        if type != "resize", flavor.id != command.instance.flavor.id { throw ModelRefusal("INVALID_FIELDS") }
        if ["live-migration", "evacuation"].contains(type), source.hasPrefix("\(node.host)/") {
            throw ModelRefusal("SAME_HOST")
        }
        let known = ends.filter { $0.move == report.uuid }.sorted { $0.order < $1.order }
        let earlier = known.filter { $0.side == "d" }
        for end in earlier {
            guard end.instance == uuid, end.type == type, end.source == source else {
                throw ModelRefusal("MIGRATION_MISMATCH")
            }
            if end.address == node.address, marked(end) != nil { throw ModelRefusal("ALREADY_CLAIMED") }
            guard ModelTables.claimable.contains(end.status) else { throw ModelRefusal("NOT_CLAIMABLE") }
        }
        if let goal = report.destination.map({ "\($0.host)/\($0.name)" }), goal != node.address,
            !earlier.contains(where: { $0.address == goal })
        {
            throw ModelRefusal("CLAIMED_ELSEWHERE")
        }
        let isMoving = ends.contains { end in
            end.instance == uuid && end.move != report.uuid && end.isOpen
                && (end.status != "error" || marked(end) != nil)
        }
        if isMoving { throw ModelRefusal("MOVE_OPEN") }
        for end in known where end.side == "s" {
            guard end.instance == uuid, end.type == type, end.source == source else {
                throw ModelRefusal("MIGRATION_MISMATCH")
            }
            guard ModelTables.claimable.contains(end.status) else { throw ModelRefusal("NOT_CLAIMABLE") }
        }
        if let held = own(node.host, uuid) {
            if isLeftBehind(places[held]) { throw ModelRefusal("LEFT_BEHIND") }
            if places[held].address != source { throw ModelRefusal("INSTANCE_HELD_ELSEWHERE") }
        }
        if homes(uuid).contains(where: { $0.address != source }) { throw ModelRefusal("INSTANCE_HELD_ELSEWHERE") }
        try admit(node, flavor)
        for end in earlier { places.removeAll { $0.host == end.host && $0.end == end.mark } }
        ends.removeAll { $0.move == report.uuid && $0.side == "d" }
        if !isMarked(uuid, on: node.host) {
            guests["\(node.host) \(uuid)"] = ModelGuest(vm: command.instance.vmState?.rawValue ?? "")
        }
        let lease = command.leaseNanoseconds
        places.append(place(node, uuid, flavor, end: "d\(report.uuid)", key: key, lease: lease))
        ends.append(
            ModelEnd(
                host: node.host, node: node.name, side: "d", move: report.uuid, type: type, instance: uuid,
                source: source, destination: node.address,
                status: type == "live-migration" ? "accepted" : "pre-migrating", lease: lease, changed: now))
        return "OK"
    }
}
