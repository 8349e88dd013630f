import HashTreeCollections

/// The instances that the database has on the node (claims and moves, 9.4).
extension Audit {
    /// Compares each listed instance that is held here with what is held.
    mutating func reconcileHeldInstances() {
        for instance in judgedInstances {
            let record = state.instanceRecord(InstanceIdentifier(host: node.host, uuid: instance.uuid))
            guard let record, let own = record.instanceGrant, own.node == node else { continue }
            compare(instance, record, own)
        }
    }

    /// Takes in what is listed and not held; last, so that what others have let go of is free.
    mutating func adoptInstances() {
        for instance in judgedInstances { adoptIfMissing(instance) }
    }

    private var judgedInstances: [Instance] {
        command.instances.filter { (isHere($0) || $0.isDeleted) && listed[$0.uuid] == $0 }
    }

    private mutating func adoptIfMissing(_ instance: Instance) {
        let record = state.instanceRecord(InstanceIdentifier(host: node.host, uuid: instance.uuid))
        if let own = record?.instanceGrant, own.node == node { return }
        guard isHere(instance), !instance.isRemovable else { return }
        if let elsewhere = record?.grants.first(where: { $0.node != node && !isOfMoveHere($0) }) {
            return find(
                .unknownInstance, instance.uuid,
                "the database has it here, and it is held on \(elsewhere.node.text); audit that node first",
                isRepaired: false)
        }
        // A side of a move that is under way: the move decides when it becomes the instance's own. Within the node the
        // instance has a grant of its own beside it.
        if let record, record.grants.contains(where: { $0.node == node }), !isWithinNode(instance.uuid) { return }
        adopt(instance)
    }

    /// Whether a grant on another node of the host is the other side of a move that has this node as an end.
    private func isOfMoveHere(_ grant: Grant) -> Bool {
        state.migrationRecords(onHost: node.host, uuid: grant.migrationUUID).contains { side in
            side.migration.source == node || side.migration.destination == node
        }
    }

    /// Whether an open move of the instance goes from this node to this node.
    private func isWithinNode(_ uuid: String) -> Bool {
        state.migrationRecords(ofInstance: uuid).contains { side in
            side.migration.status.isOpen && side.migration.source == node && side.migration.destination == node
        }
    }

    /// What is held for the instance here is compared with its size, its states with those that are counted.
    private mutating func compare(_ instance: Instance, _ record: InstanceRecord, _ own: Grant) {
        guard decider.staleRefusal(instance, stored: record.instance) == nil else {
            return leave(instance.uuid, "the instance")
        }
        let updated = record.instance.merging(instance)
        let isGone = instance.isDeleted || updated.isRemovable
        let hasMove = state.openSide(onHost: node.host, ofInstance: instance.uuid) != nil
        let isSize = hasMove || isSizeOf(instance, own)
        guard isGone || !isSize || updated != record.instance else { return checkRecorded(own, instance) }
        guard !isNewer(record.generation) else { return leave(instance.uuid, "the instance") }
        if isGone {
            release(own, as: updated)
            return find(
                .missingInstance, instance.uuid,
                "the database has it as deleted or offloaded; what it held was released", isRepaired: true)
        }
        if !isSize { return resize(instance, updated, own) }
        note(.instanceUpdated(InstanceUpdated(host: node.host, instance: updated)))
        for body in decider.leaseChange(record, own, updated) { note(body) }
        checkRecorded(own, instance)
    }

    /// Releases the instance's own grant, with the moves that end by it in error.
    mutating func release(_ own: Grant, as instance: Instance?, cause: ReleaseCause = .audited) {
        for device in own.pciDevices {
            find(
                .orphanedDevice, device.address, "instance \(own.instanceUUID) had it and is gone; it was freed",
                isRepaired: true)
        }
        note(.claimReleased(decider.release(own, cause: cause, as: instance)))
        for body in decider.movesInError(of: own.instanceIdentifier) { note(body) }
    }

