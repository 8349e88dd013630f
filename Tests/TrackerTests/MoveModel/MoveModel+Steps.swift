import Tracker

/// The requests about moves (claims and moves, 6 to 8.6; docs/moves.md).
extension MoveModel {
    // MARK: Where an end stands

    /// Where others have brought a move since: as the request says, the other end of the host, or an end in the shard.
    func position(_ end: ModelEnd, _ report: MigrationReport?) -> String {
        let others = ends.filter { $0.move == end.move && $0.side != end.side }
            .filter { $0.host == end.host || !$0.isOpen }
            .sorted { $0.order < $1.order }
        let news = [report?.status?.rawValue].compactMap(\.self) + others.map(\.status)
        return news.reduce(end.status) { ModelTables.told(end.type, end.side, $0).contains($1) ? $1 : $0 }
    }

    /// Refuses a status to which an end may not come.
    func check(_ end: ModelEnd, from: String, to status: String, isTold: Bool = false) throws(ModelRefusal) {
        if end.status == status || from == status { return }
        if ModelTables.next(end.type, end.side, from).contains(status) { return }
        if isTold, ModelTables.told(end.type, end.side, from).contains(status) { return }
        let mayFollow = ModelTables.reach(end.type, from, "sde").subtracting([from]).contains(status)
        let isOver = ModelTables.terminal.contains(from) && !mayFollow
        if !isTold, !isOver, ModelTables.isOthers(end.type, end.side, status) { throw ModelRefusal("WRONG_SIDE") }
        throw ModelRefusal(mayFollow ? "TRANSITION_TOO_EARLY" : "ILLEGAL_TRANSITION")
    }

    private func checkReport(_ report: MigrationReport?, _ end: ModelEnd) throws(ModelRefusal) {
        guard let report else { return }
        let source = report.source.map { "\($0.host)/\($0.name)" } ?? end.source
        let instance = report.instanceUUID.isEmpty ? end.instance : report.instanceUUID
        let type = report.type?.rawValue ?? end.type
        guard report.uuid == end.move, source == end.source, instance == end.instance, type == end.type else {
            throw ModelRefusal("MIGRATION_MISMATCH")
        }
    }

    /// A source learns its destination, which may change until the move starts; within a host it is known.
    private func filled(_ end: ModelEnd, _ report: MigrationReport?) -> String? {
        guard end.side == "s" else { return end.destination }
        if let here = index(end.host, end.move, "d") { return ends[here].address }
        let told = report?.destination.map { "\($0.host)/\($0.name)" }
        return end.destination == nil || ModelTables.claimable.contains(end.status)
            ? told ?? end.destination : end.destination
    }

    /// The source's end when its host hears of the move for the first time.
    private func newSource(
        _ host: String, _ move: String, _ report: MigrationReport?
    ) throws(ModelRefusal) -> ModelEnd {
        var made: ModelEnd
        if let known = index(host, move, "d") {
            made = ends[known]
        } else {
            guard let report else { throw ModelRefusal("MIGRATION_NOT_FOUND") }
            guard let type = report.type?.rawValue, let source = report.source, !report.instanceUUID.isEmpty else {
                throw ModelRefusal("INVALID_FIELDS")
            }
            made = ModelEnd(
                host: source.host, node: source.name, side: "s", move: move, type: type,
                instance: report.instanceUUID,
                source: "\(source.host)/\(source.name)",
                destination: report.destination.map { "\($0.host)/\($0.name)" },
                status: type == "resize" || type == "migration" ? "pre-migrating" : "accepted", changed: now)
        }
        let source = made.source.split(separator: "/").map(String.init)
        guard source[0] == host else { throw ModelRefusal("MIGRATION_NOT_FOUND") }
        _ = try node(NodeIdentifier(host: source[0], name: source[1]))
        (made.host, made.node, made.side, made.lease) = (source[0], source[1], "s", nil)
        made.status = report?.status?.rawValue ?? made.status
        guard ModelTables.statuses(made.type).contains(made.status) else { throw ModelRefusal("INVALID_FIELDS") }
        let isBusy = ends.contains { other in
            other.host == host && other.instance == made.instance && other.move != move && other.isOpen
                && other.status != "error"
        }
        if isBusy { throw ModelRefusal("STALE_MIGRATION") }
        return made
    }

