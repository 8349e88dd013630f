import Tracker

extension Fixture {
    /// Another node of the fixture's host.
    static let neighbour = NodeIdentifier(host: host, name: "N2")
    /// A node of another host.
    static let away = NodeIdentifier(host: "G", name: "N")
    /// A node of a third host.
    static let further = NodeIdentifier(host: "F", name: "N")
}

/// A move of an instance, as those know it who ask for its steps; makes the requests.
struct Move {
    /// What kind of move it is.
    var type: MigrationType
    /// Where the instance comes from.
    var source: NodeIdentifier
    /// Where it goes.
    var destination: NodeIdentifier
    /// The instance as it is at the source.
    var instance: Instance
    /// Its size at the destination; absent: unchanged.
    var newFlavor: Flavor?
    /// Requests for devices that come with the claim.
    var pciRequests: [PCIRequest] = []
    /// Identity.
    var uuid = Fixture.uuid(901)

    /// A resize is from the small to the large flavor; the other kinds keep the size.
    init(
        _ type: MigrationType, of instance: Instance = Fixture.instance(), from source: NodeIdentifier = Fixture.node,
        to destination: NodeIdentifier = Fixture.away, number: Int = 901
    ) {
        self.type = type
        self.source = source
        self.destination = destination
        self.instance = instance
        newFlavor = type == .resize ? Fixture.large : nil
        uuid = Fixture.uuid(number)
    }

    /// The instance as it is at the destination.
    var moved: Instance {
        var instance = instance
        instance.flavor = newFlavor ?? instance.flavor
        return instance
    }

    /// A side's node.
    func node(_ side: MoveSide) -> NodeIdentifier { side == .source ? source : destination }

    /// The cloud's record of the move.
    func report(_ status: MigrationStatus?) -> MigrationReport {
        MigrationReport(
            uuid: uuid, instanceUUID: instance.uuid, type: type, status: status, source: source,
            destination: destination, oldFlavor: instance.flavor, newFlavor: newFlavor ?? instance.flavor)
    }

    /// Holds the destination; the request's record has none yet.
    func claim(
        lease: Int64? = nil, allocations: [Allocation] = [], limits: Limits = Limits(), status: MigrationStatus? = nil
    ) -> Command {
        var record = report(status)
        record.destination = nil
        return .claimMove(
            ClaimMove(
                node: destination, instance: instance, newFlavor: newFlavor, migration: record, limits: limits,
                allocations: allocations, pciRequests: pciRequests, leaseNanoseconds: lease))
    }

    /// Reports a status to a side, or tells it with a record of that status.
    func tell(
        _ side: MoveSide, _ status: MigrationStatus, record: MigrationStatus? = nil, location: NodeIdentifier? = nil
    ) -> Command {
        .updateMigration(
            UpdateMigration(
                host: node(side).host, migrationUUID: uuid, status: status, migration: record.map(report),
                location: location))
    }

    /// The instance runs at the destination.
    func finish(_ instance: Instance? = nil) -> Command {
        .finishMove(FinishMove(node: destination, migrationUUID: uuid, instance: instance))
    }

    /// The source lets go.
    func confirm(record: MigrationStatus? = nil) -> Command {
        .confirmMove(ConfirmMove(node: source, migrationUUID: uuid, migration: record.map(report)))
    }

    /// The destination lets go.
    func revert() -> Command { .revertMove(RevertMove(node: destination, migrationUUID: uuid)) }

    /// A side gives up.
    func abort(_ side: MoveSide, _ status: MigrationStatus? = nil) -> Command {
        .abortMove(AbortMove(node: node(side), migrationUUID: uuid, status: status))
    }
}
