/// The steps of one decision about a move on one host, worked out on copies; notes the facts that lead there.
///
/// A step brings what a side holds in line with its new status (`MoveHolding`). Where both sides are on one host they
/// share the instance's record, which keeps a grant of the instance's own as long as one side holds anything: what
/// takes it over displaces what had it, and what lets go of it gives it to the other side.
struct MoveDraft {
    /// The host's record of the instance, as it would be.
    private(set) var record: InstanceRecord?
    /// The host's records of the move, as they would be.
    private(set) var sides: [MoveSide: MigrationRecord] = [:]
    /// What would happen, in order.
    private(set) var facts: [Fact.Body] = []
    /// Which sides the host had no record of; their first fact says so.
    private var unseen: Set<MoveSide> = []
    private let now: Instant
    /// Why something is free again, if the status does not say it.
    private let cause: ReleaseCause?
    private var toldInstance: Instance?

    /// Starts from what a host knows of a move and its instance.
    init(_ state: State, host: String, instance: String, migration: String, now: Instant, cause: ReleaseCause? = nil) {
        record = state.instanceRecord(InstanceIdentifier(host: host, uuid: instance))
        for side in state.migrationRecords(onHost: host, uuid: migration) { sides[side.side] = side }
        self.now = now
        self.cause = cause
        toldInstance = record?.instance
        alignSource()
    }

    /// The destination knows best where it is: it may have changed since the source was told.
    private mutating func alignSource() {
        if let destination = sides[.destination]?.node { sides[.source]?.migration.destination = destination }
    }

    /// Adds a side that the host has had no record of.
    mutating func add(_ record: MigrationRecord) {
        sides[record.side] = record
        unseen.insert(record.side)
        alignSource()
    }

    /// Makes a record of the instance if the host has none, so that a grant can be entered.
    mutating func know(_ instance: Instance, host: String) {
        if record == nil { record = InstanceRecord(host: host, instance: instance) }
    }

    /// Fills in what a side's record lacks; the next step of the side tells it.
    mutating func amend(_ side: MoveSide, _ change: (inout Migration) -> Void) {
        guard var record = sides[side] else { return }
        change(&record.migration)
        sides[side] = record
        alignSource()
    }

    /// Takes over what is told about the instance; the next step tells it.
    mutating func describe(_ change: (inout Instance) -> Void) {
        guard var known = record else { return }
        change(&known.instance)
        record = known
    }

    /// Brings a side to a status.
    ///
    /// - Parameter isHere: whether the instance is on this side, if that is known better than from what the side holds.
    mutating func step(_ side: MoveSide, to status: MigrationStatus, isHere: Bool? = nil) {
        guard sides[side] != nil else { return }
        let before = holding(side)
        let previous = sides[side]?.migration.status
        sides[side]?.migration.status = status
        switch target(MoveHolding.of(side, status), before, isHere) {
        case .instance: settle(side, before, previous)
        case .moveOld: handOver(side, before, previous)
        case .nothing: letGo(side, before, previous)
        case .moveNew, .unchanged, .whereItIs: note(side, previous)
        }
    }

    /// Gives up what a side holds for the move, and brings it to a status.
    ///
    /// What the move claimed, or kept, is free afterwards, also where the status itself (`error`) keeps what is held.
    mutating func abort(_ side: MoveSide, to status: MigrationStatus) {
        guard sides[side] != nil else { return }
        let before = holding(side)
        let previous = sides[side]?.migration.status
        sides[side]?.migration.status = status
        switch before {
        case .move: letGo(side, before, previous)
        case .own where side == .destination && holdsOldSide: letGo(side, before, previous)
        case .own, .nothing: note(side, previous)
        }
    }

    /// Whether the source's side of the move is kept on this host.
    var holdsOldSide: Bool { moveGrant(.source) != nil }

    /// What the table says, with what it leaves open decided.
    private func target(_ holding: MoveHolding, _ held: Held, _ isHere: Bool?) -> MoveHolding {
        guard holding == .whereItIs else { return holding }
        // An instance that is gone is nowhere, whatever is said about its place.
        if record?.instance.isRemovable ?? false { return .nothing }
        if let isHere { return isHere ? .instance : .nothing }
        if case .own = held { return .instance }
        return .nothing
    }
}

