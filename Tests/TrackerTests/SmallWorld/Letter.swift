import Tracker

/// One request of the alphabet of a small world.
struct Letter: Sendable {
    /// As counterexamples write it.
    var name: String
    var command: Command
    /// Of an update of the migration: which status, and how much of the record goes with it.
    var update: Update?

    /// What an update of the migration says.
    struct Update: Hashable, Sendable {
        var host: String
        var status: MigrationStatus
        var telling: Telling
    }

    /// How much of its record a request carries.
    enum Telling: Hashable, Sendable {
        case nothing
        case record
        case recordWithStatus
        case recordAndPlace(NodeIdentifier)
    }
}

/// Every request about the instance and its move.
struct Alphabet {
    let type: MigrationType
    let layout: WorldLayout

    static let migration = Fixture.uuid(77)

    private var newFlavor: Flavor { type == .resize ? Fixture.large : Fixture.small }

    var letters: [Letter] {
        layout.nodes.flatMap { instanceLetters($0) + claims($0) + steps($0) + confirmations($0) }
            + layout.hosts.flatMap(updates)
    }

    private func instance(_ vmState: VMState) -> Instance {
        var instance = Fixture.instance(1, vmState: vmState)
        instance.host = layout.source.host
        instance.node = layout.source.name
        return instance
    }

    /// The record of the move, as far as a caller would have it.
    private func record(_ status: MigrationStatus? = nil) -> MigrationReport {
        MigrationReport(
            uuid: Self.migration, instanceUUID: Fixture.uuid(1), type: type, status: status, source: layout.source,
            destination: layout.destination, oldFlavor: Fixture.small, newFlavor: newFlavor)
    }

    private func instanceLetters(_ node: NodeIdentifier) -> [Letter] {
        let place = "\(node.host)/\(node.name)"
        let abort = AbortInstanceClaim(node: node, instanceUUID: Fixture.uuid(1))
        return [
            Letter(
                name: "ClaimInstance \(place)",
                command: .claimInstance(ClaimInstance(node: node, instance: Fixture.instance(1, vmState: .building)))),
            Letter(name: "AbortInstanceClaim \(place)", command: .abortInstanceClaim(abort)),
            update(node, .active), update(node, .deleted),
        ]
    }

    private func update(_ node: NodeIdentifier, _ vmState: VMState) -> Letter {
        let update = UpdateInstance(node: node, instance: Fixture.instance(1, vmState: vmState), hasFlavor: false)
        return Letter(
            name: "UpdateInstance \(node.host)/\(node.name) \(vmState.rawValue)",
            command: .updateInstance(update))
    }

    private func claims(_ node: NodeIdentifier) -> [Letter] {
        var move = MigrationReport(uuid: Self.migration, type: type, source: layout.source)
        let fresh = ClaimMove(node: node, instance: instance(.active), newFlavor: newFlavor, migration: move)
        move.destination = layout.destination
        let again = ClaimMove(node: node, instance: instance(.active), newFlavor: newFlavor, migration: move)
        let place = "\(node.host)/\(node.name)"
        return [
            Letter(name: "ClaimMove \(place)", command: .claimMove(fresh)),
            Letter(name: "ClaimMove \(place), record with destination", command: .claimMove(again)),
        ]
    }

    private func steps(_ node: NodeIdentifier) -> [Letter] {
        let place = "\(node.host)/\(node.name)"
        let statuses: [MigrationStatus?] = [nil, .failed, .cancelled, .error]
        let aborts = statuses.map { status in
            Letter(
                name: "AbortMove \(place) \(status?.rawValue ?? "")",
                command: .abortMove(AbortMove(node: node, migrationUUID: Self.migration, status: status)))
        }
        let finish = FinishMove(node: node, migrationUUID: Self.migration)
        let revert = RevertMove(node: node, migrationUUID: Self.migration)
        return aborts + [
            Letter(name: "FinishMove \(place)", command: .finishMove(finish)),
            Letter(name: "RevertMove \(place)", command: .revertMove(revert)),
        ]
    }

    private func confirmations(_ node: NodeIdentifier) -> [Letter] {
        let statuses = type.statuses.filter { [.finished, .confirming, .reverting, .completed, .error].contains($0) }
        let reports: [MigrationReport?] = [nil, record()] + statuses.map { record($0) }
        return reports.map { report in
            let told = report.map { ", record \($0.status?.rawValue ?? "without status")" } ?? ""
            return Letter(
                name: "ConfirmMove \(node.host)/\(node.name)\(told)",
                command: .confirmMove(ConfirmMove(node: node, migrationUUID: Self.migration, migration: report)))
        }
    }

    private func updates(_ host: String) -> [Letter] {
        type.statuses.flatMap { status in
            var tellings: [Letter.Telling] = [.nothing, .record, .recordWithStatus]
            if status == .failed { tellings += layout.nodes.map(Letter.Telling.recordAndPlace) }
            return tellings.map { telling in
                let (report, place, told): (MigrationReport?, NodeIdentifier?, String) =
                    switch telling {
                    case .nothing: (nil, nil, "")
                    case .record: (record(), nil, ", record without status")
                    case .recordWithStatus: (record(status), nil, ", record with it")
                    case .recordAndPlace(let node): (record(), node, ", record, instance at \(node.host)/\(node.name)")
                    }
                return Letter(
                    name: "UpdateMigration \(host) \(status.rawValue)\(told)",
                    command: .updateMigration(
                        UpdateMigration(
                            host: host, migrationUUID: Self.migration, status: status, migration: report,
                            location: place)),
                    update: Letter.Update(host: host, status: status, telling: telling))
            }
        }
    }
}
