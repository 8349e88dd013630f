import Testing

@testable import Tracker

/// Moves between the nodes and within one.
extension RandomDeviceRun {
    /// A step of a move, in order or not.
    mutating func move(_ uuid: String, _ place: Comment) {
        if chance(40) || moves.isEmpty {
            claimMove(uuid, pick([.resize, .coldMigration, .liveMigration, .evacuation]), place)
            return
        }
        let move = pick(Array(moves.suffix(3)))
        let isLive = move.type == .liveMigration
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1:
            let steps: [MigrationStatus] =
                isLive ? [.queued, .preparing, .running, .completed] : [.migrating, .postMigrating]
            for step in steps { tell(move, step, place) }
        case 2: finish(move, place)
        case 3: run("confirm", move.confirm(record: .finished), place)
        case 4: revert(move, place)
        default: run("abort", move.abort(chance(70) ? .destination : .source, .error), place)
        }
    }

    private mutating func tell(_ move: Move, _ status: MigrationStatus, _ place: Comment) {
        run("tell", move.tell(.source, status, record: move.type.claimedStatus), place)
    }

    private mutating func revert(_ move: Move, _ place: Comment) {
        run("revert", move.revert(), place)
        run("tell", move.tell(.source, .reverted, record: .reverted), place)
    }

    /// Holds the destination: a live migration takes no devices yet, the others those of an independent choice.
    @discardableResult
    private mutating func claimMove(_ uuid: String, _ type: MigrationType, _ place: Comment) -> Move? {
        guard let home = home(of: uuid) else { return nil }
        number += 1
        let isWithin = chance(40) && (type == .resize || type == .coldMigration)
        let other = home.node == nodes[0] ? nodes[1] : nodes[0]
        var move = Move(
            type, of: home.instance, from: home.node, to: isWithin ? home.node : other, number: 20_000 + number)
        move.newFlavor?.extraSpecs["pci_passthrough:alias"] = chance(50) ? "gpu:1" : nil
        moves.append(move)
        var naive = naive(on: move.destination)
        guard run("claim move", move.claim(), gives: true, place) != nil else { return nil }
        let grant = host.shard.state.grants(on: move.destination).first {
            $0.side == .moveNew && $0.migrationUUID == move.uuid
        }
        let expected = type == .liveMigration ? [] : naive.choose(grant?.pciRequests ?? [])?.flatMap(\.self)
        #expect(grant?.pciDevices.map(\.address) == expected, place)
        if isWithin { count("claim within") }
        return move
    }

    /// What the destination has is the instance's own, or kept: no device changes hands.
    private mutating func finish(_ move: Move, _ place: Comment) {
        let before = host.shard.state.grants(on: move.destination).flatMap(\.pciDevices).map(\.address).sorted()
        guard run("finish", move.finish(), place) != nil else { return }
        let after = host.shard.state.grants(on: move.destination).flatMap(\.pciDevices).map(\.address).sorted()
        #expect(after == before, place)
    }

    /// A move from its claim to its end, with what becomes of the devices of both sides on the way.
    mutating func moveThrough(_ uuid: String, _ place: Comment) {
        let type = pick([.resize, .coldMigration, .liveMigration, .liveMigration] as [MigrationType])
        guard let move = claimMove(uuid, type, place) else { return }
        let isLive = type == .liveMigration
        for _ in 0..<pick(isLive ? [1, 2] : [0, 1]) { take(uuid, on: move.destination, migration: move.uuid, place) }
        if !isLive, chance(50) {
            take(uuid, on: move.destination, place)
            free(uuid, on: move.destination, place)
        }
        for step in isLive ? [MigrationStatus.queued, .preparing, .running] : [.migrating, .postMigrating] {
            tell(move, step, place)
        }
        if isLive, chance(70) { free(uuid, on: move.source, scope: .allocated, place) }
        if chance(70) { allocate(uuid, on: move.destination, place) }
        guard chance(70) else {
            if chance(50) { free(uuid, on: move.destination, scope: .claimed, place) }
            run("abort", move.abort(.destination, isLive ? .failed : .error), place)
            count("rollback")
            return
        }
        if isLive { tell(move, .completed, place) }
        finish(move, place)
        if isLive { return count("live migration") }
        if chance(30) { free(uuid, on: move.destination, place) }
        if chance(50) { run("confirm", move.confirm(record: .finished), place) } else { revert(move, place) }
    }
}