    private func isSizeOf(_ instance: Instance, _ own: Grant) -> Bool {
        let known = state.instanceRecord(own.instanceIdentifier)?.instance
        let isVolumeBacked = instance.isVolumeBacked ?? known?.isVolumeBacked ?? false
        guard let amounts = Amounts(of: flavor(of: instance), isVolumeBacked: isVolumeBacked) else { return true }
        return amounts == Amounts(of: own)
    }

    /// What is held is brought in line with the instance's size; the places stay.
    private mutating func resize(_ instance: Instance, _ updated: Instance, _ own: Grant) {
        let isVolumeBacked = instance.isVolumeBacked ?? updated.isVolumeBacked ?? false
        let flavor = flavor(of: instance)
        guard let amounts = Amounts(of: flavor, isVolumeBacked: isVolumeBacked) else { return }
        var (grant, described) = (own, updated)
        grant.vcpus = amounts.vcpus
        grant.memoryMebibytes = amounts.memoryMebibytes
        grant.diskMebibytes = amounts.diskMebibytes
        grant.flavorID = flavor.id
        described.flavor = flavor
        described.isVolumeBacked = isVolumeBacked
        exchange(own, grant, as: described)
        find(
            .usageMismatch, instance.uuid,
            "held were \(own.amountsText) and its flavor \(flavor.id) says \(grant.amountsText); put right",
            isRepaired: true)
    }

    /// Puts a grant in the place of the instance's own.
    mutating func exchange(_ own: Grant, _ new: Grant, as instance: Instance) {
        let lease = state.instanceRecord(own.instanceIdentifier)?.leaseNanoseconds
        var grant = new
        // A stored claim tells the length of its lease by its end, so the renewals since are told apart from it.
        grant.leaseEndTime = lease.map(grant.createTime.advanced)
        note(.claimReleased(decider.release(own, cause: .audited, as: instance)))
        note(.instanceClaimed(InstanceClaimed(instance: instance, grant: grant, leaseNanoseconds: lease)))
        if let end = own.leaseEndTime, end != grant.leaseEndTime {
            note(
                .leaseRenewed(
                    LeaseRenewed(instance: own.instanceIdentifier, node: own.node.name, leaseEndTime: end)))
        }
    }

    /// Takes in an instance that is here and not held.
    private mutating func adopt(_ instance: Instance) {
        guard !mayHaveBeenReleased else { return leave(instance.uuid, "the instance, or another one of the node,") }
        if let held = heldElsewhere(instance.uuid) {
            return find(
                .unknownInstance, instance.uuid,
                "the database has it here, and it is held on \(held.node.text); audit that node first",
                isRepaired: false)
        }
        let flavor = flavor(of: instance)
        guard let grant = grant(instance, flavor, side: .instance, migration: "") else {
            return find(.invalidItem, instance.uuid, "its flavor has an amount out of range", isRepaired: false)
        }
        var described = instance
        described.flavor = flavor
        described.isVolumeBacked = instance.isVolumeBacked ?? false
        described.numaTopology = grant.numaTopology
        note(.instanceClaimed(InstanceClaimed(instance: described, grant: grant)))
        find(
            .unknownInstance, instance.uuid,
            "the database has it here, and nothing was held; \(grant.amountsText) are now",
            isRepaired: true)
    }

    /// A grant that an instance has elsewhere, and that no move from or to this node explains.
    ///
    /// A side of a move counts too: it may become the instance's own again. What a source holds that has not heard that
    /// the instance left does not.
    private func heldElsewhere(_ uuid: String) -> Grant? {
        state.recordsByInstance[uuid]?.flatMap(\.grants).first { grant in
            grant.node != node && !isEndOfMove(grant, uuid) && !(grant.side == .instance && state.isLeftBehind(grant))
        }
    }

    private func isEndOfMove(_ held: Grant, _ uuid: String) -> Bool {
        state.migrationRecords(ofInstance: uuid).contains { side in
            let ends = [side.migration.source, side.migration.destination]
            guard ends.contains(held.node), ends.contains(node) else { return false }
            switch side.migration.status {
            case .failed, .cancelled, .reverted: return false
            default: return true
            }
        }
    }