    private func destination(_ move: String, at node: NodeIdentifier) throws(ModelRefusal) -> ModelEnd {
        guard let index = index(node.host, move, "d") else {
            throw ModelRefusal(self.index(node.host, move, "s") == nil ? "MIGRATION_NOT_FOUND" : "WRONG_SIDE")
        }
        guard ends[index].node == node.name else { throw ModelRefusal("WRONG_NODE") }
        return ends[index]
    }

    // MARK: Requests

    mutating func abort(_ command: AbortMove) throws(ModelRefusal) -> String {
        // Of two ends on one node the destination's claim is meant.
        let sides = ["d", "s"].compactMap { index(command.node.host, command.migrationUUID, $0) }
        let here = sides.filter { ends[$0].node == command.node.name }
        let busy = here.first { index in
            marked(ends[index]) != nil || (ends[index].side == "d" && ModelTables.claimed.contains(ends[index].status))
        }
        guard let chosen = busy ?? here.first else {
            // A source that was not told of the move has nothing for it.
            let place = "\(command.node.host)/\(command.node.name)"
            if let known = sides.first, ends[known].source != place { throw ModelRefusal("WRONG_NODE") }
            return "OK"
        }
        let end = ends[chosen]
        let from = position(end, nil)
        let isOver = ModelTables.terminal.contains(from)
        if let status = command.status {
            guard marked(end) != nil || !isOver else { return "OK" }
            if !isOver { try checkAbort(end, from, status.rawValue) }
            giveUp(chosen, isOver ? from : status.rawValue)
            return "OK"
        }
        guard end.side == "d", ModelTables.claimable.contains(end.status) else {
            if marked(end) == nil, !end.isOpen { return "OK" }
            throw ModelRefusal("CANNOT_ABORT")
        }
        if isOver {
            giveUp(chosen, from)
            return "OK"
        }
        let isHome = held(end).map { places[$0].isOwn } ?? false
        guard ModelTables.claimable.contains(from), !isHome else { throw ModelRefusal("CANNOT_ABORT") }
        places.removeAll { $0.host == end.host && $0.end == end.mark }
        ends.remove(at: chosen)
        return "OK"
    }

    private func checkAbort(_ end: ModelEnd, _ from: String, _ status: String) throws(ModelRefusal) {
        let isHome = held(end).map { places[$0].isOwn } ?? false
        let hasOld = places.contains { $0.host == end.host && $0.end == "s\(end.move)" }
        if end.side == "d", isHome, ModelTables.arrived.contains(from) || !hasOld { throw ModelRefusal("CANNOT_ABORT") }
        let isPossible =
            ["error", "failed"].contains(status)
            || ModelTables.told(end.type, end.side, from).union(ModelTables.next(end.type, end.side, from))
                .contains(status)
        if from == "running (post-copy)" || !isPossible || !ModelTables.statuses(end.type).contains(status) {
            throw ModelRefusal(
                ModelTables.reach(end.type, from, "sde").subtracting([from]).contains(status)
                    ? "TRANSITION_TOO_EARLY" : "ILLEGAL_TRANSITION")
        }
    }

    /// What the move claimed or kept is free, and so is an instance's place that its old one can take over from.
    private mutating func giveUp(_ index: Int, _ status: String) {
        let end = ends[index]
        let place = held(end)
        let hasOld = places.contains { $0.host == end.host && $0.end == "s\(end.move)" }
        if marked(end) == nil, end.status == status { return }
        set(index, status)
        guard let place, !places[place].isOwn || (end.side == "d" && hasOld) else { return }
        letGo(place, index)
    }

    mutating func finish(_ command: FinishMove) throws(ModelRefusal) -> String {
        let end = try destination(command.migrationUUID, at: command.node)
        let status = ["live-migration": "completed", "evacuation": "done"][end.type] ?? "finished"
        if end.status == status { return "OK" }
        try check(end, from: position(end, nil), to: status, isTold: end.type == "live-migration")
        step(end.host, end.move, "d", status)
        return "OK"
    }

