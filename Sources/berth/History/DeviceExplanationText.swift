import Wire
import Worker

/// Devices that could not be had, and who had them, for people.
enum DeviceExplanationText {
    /// What the refusal said of them, and a line for each device that would have served.
    static func people(_ devices: DeviceShortageReport, on node: String) -> String {
        let shortfalls = devices.entries.map { entry in
            var shortfall = Berth_Tracker_V1_Shortfall()
            (shortfall.resource, shortfall.reason, shortfall.message) = ("PCI_DEVICE", entry.reason, entry.message)
            (shortfall.requested, shortfall.available) = (entry.requested, entry.available)
            shortfall.pciRequestID = entry.pciRequest
            return shortfall
        }
        let why = DeviceShortageText.people(shortfalls)
        return (why.isEmpty ? "" : Printable.text("Short of devices on \(node):") + "\n" + why)
            + holders(devices.holders)
    }

    private static func holders(_ holders: [DeviceShortageReport.Holder]?) -> String {
        guard let holders else { return "Who had such devices is not known: what was asked for is not on record.\n" }
        guard !holders.isEmpty else { return "Nobody had a device that would have served.\n" }
        let most = ExplanationText.mostListed
        var table = TextTable([
            .identifier("PCI DEVICE"), .identifier("ID"), .identifier("TYPE"), .identifier("INSTANCE"),
            .text("SIDE", minimum: 12), .identifier("REQUEST"), .identifier("SINCE"),
        ])
        for holder in holders.prefix(most) {
            table.add([
                holder.address, holder.product, holder.type, holder.instance,
                holder.migration.isEmpty ? "own" : "\(holder.side) of \(holder.migration)", holder.request,
                holder.since,
            ])
        }
        let left = holders.count - most
        return "Devices that would have served, or that blocked some, were held by:\n" + table.rendered()
            + (left > 0 ? "and \(left) more; see --json.\n" : "")
    }
}
