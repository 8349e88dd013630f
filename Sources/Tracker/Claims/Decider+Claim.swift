extension Decider {
    /// Holds resources for an instance (claims and moves, 3); everything is tested before anything changes.
    func decide(_ command: ClaimInstance) -> Decision {
        let plan = ClaimPlan(
            node: command.node, instance: command.instance, limits: command.limits, allocations: command.allocations)
        switch grant(plan, requestKey: context.requestKey) {
        case .failure(let no):
            return .refused(no.refusal)
        case .success(var grant):
            grant.leaseEndTime = command.leaseNanoseconds.map(context.now.advanced)
            let claim = InstanceClaimed(
                instance: command.instance.claimed(by: grant), grant: grant,
                leaseNanoseconds: command.leaseNanoseconds)
            return accept([.instanceClaimed(claim)], .instanceClaimed(grant))
        }
    }

    /// Asks each node what a claim would be answered; holds nothing.
    func decide(_ command: CheckFit) -> Decision {
        var nodes = Set(command.nodes).sorted().map { NodeIdentifier(host: command.host, name: $0) }
        if nodes.isEmpty { nodes = state.nodes(onHost: command.host) }
        guard !nodes.isEmpty else {
            return .refused(
                Refusal(
                    .notFound, reason: "HOST_NOT_FOUND",
                    message: "no node of host \(command.host) is known; report its inventory first",
                    metadata: ["host": command.host]))
        }
        // What is wrong with the request itself is wrong on every node.
        if case .failure(let no) = RequestedTopology.of(command.instance) { return .refused(no.refusal) }
        if case .failure(let no) = DeviceRequests.of(command.instance, policy.devices) { return .refused(no.refusal) }
        let fits = nodes.map { node in
            let plan = ClaimPlan(
                node: node, instance: command.instance, limits: command.limits, allocations: command.allocations,
                share: nodes.count)
            switch grant(plan, requestKey: "") {
            case .success(let grant): return NodeFit(node: node.name, grant: grant)
            case .failure(let no): return NodeFit(node: node.name, grant: nil, refusal: no.refusal)
            }
        }
        return accept(.fits(fits))
    }

    /// What the plan would be granted, without a lease.
    private func grant(_ plan: ClaimPlan, requestKey: String) -> Result<Grant, Refused> {
        guard state.nodeRecord(plan.node) != nil else { return .failure(Refused(.nodeNotFound(plan.node))) }
        if let refusal = holderRefusal(plan) { return .failure(Refused(refusal)) }
        return admit(plan, requestKey: requestKey)
    }

    /// What the node would grant, whoever else may hold something for the instance.
    func admit(_ plan: ClaimPlan, requestKey: String) -> Result<Grant, Refused> {
        guard let record = state.nodeRecord(plan.node), let ledger = state.ledger(of: plan.node) else {
            return .failure(Refused(.nodeNotFound(plan.node)))
        }
        if let refusal = Self.nodeRefusal(record.value) { return .failure(Refused(refusal)) }
        // What is wrong is named in this order by a check of the request as well.
        let request: InstanceTopology?
        switch RequestedTopology.of(plan.instance) {
        case .failure(let no): return .failure(no)
        case .success(let topology): request = topology
        }
        let requests: [PCIRequest]
        switch DeviceRequests.of(plan.instance, policy.devices) {
        case .failure(let no): return .failure(no)
        case .success(let asked): requests = asked
        }
        let isVolumeBacked = plan.instance.isVolumeBacked ?? false
        guard let amounts = Amounts(of: plan.instance.flavor, isVolumeBacked: isVolumeBacked),
            ledger.held.canAdd(amounts)
        else { return .failure(Refused(.amountOutOfRange(plan.instance))) }
        let tests = capacityTests(amounts, plan, record.value, ledger.occupied)
        let devices = DeviceTest(requests, ledger.devices, host: record.value.inventory.numaTopology)
        let topology = TopologyTest(
            request, on: record.value, ledger.topology, limits: plan.limits, packsCells: policy.packsHostCells,
            devices: request == nil ? nil : devices.nearness, share: plan.share)
        let units = NamedUnits(
            plan.allocations, pools: record.value.inventory.resourcePools, assigned: state.assignedUnits)
        // Near the place if there is one; without it, whether the devices can be had at all.
        let cells = Set(topology.placed?.cells.compactMap(\.hostCell) ?? [])
        let taken = devices.devices(near: cells, for: plan.instance.uuid)
        var devicesShort = taken.shortfalls
        if devicesShort.isEmpty, !topology.cellsWithoutDevices.isEmpty {
            devicesShort = devices.shortage(near: topology.cellsWithoutDevices).shortfalls
        }
        let shortfalls = tests.compactMap(\.shortfall) + topology.shortfalls + devicesShort + units.shortfalls
        guard shortfalls.isEmpty else {
            let places = RequestedPlaces(cells: request?.cells.count ?? 0, devices: requests)
            return .failure(Refused(.doesNotFit(plan, amounts, places, shortfalls)))
        }
        if let refusal = pinningRefusal(topology.placed, plan, record.value, ledger) {
            return .failure(Refused(refusal))
        }
        return .success(
            Grant(
                instanceUUID: plan.instance.uuid, node: plan.node, vcpus: amounts.vcpus,
                memoryMebibytes: amounts.memoryMebibytes, diskMebibytes: amounts.diskMebibytes,
                numaTopology: topology.placed, pciDevices: plan.takesDevices ? taken.devices : [],
                resources: units.chosen, pciRequests: plan.takesDevices ? requests : [],
                projectID: plan.instance.projectID, claimRequestID: requestKey,
                createTime: context.now, flavorID: plan.instance.flavor.id))
    }

    /// A place may be on cores that cannot be taken whole (NUMA, 7.2, 2).
    private func pinningRefusal(
        _ placed: InstanceTopology?, _ plan: ClaimPlan, _ node: NodeRecord, _ ledger: NodeLedger
    ) -> Refusal? {
        guard let placed, let host = node.inventory.numaTopology,
            case .failure(let problem) = ledger.topology.claiming(placed, on: host)
        else { return nil }
        return .pinning(problem, plan.instance, plan.node)
    }

    /// The plain resources in the order in which refusals list them.
    private func capacityTests(
        _ amounts: Amounts, _ plan: ClaimPlan, _ node: NodeRecord, _ held: Amounts
    ) -> [CapacityTest] {
        let limits = CapacityLimits(plan.limits, on: node, admission: policy.admission)
        return [
            CapacityTest(
                resource: .memory, requested: amounts.memoryMebibytes,
                used: held.memoryMebibytes.addingSaturating(node.reserved.memoryMebibytes),
                limit: limits.memoryMebibytes),
            CapacityTest(
                resource: .disk, requested: amounts.diskMebibytes,
                used: held.diskMebibytes.addingSaturating(node.reserved.diskMebibytes), limit: limits.diskMebibytes),
            CapacityTest(
                resource: .vcpu, requested: amounts.vcpus,
                used: held.vcpus.addingSaturating(node.reserved.vcpus), limit: limits.vcpus),
        ]
    }

    /// Why the instance cannot get a claim of its own, wherever.
    private func holderRefusal(_ plan: ClaimPlan) -> Refusal? {
        // Nearly always nobody holds anything, and one look-up says so.
        if state.isHeld(plan.instance.uuid), let refusal = heldRefusal(plan) { return refusal }
        guard plan.instance.isDeleted || plan.instance.isRemovable else { return nil }
        let state = plan.instance.vmState?.rawValue ?? "none"
        return Refusal(
            .failedPrecondition, reason: "INSTANCE_REMOVABLE",
            message: "instance \(plan.instance.uuid) is deleted or offloaded (state \(state)), so it may hold nothing; "
                + "claim it as building, or as spawning when it is unshelved",
            metadata: ["vm_state": state])
    }

    /// Why an instance that holds something, here or elsewhere, cannot get a claim.
    private func heldRefusal(_ plan: ClaimPlan) -> Refusal? {
        let uuid = plan.instance.uuid
        let record = state.instanceRecord(InstanceIdentifier(host: plan.node.host, uuid: uuid))
        switch InstanceTransitions.verdict(.claim, in: InstanceState(record)) {
        case .alreadyExists: if let held = record?.instanceGrant { return .alreadyHeld(held, at: plan.node) }
        case .decided, .moveOpen, .nothing: break
        }
        if let held = state.instanceGrant(of: uuid) { return .alreadyHeld(held, at: plan.node) }
        if let move = state.migrationRecords(ofInstance: uuid).first(where: state.holdsMoveGrant) {
            return .moveOpen(move, instance: uuid, todo: "bring it to its end first")
        }
        return nil
    }

    static func nodeRefusal(_ node: NodeRecord) -> Refusal? {
        guard !node.isEnabled else { return nil }
        let reason = node.disableReason.isEmpty ? "no reason was given" : node.disableReason
        return Refusal(
            .failedPrecondition, reason: "NODE_DISABLED",
            message: "node \(node.identifier.text) is closed for claims (\(reason)); use another node, or enable it",
            metadata: ["host": node.identifier.host, "node": node.identifier.name])
    }
}