    /// The size that the instance has here: during a resize that of its side.
    private func flavor(of instance: Instance) -> Flavor {
        for side in state.migrationRecords(ofInstance: instance.uuid) where side.migration.type == .resize {
            let migration = side.migration
            guard migration.status.isOpen, migration.status != .error else { continue }
            let isSwitched = MoveHolding.of(.source, migration.status) != .instance
            if !isSwitched, migration.source == node { return migration.oldFlavor ?? instance.flavor }
            if isSwitched, migration.destination == node { return migration.newFlavor ?? instance.flavor }
        }
        return instance.flavor
    }

    /// A grant of what an instance holds here: at the places that the database has, or that an earlier address had.
    mutating func grant(_ instance: Instance, _ flavor: Flavor, side: GrantSide, migration: String) -> Grant? {
        guard let amounts = Amounts(of: flavor, isVolumeBacked: instance.isVolumeBacked ?? false),
            state.ledger(of: node)?.held.canAdd(amounts) ?? false
        else { return nil }
        let recorded = recorded[instance.uuid]?.first { grant in
            grant.side == side && grant.node == node
                && (migration.isEmpty || grant.migrationUUID == migration)
        }
        let places = (side == .instance ? inherited[instance.uuid] : nil) ?? recorded
        let topology = place(places?.numaTopology ?? storedPlace(of: instance, side), instance, flavor)
        return Grant(
            instanceUUID: instance.uuid, node: node, vcpus: amounts.vcpus, memoryMebibytes: amounts.memoryMebibytes,
            diskMebibytes: amounts.diskMebibytes, numaTopology: topology,
            pciDevices: freeDevices(places?.pciDevices ?? [], instance.uuid),
            resources: freeUnits(places?.resources ?? [], instance.uuid),
            migrationUUID: migration, side: side, pciRequests: places?.pciRequests ?? [],
            projectID: instance.projectID, claimRequestID: places?.claimRequestID.nonEmpty ?? context.requestKey,
            createTime: context.now, flavorID: flavor.id)
    }

    /// The units that nobody else has; the others stay with who has them.
    private mutating func freeUnits(_ pools: [ResourcePool], _ uuid: String) -> [ResourcePool] {
        pools.compactMap { pool in
            let free = pool.units.filter { unit in
                let assigned = AssignedUnit(
                    providerUUID: pool.providerUUID, resourceClass: pool.resourceClass, unit: unit)
                guard state.isAssigned(assigned) else { return true }
                find(
                    .invalidItem, uuid,
                    "the database gives it unit \(unit.identifier) of \(pool.resourceClass), which another one has",
                    isRepaired: false)
                return false
            }
            guard !free.isEmpty else { return nil }
            return ResourcePool(providerUUID: pool.providerUUID, resourceClass: pool.resourceClass, units: free)
        }
    }

    /// Other units than the database has are a difference that only a person can judge: the guest uses one of the two.
    private mutating func checkRecorded(_ own: Grant, _ instance: Instance) {
        let recorded = recorded[own.instanceUUID]?.first { $0.side == .instance && $0.node == node }
        if let record = state.instanceRecord(own.instanceIdentifier) {
            checkPlace(own, recorded: recorded?.numaTopology ?? storedPlace(of: instance, .instance), record)
        }
        if let recorded { checkDevices(own, recorded: recorded.pciDevices) }
        guard let recorded, Set(recorded.assignedUnits) != Set(own.assignedUnits) else { return }
        find(
            .usageMismatch, own.instanceUUID,
            "held are units \(own.unitsText), and the database has \(recorded.unitsText)", isRepaired: false)
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}

extension Grant {
    /// The plain amounts for people.
    var amountsText: String { "\(vcpus) VCPU, \(memoryMebibytes) MiB of memory and \(diskMebibytes) MiB of disk" }

    /// The named units for people.
    fileprivate var unitsText: String {
        let units = assignedUnits.map { "\($0.resourceClass) \($0.unit.identifier)" }.sorted()
        return units.isEmpty ? "none" : units.joined(separator: ", ")
    }
}
