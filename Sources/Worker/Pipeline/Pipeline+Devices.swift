internal import Logging
internal import Tracker

/// What the log says of devices once a request has been accepted.
extension Pipeline {
    /// Logs what an accepted request means for devices, as far as an answer of yes does not show it.
    mutating func noteDevices(of command: Command, _ facts: [Fact], _ request: Request) {
        switch command {
        case .reportInventory(let report):
            notePassedOver(report.inventory, on: report.node, request)
            for case .driftFound(let found) in facts.map(\.body) { noteInUse(found, request) }
        case .auditNode(let audit):
            if let inventory = audit.inventory { notePassedOver(inventory, on: audit.node, request) }
        case .removeNode(let removal): passedOver[removal.node] = nil
        case .claimInstance, .claimMove, .claimDevices:
            for fact in facts { noteWithoutCell(fact, request) }
        default: break
        }
    }

    /// Hypervisors report the same again and again, so it is logged when it is something else than before.
    private mutating func notePassedOver(_ inventory: Inventory, on node: NodeIdentifier, _ request: Request) {
        // Without device specs no device counts.
        let places = settings.policy.devices.specs.isEmpty ? [] : inventory.devicesPassedOver
        guard !places.isEmpty else {
            passedOver[node] = nil
            return
        }
        let names = DeviceNames.text(places.map { DeviceNames.name(of: inventory.pciDevices[$0], at: $0) })
        guard passedOver.updateValue(names, forKey: node) != names else { return }
        let what = ["node": node.name, "count": String(places.count), "devices": names]
        log(.notice, .devicesPassedOver, metadata(of: request).merging(what) { $1 })
    }

    /// Guests keep what a report drops or has otherwise, and somebody must look at it (PCI, 10).
    private mutating func noteInUse(_ found: DriftFound, _ request: Request) {
        let names = DeviceNames.text(Set(found.drifts.map(\.subject)).sorted())
        let what = ["node": found.node.name, "count": String(found.drifts.count), "devices": names]
        log(.warning, .devicesInUseDiffer, metadata(of: request).merging(what) { $1 })
    }

    /// Devices are as near to the guest's cells as its policy asks; of some nobody knows where they are (PCI, 7.3).
    private mutating func noteWithoutCell(_ fact: Fact, _ request: Request) {
        for (grant, devices) in taken(by: fact, request.head.key) where !(grant.numaTopology?.cells ?? []).isEmpty {
            let far = devices.filter { $0.numaNode == nil }
            guard !far.isEmpty else { continue }
            let what = [
                "node": grant.node.name, "instance": grant.instanceUUID,
                "devices": DeviceNames.text(far.map(\.address)),
            ]
            log(.warning, .devicesWithoutCell, metadata(of: request).merging(what) { $1 })
        }
    }

    /// The devices that a claim took, and for which grant.
    private func taken(by fact: Fact, _ key: String) -> [(Grant, [PCIDevice])] {
        switch fact.body {
        case .instanceClaimed(let fact): return [(fact.grant, fact.grant.pciDevices)]
        case .migrationChanged(let fact):
            return fact.granted.filter { $0.side == .moveNew }.map { ($0, $0.pciDevices) }
        case .devicesChanged(let fact):
            let grant = core.instanceRecord(fact.instance)?.grants.first(where: fact.isAbout)
            return grant.map { [($0, fact.devices.filter { $0.claimRequestID == key })] } ?? []
        default: return []
        }
    }
}

/// Devices in a log line.
enum DeviceNames {
    private static let shown = 8

    /// The first few, and how many there are beside them.
    static func text(_ names: [String]) -> String {
        let rest = names.count - shown
        return (names.prefix(shown) + (rest > 0 ? ["\(rest) more"] : [])).joined(separator: ", ")
    }

    /// A reported device, by its address if that could be one, else by its place in the report, from 0.
    ///
    /// What a caller wrote instead of an address is not repeated: no contents of requests are in the log.
    static func name(of device: PCIDevice, at place: Int) -> String {
        let parts = [device.address, device.parentAddress].filter { !$0.isEmpty }
        return parts.allSatisfy(isLikeAddress) ? parts.joined(separator: " of ") : "pci_devices[\(place)]"
    }

    private static func isLikeAddress(_ text: String) -> Bool {
        text.utf8.count <= 24 && text.utf8.contains(UInt8(ascii: ":"))
            && text.utf8.allSatisfy { Characters.isHex($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
    }
}