/// What is to be claimed, where, and within which limits.
struct ClaimPlan {
    /// Where.
    var node: NodeIdentifier
    /// For what.
    var instance: Instance
    /// Given by a scheduler.
    var limits: Limits
    /// For named units.
    var allocations: [Allocation]
    /// False: the devices are only tested; they are taken by a request of their own.
    var takesDevices = true
    /// How many nodes are asked in the same decision.
    var share = 1
}

extension Result where Success == [PCIDevice], Failure == DeviceShortage {
    /// Those that can be had; none if not all can.
    fileprivate var devices: [PCIDevice] {
        if case .success(let devices) = self { devices } else { [] }
    }

    /// Why not all can be had.
    fileprivate var shortfalls: [Shortfall] {
        if case .failure(let shortage) = self { shortage.shortfalls } else { [] }
    }
}

/// A refusal on its way out of the rules; refusals themselves are values, not errors.
struct Refused: Error {
    var refusal: Refusal

    init(_ refusal: Refusal) { self.refusal = refusal }
}

extension Instance {
    /// The instance as its record keeps it: at home on the node, and in the cells, where it was claimed.
    fileprivate func claimed(by grant: Grant) -> Instance {
        var claimed = self
        claimed.host = grant.node.host
        claimed.node = grant.node.name
        claimed.numaTopology = grant.numaTopology
        claimed.isVolumeBacked = isVolumeBacked ?? false
        return claimed
    }
}
