import Wire

/// The devices of grants.
enum DeviceGrantText {
    /// The devices of several grants under a heading, each with what asked for it; empty if there are none.
    static func section(_ grants: [Berth_Tracker_V1_Grant]) -> String {
        let devices = grants.flatMap { grant in
            grant.pciDevices.map { ($0, DeviceEntry.Holder(grant, $0).asker) }
        }
        return devices.isEmpty ? "" : "\nDevices:\n" + table(devices)
    }

    /// A line for each device.
    static func table(_ devices: [(device: Berth_Tracker_V1_PciDevice, asker: String)]) -> String {
        let isAsked = devices.contains { !$0.asker.isEmpty }
        var columns: [TextTable.Column] = [
            .identifier("PCI DEVICE"), .identifier("ID"), .identifier("TYPE"), .number("CELL"), .identifier("STATUS"),
            .identifier("PCI REQUEST"),
        ]
        if isAsked { columns.append(.identifier("FOR")) }
        var table = TextTable(columns)
        for (device, asker) in devices {
            table.add(
                [
                    device.address, DeviceWords.numbers(device), DeviceWords.type(device.type),
                    DeviceWords.cell(device), DeviceWords.status(device.status), device.requestID,
                ] + (isAsked ? [asker] : []))
        }
        return table.rendered()
    }
}