/// What a side holds.
private enum Held {
    case nothing
    /// The instance's own grant.
    case own(Grant)
    /// The side's grant of the move.
    case move(Grant)

    var grant: Grant? {
        switch self {
        case .nothing: nil
        case .own(let grant), .move(let grant): grant
        }
    }
}

extension MoveDraft {
    /// The grant that a side holds for the move, or the instance's own grant if it is on this side.
    private func holding(_ side: MoveSide) -> Held {
        guard let move = sides[side] else { return .nothing }
        if let grant = moveGrant(side, move) { return .move(grant) }
        if let own = record?.instanceGrant, owner(of: own, move.migration) == side { return .own(own) }
        return .nothing
    }

    private func moveGrant(_ side: MoveSide, _ move: MigrationRecord) -> Grant? {
        let wanted: GrantSide = side == .source ? .moveOld : .moveNew
        return record?.grants.first { $0.side == wanted && $0.migrationUUID == move.migration.uuid }
    }

    /// The grant of the move that a side holds.
    func moveGrant(_ side: MoveSide) -> Grant? {
        if case .move(let grant) = holding(side) { grant } else { nil }
    }

    /// Whether the instance's own grant is on this side.
    func hasOwn(_ side: MoveSide) -> Bool {
        if case .own = holding(side) { true } else { false }
    }

    /// Which side of the move the instance's own grant is.
    ///
    /// On one node the other grant tells; when there is none, how far the destination is.
    private func owner(of own: Grant, _ migration: Migration) -> MoveSide? {
        guard migration.source == migration.destination else {
            return own.node == migration.source ? .source : own.node == migration.destination ? .destination : nil
        }
        guard own.node == migration.source else { return nil }
        let grants = record?.grants.filter { $0.migrationUUID == migration.uuid } ?? []
        if grants.contains(where: { $0.side == .moveOld }) { return .destination }
        if grants.contains(where: { $0.side == .moveNew }) { return .source }
        guard let destination = sides[.destination] else { return .source }
        return MoveHolding.of(.destination, destination.migration.status) == .instance ? .destination : .source
    }

    /// The instance is on this side from now on.
    private mutating func settle(_ side: MoveSide, _ held: Held, _ previous: MigrationStatus?) {
        guard case .move(let grant) = held else { return note(side, previous) }
        if record?.instanceGrant != nil { yield(side.other, to: side) }
        // The other side may have given it to this one already.
        guard case .move = holding(side) else { return note(side, previous) }
        // An instance that has a grant of its own on this host whatever the move says needs no second one.
        guard record?.instanceGrant == nil else { return note(side, previous, released: [grant]) }
        moveIn(side, grant)
        note(side, previous, released: [grant], granted: [grant.own])
    }

    /// The other side gives up the instance's own grant, because this side takes it.
    private mutating func yield(_ side: MoveSide, to taker: MoveSide) {
        switch side {
        case .source: handOverToDestination()
        case .destination:
            guard let status = sides[taker]?.migration.status else { return }
            step(.destination, to: status, isHere: false)
        }
    }

    /// The instance runs at the destination on the same host: what the source has is kept for a revert.
    ///
    /// A source that was not told, or is not that far, is at `post-migrating` with that: the host has switched.
    private mutating func handOverToDestination() {
        // A grant elsewhere on the host is not the source's to give.
        guard let destination = sides[.destination], let own = record?.instanceGrant,
            own.node == destination.migration.source
        else { return }
        if sides[.source] == nil {
            var migration = destination.migration
            migration.status = .postMigrating
            add(MigrationRecord(side: .source, migration: migration, node: migration.source))
        }
        let previous = sides[.source]?.migration.status
        // A source whose move is over keeps nothing for a revert.
        if previous?.isTerminal ?? false { return note(.source, previous, released: [own]) }
        if let previous, MoveHolding.of(.source, previous) == .instance {
            sides[.source]?.migration.status = .postMigrating
        }
        note(.source, previous, released: [own], granted: [own.old(destination.migration.uuid)])
    }

    /// The source hands the instance over, and keeps its side for a revert.
    private mutating func handOver(_ side: MoveSide, _ held: Held, _ previous: MigrationStatus?) {
        guard case .own(let grant) = held, let move = sides[side] else { return note(side, previous) }
        describe { instance in
            instance.host = move.migration.destination?.host ?? ""
            instance.node = move.migration.destination?.name ?? ""
        }
        note(side, previous, released: [grant], granted: [grant.old(move.migration.uuid)])
        promote(side.other)
    }

