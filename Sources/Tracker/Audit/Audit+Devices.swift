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
            let parents = Set([device.parentAddress, held.parentAddress]).subtracting(["", device.address])
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

    /// Lists the devices in use that the node no longer reports, or may no longer give away; their guests keep them.
    mutating func checkLostDevices() {
        guard let book = state.ledger(of: node)?.devices else { return }
        let lost = book.held.values.filter { book.index.place(of: $0.device.address) == nil }
        for holding in lost.sorted(by: { $0.device.address < $1.device.address }) {
            find(
                .lostDevice, holding.device.address,
                "instance \(holding.device.instanceUUID) has it, and it is no longer reported or no device spec "
                    + "matches it; it is gone once it is freed", isRepaired: false)
        }
    }

    private static func text(_ addresses: Set<String>) -> String {
        addresses.isEmpty ? "none" : addresses.sorted().joined(separator: ", ")
    }
}
