extension Decider {
    /// Takes devices for a grant that is there already; none of it is in use yet (PCI, 9 and 11).
    func decide(_ command: ClaimDevices) -> Decision {
        let (record, refusal) = holder(command.instanceUUID, command.node)
        guard let record else { return refusal }
        let grant = record.grants.first { grant in
            grant.node == command.node
                && (command.migrationUUID.isEmpty
                    ? grant.side == .instance
                    : grant.side == .moveNew && grant.migrationUUID == command.migrationUUID)
        }
        guard let grant else { return .refused(.noGrantForDevices(command)) }
        guard !command.requests.isEmpty else { return accept(.devices(.claim, [])) }
        let requests: [PCIRequest]
        switch DeviceRequests.of(command.requests, for: record.instance, policy.devices) {
        case .failure(let no): return .refused(no.refusal)
        case .success(let asked): requests = asked
        }
        let answered = Set(grant.pciDevices.map(\.requestID))
        let earlier = grant.pciRequests.filter { answered.contains($0.requestID) }
        for request in requests {
            let held = earlier.first { $0.isSame(as: request) }
            guard held != nil || answered.contains(request.requestID) else { continue }
            return .refused(.requestAnswered(held ?? request, grant))
        }
        // Whether the node is open for claims does not count: the guest is there, or its move was admitted.
        let cells = command.hostCells.isEmpty ? grant.hostCells : Set(command.hostCells)
        let test = DeviceTest(
            requests, state.ledger(of: command.node)?.devices ?? DeviceBook(),
            host: state.hostTopology(of: command.node))
        switch test.devices(near: cells, for: command.instanceUUID, after: .claim) {
        case .failure(let shortage):
            let places = RequestedPlaces(cells: cells.count, devices: requests)
            return .refused(.devicesShort(shortage, command, places))
        case .success(let chosen):
            let devices = chosen.map { $0.taken(by: context.requestKey, at: context.now) }
            // One that had no devices yet is answered now; it stands there once.
            let kept = grant.pciRequests.filter { held in !requests.contains { $0.isSame(as: held) } }
            let change = DevicesChanged(
                grant, devices: grant.pciDevices + devices, requests: kept + requests,
                changed: devices.map(\.address),
                ports: grant.side == .instance ? record.instance.ports(adding: command.requests) : nil)
            return accept([.devicesChanged(change)], .ready(.devices(.claim, devices)))
        }
    }

    /// Every device taken for the instance on the node is in use; none is without effect.
    func decide(_ command: AllocateDevices) -> Decision {
        let (record, refusal) = holder(command.instanceUUID, command.node)
        guard let record else { return refusal }
        var (facts, changed) = ([Fact.Body](), [PCIDevice]())
        for grant in record.grants where grant.node == command.node && grant.isOfMove(command.migrationUUID) {
            var (devices, used) = (grant.pciDevices, [PCIDevice]())
            for (index, device) in devices.enumerated() {
                guard let next = DeviceTransitions.next(device.status ?? .allocated, .allocate) else { continue }
                devices[index].status = next
                used.append(devices[index])
            }
            guard !used.isEmpty else { continue }
            facts.append(
                .devicesChanged(
                    DevicesChanged(
                        grant, devices: devices, requests: grant.pciRequests, changed: used.map(\.address))))
            changed += used
        }
        return accept(facts, .ready(.devices(.allocate, changed)))
    }

    /// Lets go of devices; those that another instance has, or nobody, are passed over (PCI, 9).
    func decide(_ command: FreeDevices) -> Decision {
        guard state.nodeRecord(command.node) != nil else { return .refused(.nodeNotFound(command.node)) }
        let identifier = InstanceIdentifier(host: command.node.host, uuid: command.instanceUUID)
        let addresses = Set(command.addresses)
        var (facts, changed) = ([Fact.Body](), [PCIDevice]())
        let record = state.instanceRecord(identifier)
        for grant in record?.grants(meantBy: command) ?? [] {
            let freed = grant.pciDevices.filter { command.means($0, addresses) }
            guard !freed.isEmpty else { continue }
            let kept = grant.pciDevices.filter { !command.means($0, addresses) }
            // A request that still has a device is still answered.
            let answered = Set(kept.map(\.requestID))
            let gone = Set(freed.map(\.requestID)).subtracting(answered)
            let requests = grant.pciRequests.filter { !gone.contains($0.requestID) }
            facts.append(
                .devicesChanged(
                    DevicesChanged(
                        grant, devices: kept, requests: requests, freed: freed.map(\.address),
                        ports: isPortKept(grant) ? nil : record?.instance.ports(without: gone))))
            // As they are if they are not in the report.
            changed += freed.map { $0.unheld(.removed) }
        }
        return accept(facts, .devicesFreed(command.node, changed))
    }

    /// Whether the instance's ports stay as they are when devices of a grant are freed.
    ///
    /// Nothing is detached on a side of a move, nor where a live migration leaves from: the guest may still come back.
    private func isPortKept(_ grant: Grant) -> Bool {
        grant.side != .instance || state.isLeavingLive(grant)
    }