    /// The side lets go of what it holds; on one host the instance goes to the other side.
    private mutating func letGo(_ side: MoveSide, _ held: Held, _ previous: MigrationStatus?) {
        sides[side]?.leaseNanoseconds = nil
        guard let grant = held.grant else { return note(side, previous) }
        note(side, previous, released: [grant])
        if case .own = held { promote(side.other) }
    }

    /// Makes the other side's grant the instance's own, if it is on this host and has not got it.
    private mutating func promote(_ side: MoveSide) {
        guard let move = sides[side], record?.instanceGrant == nil, let grant = moveGrant(side, move) else { return }
        let previous = move.migration.status
        if side == .source, let told = sides[.destination]?.migration.status,
            MigrationTransitions.canBeTold(move.migration.type, .source, from: previous, to: told)
        {
            sides[.source]?.migration.status = told
        }
        moveIn(side, grant)
        note(side, previous, released: [grant], granted: [grant.own])
    }

    /// The instance is described as at home on a side, with the size and the place that it has there.
    private mutating func moveIn(_ side: MoveSide, _ grant: Grant) {
        guard let move = sides[side] else { return }
        sides[side]?.leaseNanoseconds = nil
        // Only a host that has the destination knows them; where only the source is, nothing has changed.
        let requests = sides[.destination]?.requests
        describe { instance in
            instance.host = move.node.host
            instance.node = move.node.name
            instance.numaTopology = grant.numaTopology
            if let requests { instance.pciRequests = requests.list(on: side, current: instance.pciRequests) }
            guard move.migration.type == .resize else { return }
            let flavor = side == .source ? move.migration.oldFlavor : move.migration.newFlavor
            if let flavor { instance.flavor = flavor }
        }
    }

    /// Notes a step of a side, with what it changes in the host's record of the instance.
    mutating func note(
        _ side: MoveSide, _ previous: MigrationStatus?, released: [Grant] = [], granted: [Grant] = []
    ) {
        guard var move = sides[side] else { return }
        // When a move ended stays what it was, whatever is told of it later.
        if !(previous?.isTerminal ?? false) { move.migration.updateTime = max(now, move.migration.recency) }
        sides[side] = move
        var grants = record?.grants ?? []
        for grant in released { grants.removeAll { $0.isSameClaim(as: grant) } }
        record?.grants = grants + granted
        let isFree = released.count > granted.count
        let told = record?.instance == toldInstance ? nil : record?.instance
        toldInstance = record?.instance
        facts.append(
            .migrationChanged(
                MigrationChanged(
                    record: move, previousStatus: unseen.remove(side) == nil ? previous : nil, released: released,
                    granted: granted, instance: told, cause: isFree ? cause ?? move.migration.status.releaseCause : nil)
            ))
    }
}

extension Grant {
    /// The same places as the instance's own grant; a lease ends with the move.
    ///
    /// The guest runs there, so its devices are in use, also if nobody has said so yet (PCI, 9).
    fileprivate var own: Grant {
        var grant = self
        for (index, device) in pciDevices.enumerated() where device.status == .claimed {
            grant.pciDevices[index].status = DeviceTransitions.next(.claimed, .allocate)
        }
        grant.side = .instance
        grant.migrationUUID = ""
        grant.leaseEndTime = nil
        return grant
    }

    /// The same places as what the source keeps of a move.
    func old(_ migrationUUID: String) -> Grant {
        var grant = self
        grant.side = .moveOld
        grant.migrationUUID = migrationUUID
        grant.leaseEndTime = nil
        return grant
    }
}

extension MigrationStatus {
    /// Why something is free again when a side comes to this status.
    var releaseCause: ReleaseCause {
        switch self {
        case .confirmed: .confirmed
        case .reverted: .reverted
        case .completed, .done: .moved
        case .cancelled: .cancelled
        case .failed, .error: .failed
        case .accepted, .preMigrating, .queued, .preparing, .running, .runningPostCopy, .migrating, .postMigrating,
            .finished, .confirming, .reverting:
            .aborted
        }
    }
}
