import HashTreeCollections

/// What is wrong with devices in use, as the grants and the latest report have them (PCI, 9 and 10).
///
/// Guests keep what they have, so only a person can put it right; nobody else gets such a device meanwhile.
enum DeviceDrift {
    /// All that is wrong on a node, in order of kind and address.
    static func found(in book: DeviceBook) -> [Drift] {
        book.held.values.flatMap { holding in
            [lost(holding, book), changed(holding, book), shared(holding)].compactMap(\.self) + relatives(holding, book)
        }.sorted()
    }

    /// The node no longer reports it, or may no longer give it away.
    private static func lost(_ holding: DeviceBook.Holding, _ book: DeviceBook) -> Drift? {
        let device = holding.device
        guard book.index.place(of: device.address) == nil else { return nil }
        return drift(
            .lostDevice, device,
            "instance \(device.instanceUUID) has it, and it is no longer reported or no device spec matches it; it is "
                + "gone once it is freed")
    }

    /// The report has another device at its address, or has it elsewhere: below another card, near another cell.
    private static func changed(_ holding: DeviceBook.Holding, _ book: DeviceBook) -> Drift? {
        let device = holding.device
        guard let now = book.reported(at: device.address) else { return nil }
        // What an old record of a grant does not say is no difference.
        let isOther = !device.vendorID.isEmpty && device.identity != now.identity
        guard isOther || device.parentAddress != now.parentAddress || device.numaNode != now.numaNode else {
            return nil
        }
        return drift(
            isOther ? .lostDevice : .usageMismatch, device,
            "instance \(device.instanceUUID) has it as \(device.described), and it is reported as \(now.described) now, "
                + "which counts once it is freed")
    }

    /// Several grants have it: records from before devices were judged.
    private static func shared(_ holding: DeviceBook.Holding) -> Drift? {
        guard !holding.others.isEmpty else { return nil }
        let holders = ([holding.device] + holding.others).map(\.instanceUUID).sorted()
        return drift(
            .usageMismatch, holding.device,
            "instances \(holders.joined(separator: " and ")) all have it; free it for those whose guests do not use it")
    }

    /// Its card is in use as well: they were no relatives when they were granted, or their records are old.
    private static func relatives(_ holding: DeviceBook.Holding, _ book: DeviceBook) -> [Drift] {
        let device = holding.device
        return book.cards(of: device).compactMap { address in
            book.held[address].map { card in
                drift(
                    .usageMismatch, device,
                    "instance \(device.instanceUUID) has it, and instance \(card.device.instanceUUID) has \(address), "
                        + "the card that it is a function of; free one of the two")
            }
        }
    }

    private static func drift(_ kind: Drift.Kind, _ device: PCIDevice, _ message: String) -> Drift {
        Drift(kind, subject: device.address, message: message, isRepaired: false)
    }
}

extension DeviceBook {
    /// A tracked device as the latest report has it; absent: it is not tracked.
    fileprivate func reported(at address: String) -> PCIDevice? {
        index.place(of: address).map { index.devices[$0] }
    }

    /// The physical functions of a held device, as it was granted and as it is reported.
    fileprivate func cards(of device: PCIDevice) -> [String] {
        Set([device.parentAddress, reported(at: device.address)?.parentAddress ?? ""])
            .subtracting(["", device.address]).sorted()
    }
}

extension PCIDevice {
    /// What makes it the device that it is.
    fileprivate var identity: [String] { [(type ?? .standard).wireName, vendorID, productID] }

    /// For people.
    fileprivate var described: String {
        identity.joined(separator: " ") + (parentAddress.isEmpty ? "" : " of \(parentAddress)")
            + (numaNode.map { " near cell \($0)" } ?? " near no cell")
    }
}

extension Decider {
    /// What a report makes wrong with devices in use: told with the report, since no audit may come for long.
    ///
    /// What was wrong before it is not told again.
    func deviceDrift(of report: NodeReported) -> [Fact.Body] {
        guard let before = state.ledger(of: report.node)?.devices, !before.held.isEmpty,
            state.nodeRecord(report.node)?.value.inventory.pciDevices != report.inventory.pciDevices
        else { return [] }
        var after = DeviceBook(report.inventory.pciDevices)
        for grant in state.grants(on: report.node) { after.enter(grant.pciDevices) }
        let known = Set(DeviceDrift.found(in: before))
        let drifts = DeviceDrift.found(in: after).filter { !known.contains($0) }
        return drifts.isEmpty ? [] : [.driftFound(DriftFound(node: report.node, drifts: drifts))]
    }
}
