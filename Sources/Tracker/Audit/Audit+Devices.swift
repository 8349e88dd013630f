import HashTreeCollections

/// The devices of guests: what is held stays, what differs is listed (PCI, 9 and 10).
extension Audit {
    /// The devices that nobody else has, as held by an instance that is taken in; the others stay with who has them.
    mutating func freeDevices(_ recorded: [PCIDevice], _ uuid: String) -> [PCIDevice] {
        guard !recorded.isEmpty, let book = state.ledger(of: node)?.devices else { return [] }
        var kept: [PCIDevice] = []
        for device in recorded {
            var held = book.device(at: device.address) ?? device
            // As recorded, and as reported: neither may be somebody else's.
            let parents = book.parents(of: device)
            let isOther = book.held[device.address] != nil || parents.contains { book.held[$0] != nil }
            let isOwn = kept.contains { own in
                own.address == device.address || parents.contains(own.address) || own.parentAddress == device.address
            }
            guard !isOther, !isOwn, !book.hasHeldFunctions(device.address) else {
                find(
                    .invalidItem, uuid,
                    "the database gives it PCI device \(device.address), which another one, or a relative of it, has",
                    isRepaired: false)
                continue
            }
            held.status = device.status == .claimed ? .claimed : .allocated
            held.instanceUUID = uuid
            held.requestID = device.requestID
            held.claimRequestID = device.claimRequestID
            held.claimTime = device.claimTime
            held.removeWhenFreed = false
            kept.append(held)
        }
        return kept
    }

    /// Other devices than the database has are a difference that only a person can judge.
    mutating func checkDevices(_ own: Grant, recorded: [PCIDevice]) {
        let (held, told) = (Set(own.pciDevices.map(\.address)), Set(recorded.map(\.address)))
        guard held != told else { return }
        find(
            .usageMismatch, own.instanceUUID,
            "held are PCI devices \(Self.text(held)), and the database has \(Self.text(told))", isRepaired: false)
    }

    /// Lists the devices in use that are not as the latest report and the other grants have them; guests keep them.
    mutating func checkDevicesInUse() {
        guard let book = state.ledger(of: node)?.devices else { return }
        for drift in DeviceDrift.found(in: book) { find(drift.kind, drift.subject, drift.message, isRepaired: false) }
    }

    /// Lists the instances that have not the devices here that they ask for: a guest may use one that counts as free.
    mutating func checkDeviceCounts() {
        for uuid in state.ledger(of: node)?.holders ?? [] {
            let record = state.instanceRecord(InstanceIdentifier(host: node.host, uuid: uuid))
            guard let record, let own = record.instanceGrant, own.node == node, !isBetweenDevices(own, record.instance),
                case .success(let requests) = DeviceRequests.of(record.instance, policy.devices)
            else { continue }
            let missing = RequestCover.missing(requests, among: own.pciDevices)
            guard !missing.isEmpty else { continue }
            let wanted = requests.reduce(Int64(0)) { $0.addingSaturating(Int64($1.count)) }
            let without = own.pciDevices.isEmpty ? "" : " and lacks \(Self.text(missing))"
            find(
                .usageMismatch, uuid,
                "asks for \(wanted) \(wanted == 1 ? "device" : "devices") (\(Self.text(requests))), holds "
                    + "\(own.pciDevices.count)\(without); its guest may use one that is free here",
                isRepaired: false)
        }
    }

    /// Whether a move that is under way explains what is held: a live migration's source lets go before it ends, and
    /// the record of a resize may have the new size already.
    private func isBetweenDevices(_ own: Grant, _ instance: Instance) -> Bool {
        guard !state.isLeftBehind(own), !state.isLeavingLive(own) else { return true }
        return own.flavorID != instance.flavor.id
            && state.migrationRecords(ofInstance: own.instanceUUID).contains { side in
                side.host == node.host && side.migration.status.isOpen && side.migration.status != .error
            }
    }

    /// What is asked for, by name: an alias, a port, or a request that says neither.
    private static func text(_ requests: [PCIRequest]) -> String {
        var counts: [(name: String, count: Int64)] = []
        for request in requests {
            let name =
                !request.isOfPort
                ? request.aliasName
                : request.requesterID.isEmpty ? "request \(request.requestID)" : "port \(request.requesterID)"
            if let index = counts.firstIndex(where: { $0.name == name }) {
                counts[index].count = counts[index].count.addingSaturating(Int64(request.count))
            } else {
                counts.append((name, Int64(request.count)))
            }
        }
        return counts.map { "\($0.name): \($0.count)" }.joined(separator: ", ")
    }

    private static func text(_ addresses: Set<String>) -> String {
        addresses.isEmpty ? "none" : addresses.sorted().joined(separator: ", ")
    }
}
