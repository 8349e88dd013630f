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
        guard let now = book.reportedOtherwise(device) else { return nil }
        return drift(
            device.isSameProduct(as: now) ? .usageMismatch : .lostDevice, device,
            "instance \(device.instanceUUID) has it as \(device.described), and it is reported as \(now.described) "
                + "now, which counts once it is freed")
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
        return book.parents(of: device).compactMap { address in
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
    /// The devices in use that the latest report has otherwise, as it has them, in order of address.
    func reportedOtherwise() -> [PCIDevice] {
        held.values.compactMap { reportedOtherwise($0.device) }.sorted { $0.address < $1.address }
    }

    /// A device in use as the latest report has it; nil: it has it as it was granted, or not at all.
    fileprivate func reportedOtherwise(_ device: PCIDevice) -> PCIDevice? {
        guard let now = index.device(at: device.address) else { return nil }
        return device.isSameProduct(as: now) && device.isSamePlace(as: now) ? nil : now
    }
}

extension PCIDevice {
    /// Whether it is the device that is reported at its address; what an old record does not say is no difference.
    fileprivate func isSameProduct(as reported: PCIDevice) -> Bool {
        (type ?? reported.type ?? .standard) == (reported.type ?? .standard)
            && (vendorID.isEmpty || vendorID == reported.vendorID)
            && (productID.isEmpty || productID == reported.productID)
    }

    /// Whether it is below the same card and near the same cell; a record without a type says neither.
    fileprivate func isSamePlace(as reported: PCIDevice) -> Bool {
        type == nil || parentAddress == reported.parentAddress && numaNode == reported.numaNode
    }

    /// For people.
    fileprivate var described: String {
        "\((type ?? .standard).wireName) \(vendorID) \(productID)"
            + (parentAddress.isEmpty ? "" : " of \(parentAddress)")
            + (numaNode.map { " near cell \($0)" } ?? " near no cell")
    }
}

extension Decider {
    /// What a report makes wrong with devices in use: told with the report, since no audit may come for long.
    ///
    /// What was wrong before it is not told again; what follows from specs that changed since the report before is.
    func deviceDrift(of report: NodeReported) -> [Fact.Body] {
        guard let stored = state.nodeRecord(report.node)?.value.inventory.pciDevices,
            stored != report.inventory.pciDevices, state.ledger(of: report.node)?.devices.held.isEmpty == false
        else { return [] }
        let grants = state.grants(on: report.node)
        let found = [stored, report.inventory.pciDevices].map { devices in
            var book = DeviceBook(devices)
            for grant in grants { book.enter(grant.pciDevices) }
            return DeviceDrift.found(in: book)
        }
        let known = Set(found[0])
        let drifts = found[1].filter { !known.contains($0) }
        return drifts.isEmpty ? [] : [.driftFound(DriftFound(node: report.node, drifts: drifts))]
    }
}