    private func holder(_ uuid: String, _ node: NodeIdentifier) -> (InstanceRecord?, Decision) {
        guard state.nodeRecord(node) != nil else { return (nil, .refused(.nodeNotFound(node))) }
        let record = state.instanceRecord(InstanceIdentifier(host: node.host, uuid: uuid))
        guard let record, record.grants.contains(where: { $0.node == node }) else {
            return (nil, .refused(.nothingHeld(uuid, node)))
        }
        return (record, .refused(.nothingHeld(uuid, node)))
    }
}

extension FreeDevices {
    fileprivate func means(_ device: PCIDevice, _ addresses: Set<String>) -> Bool {
        guard DeviceTransitions.next(device.status ?? .allocated, .free) != nil,
            addresses.isEmpty || addresses.contains(device.address)
        else { return false }
        switch scope {
        case .both: return true
        case .claimed: return device.status == .claimed
        case .allocated: return device.status != .claimed
        }
    }
}

extension InstanceRecord {
    /// The grants whose devices are meant: addresses say it themselves, else one side is enough.
    fileprivate func grants(meantBy command: FreeDevices) -> [Grant] {
        let here = grants.filter { $0.node == command.node && $0.isOfMove(command.migrationUUID) }
        guard command.migrationUUID.isEmpty, command.addresses.isEmpty else { return here }
        let own = here.filter { $0.side == .instance }
        return own.isEmpty ? here : own
    }
}

extension Instance {
    /// The requests of its ports with those of others, which are attached; nil: none is a port's.
    fileprivate func ports(adding requests: [PCIRequest]) -> [PCIRequest]? {
        let new = requests.filter(\.isOfPort)
        guard !new.isEmpty else { return nil }
        return identifiedPorts.ports(apartFrom: new) + new
    }

    /// The requests of its ports without some, which are detached; nil: none of them is a port's.
    fileprivate func ports(without requestIDs: Set<String>) -> [PCIRequest]? {
        let ports = identifiedPorts
        let kept = ports.filter { !requestIDs.contains($0.requestID) }
        return kept.count == ports.count ? nil : kept
    }

    /// The requests of its ports with the identities under which they are served.
    private var identifiedPorts: [PCIRequest] {
        DeviceRequests.identified(pciRequests.filter(\.isOfPort), instanceUUID: uuid)
    }
}

extension Grant {
    /// Whether it is a side of a move; of none in particular, every grant is.
    fileprivate func isOfMove(_ migrationUUID: String) -> Bool {
        migrationUUID.isEmpty || self.migrationUUID == migrationUUID
    }

    /// The host cells that its guest is on.
    var hostCells: Set<Int32> { Set(numaTopology?.cells.compactMap(\.hostCell) ?? []) }
}

extension PCIDevice {
    /// Taken by a request other than the claim of its grant.
    fileprivate func taken(by requestKey: String, at time: Instant) -> PCIDevice {
        var device = self
        device.claimRequestID = requestKey
        device.claimTime = time
        return device
    }
}

extension Refusal {
    /// The instance holds nothing on the node.
    fileprivate static func nothingHeld(_ uuid: String, _ node: NodeIdentifier) -> Refusal {
        Refusal(
            .notFound, reason: "INSTANCE_NOT_FOUND",
            message: "instance \(uuid) holds nothing on \(node.text); claim it first",
            metadata: ["host": node.host, "node": node.name, "instance_uuid": uuid])
    }

    /// The instance holds something on the node, and not what the devices are for.
    fileprivate static func noGrantForDevices(_ command: ClaimDevices) -> Refusal {
        let wanted =
            command.migrationUUID.isEmpty ? "no claim of its own" : "no claim of migration \(command.migrationUUID)"
        return Refusal(
            .failedPrecondition, reason: "NO_CLAIM_FOR_DEVICES",
            message: "instance \(command.instanceUUID) has \(wanted) on \(command.node.text); claim that first",
            metadata: [
                "host": command.node.host, "node": command.node.name, "migration": command.migrationUUID,
            ])
    }

    /// A request has its devices already.
    fileprivate static func requestAnswered(_ request: PCIRequest, _ grant: Grant) -> Refusal {
        let devices = grant.pciDevices.filter { $0.requestID == request.requestID }.map(\.address)
        return Refusal(
            .alreadyExists, reason: "REQUEST_ANSWERED",
            message: "\(request.described) of instance \(grant.instanceUUID) has its devices on \(grant.node.text) "
                + "already, by PCI request \(request.requestID): \(devices.joined(separator: ", ")); free them first "
                + "to choose anew",
            held: grant, metadata: ["pci_request_id": request.requestID])
    }

    /// The devices cannot be had.
    fileprivate static func devicesShort(
        _ shortage: DeviceShortage, _ command: ClaimDevices, _ places: RequestedPlaces
    ) -> Refusal {
        Refusal(
            .resourceExhausted, reason: "DOES_NOT_FIT",
            message: "instance \(command.instanceUUID) cannot have its devices on \(command.node.text): "
                + (shortage.shortfalls.first?.message ?? ""),
            shortfalls: shortage.shortfalls, places: places)
    }
}
