/// The devices of one report whose addresses can be read, and what only all of them together say.
struct ReportedDevices {
    /// A device with its addresses read.
    struct Entry {
        /// In lower case where case says nothing.
        var device: PCIDevice
        /// Its own address.
        var address: DeviceAddress
        /// Its physical function's; absent: it has none.
        var parent: DeviceAddress?
    }

    /// In order of address; the order of the report says nothing.
    let entries: [Entry]
    /// Addresses that some device names as its physical function.
    private let parents: Set<String>

    /// Reads a report; a device with an address that is none is passed over, the rest counts (PCI, 3.4).
    init(_ reported: [PCIDevice]) {
        entries = reported.compactMap(Self.entry).sorted { $0.address.text < $1.address.text }
        parents = Set(entries.compactMap { $0.parent?.text })
    }

    /// Whether a device does not count.
    static func isPassedOver(_ reported: PCIDevice) -> Bool { entry(reported) == nil }

    private static func entry(_ reported: PCIDevice) -> Entry? {
        guard let address = DeviceAddress(reported.address) else { return nil }
        var device = reported
        device.address = address.text
        device.vendorID = reported.vendorID.lowercased()
        device.productID = reported.productID.lowercased()
        guard !reported.parentAddress.isEmpty else { return Entry(device: device, address: address) }
        guard let parent = DeviceAddress(reported.parentAddress) else { return nil }
        device.parentAddress = parent.text
        return Entry(device: device, address: address, parent: parent)
    }

    /// Whether a device is a physical function, as it says itself or as its virtual functions say (PCI, 3.3).
    func isPhysicalFunction(_ entry: Entry) -> Bool {
        entry.device.type == .physicalFunction || parents.contains(entry.address.text)
    }

    /// Addresses behind a network interface: of the device that has it, and of the physical function whose virtual
    /// functions name it.
    func addresses(ofInterface name: String) -> Set<String> {
        entries.reduce(into: []) { addresses, entry in
            if entry.device.extra[DeviceExtra.interface] == name { addresses.insert(entry.address.text) }
            if let parent = entry.parent, entry.device.extra[DeviceExtra.parentInterface] == name {
                addresses.insert(parent.text)
            }
        }
    }
}

extension Inventory {
    /// The places, from 0, of the devices that are passed over: their address cannot be read, or that of their physical
    /// function (PCI, 3.4).
    public var devicesPassedOver: [Int] { pciDevices.indices.filter { ReportedDevices.isPassedOver(pciDevices[$0]) } }
}

/// Keys of what a report says of a device beyond its fields, as far as they have a meaning here.
public enum DeviceExtra {
    /// Name of the device's network interface.
    public static let interface = "ifname"
    /// Name of the network interface of its physical function.
    public static let parentInterface = "parent_ifname"
    /// Serial number of the card, from the vital product data.
    public static let serialNumber = "card_serial_number"
    /// Whether the hypervisor detaches and attaches the device itself; a device spec says so, never a report.
    public static let managed = "managed"
    /// Whether a guest with the device can be migrated live; a device spec says so, never a report.
    public static let liveMigratable = "live_migratable"
}
