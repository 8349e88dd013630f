/// Which devices of a report are tracked, with the tags of the first spec that matches (PCI, 3.4).
struct DeviceTracking {
    /// The tracked devices in order of address, tagged; what only Berth says of a device is cleared.
    let tracked: [PCIDevice]
    /// The others on cards of which a device is tracked, in order of address.
    ///
    /// Whether a spec matches can depend on them: an interface is the physical function's, and who has virtual
    /// functions is one. With them the same specs choose the same devices again.
    let relatives: [PCIDevice]

    /// Chooses among what was reported.
    init(of reported: [PCIDevice], _ specs: [DeviceSpec]) {
        guard !specs.isEmpty else {
            (tracked, relatives) = ([], [])
            return
        }
        let report = ReportedDevices(reported)
        let matchers = specs.map { (spec: $0, matcher: DeviceSpecMatcher($0, in: report)) }
        var (tracked, others, cards) = ([PCIDevice](), [ReportedDevices.Entry](), Set<String>())
        for entry in report.entries {
            if let match = matchers.first(where: { $0.matcher.matches(entry, in: report) }) {
                tracked.append(entry.device.tagged(match.spec))
                cards.insert(entry.card)
            } else {
                others.append(entry)
            }
        }
        self.tracked = tracked
        relatives = others.filter { cards.contains($0.card) }.map { $0.device.unheld(nil) }
    }
}

extension ReportedDevices.Entry {
    /// The address that a physical function shares with its virtual functions.
    fileprivate var card: String { (parent ?? address).text }
}

extension NodeRecord {
    /// The devices that specs chose from, as far as they matter.
    var reportedDevices: [PCIDevice] { inventory.pciDevices + untrackedRelatives }

    /// The last report, as far as it matters.
    var reportedInventory: Inventory {
        var inventory = inventory
        inventory.pciDevices = reportedDevices
        return inventory
    }
}

extension PCIDevice {
    /// The device as reported, with the tags of its spec and no others.
    fileprivate func tagged(_ spec: DeviceSpec) -> PCIDevice {
        var device = unheld(nil)
        device.tags = spec.tags
        device.absentTags = spec.absentTags
        for key in DeviceTag.shownInExtra { device.extra[key] = spec.tags[key] }
        return device
    }
}