    mutating func confirm(_ command: ConfirmMove) throws(ModelRefusal) -> String {
        let (host, move) = (command.node.host, command.migrationUUID)
        let known = index(host, move, "s")
        let end = if let known { ends[known] } else { try newSource(host, move, command.migration) }
        guard end.node == command.node.name else { throw ModelRefusal("WRONG_NODE") }
        try checkReport(command.migration, end)
        if known != nil, end.status == "confirmed" { return "OK" }
        try check(end, from: position(end, command.migration), to: "confirmed")
        if known == nil { ends.append(end) }
        if let index = index(host, move, "s") { ends[index].destination = filled(ends[index], command.migration) }
        step(host, move, "s", "confirmed")
        return "OK"
    }

    mutating func revert(_ command: RevertMove) throws(ModelRefusal) -> String {
        var end = try destination(command.migrationUUID, at: command.node)
        if end.status == "reverted" { return "OK" }
        let from = position(end, nil)
        // Asking for it is part of it.
        if from == "finished" {
            end.status = "reverting"
            try check(end, from: position(end, nil), to: "reverted")
        } else {
            try check(end, from: from, to: "reverted")
        }
        step(end.host, end.move, "d", "reverted")
        return "OK"
    }

    mutating func read(_ command: GetMigration) throws(ModelRefusal) -> String {
        guard ends.contains(where: { $0.host == command.host && $0.move == command.migrationUUID }) else {
            throw ModelRefusal("MIGRATION_NOT_FOUND")
        }
        return "OK"
    }

    // MARK: A status, reported or told

    mutating func update(_ command: UpdateMigration) throws(ModelRefusal) -> String {
        let (host, move, status) = (command.host, command.migrationUUID, command.status.rawValue)
        var sides = ["d", "s"].compactMap { index(host, move, $0) }.map { ends[$0] }
        let isSourceStep = sides.first.map { end in
            sides.count == 1 && end.side == "d" && end.source.hasPrefix("\(host)/")
                && ModelTables.lines(end.type).contains { $0.to == status && $0.owner == "s" }
        }
        if isSourceStep ?? true { sides.append(try newSource(host, move, command.migration)) }
        for side in sides { try checkReport(command.migration, side) }
        var reasons: [String] = []
        var takers: [ModelEnd] = []
        for side in sides {
            do throws(ModelRefusal) {
                try check(side, from: position(side, command.migration), to: status)
                let needsNone = ["accepted", "pre-migrating", "failed", "cancelled", "error"].contains(status)
                if side.side == "s", !needsNone, filled(side, command.migration) == nil {
                    throw ModelRefusal("DESTINATION_NOT_CLAIMED")
                }
                takers.append(side)
            } catch {
                reasons.append(error.reason)
            }
        }
        guard !takers.isEmpty else {
            throw ModelRefusal(reasons.first { $0 != "WRONG_SIDE" } ?? "WRONG_SIDE")
        }
        for side in takers where index(host, move, side.side) == nil { ends.append(side) }
        let isNew = sides.count { $0.side == "s" && isSourceStep ?? true } > 0
        let before = self
        for side in takers { take(side, command, from: before.position(side, command.migration), isNew) }
        renew(host, move)
        return "OK"
    }

    private mutating func take(_ side: ModelEnd, _ command: UpdateMigration, from: String, _ isNewSource: Bool) {
        let status = command.status.rawValue
        guard let index = index(side.host, side.move, side.side) else { return }
        let isNew = isNewSource && side.side == "s"
        let destination = filled(ends[index], command.migration)
        let isTold = destination != ends[index].destination
        ends[index].destination = destination
        if ends[index].status == status, !isNew {
            if isTold { ends[index].changed = now }
            return
        }
        // What the new status leaves open follows from where the move was brought in between.
        if ["error", "failed"].contains(status), from != status, from != side.status || isNew {
            step(side.host, side.move, side.side, from)
        }
        // Within one node the place of the instance does not say at which end it is.
        let isSaid = command.location.map { "\($0.host)/\($0.name)" == side.address }
        let isHere = isSaid == true && side.source == side.destination ? nil : isSaid
        step(side.host, side.move, side.side, status, isHere: isHere)
    }

    private mutating func renew(_ host: String, _ move: String) {
        guard let index = index(host, move, "d"), let place = marked(ends[index]),
            let end = places[place].leaseEnd, let lease = ends[index].lease
        else { return }
        places[place].leaseEnd = max(end, now + lease)
    }
}
