import Tracker

/// The host H of the scenarios (PCI, 12), and hosts like it.
enum SpecHost {
    /// Three plain devices, two physical functions with four virtual ones each.
    static let devices: [PCIDevice] =
        [
            gpu("0000:05:00.0", numaNode: 0), gpu("0000:06:00.0", numaNode: 1), gpu("0000:07:00.0", numaNode: nil),
        ] + card("81", numaNode: 0) + card("82", numaNode: 1)

    /// A physical function with a serial number, two virtual functions with it and one without.
    static let smartCard: [PCIDevice] = [
        device("0000:83:00.0", "15b3", "a2d6", .physicalFunction, extra: serial),
        device("0000:83:10.0", "15b3", "101e", .virtualFunction, parent: "0000:83:00.0", extra: serial),
        device("0000:83:10.1", "15b3", "101e", .virtualFunction, parent: "0000:83:00.0", extra: serial),
        device("0000:83:10.2", "15b3", "101e", .virtualFunction, parent: "0000:83:00.0"),
    ]

    static let serial = ["card_serial_number": "MT2113X00000"]

    static func device(
        _ address: String, _ vendor: String, _ product: String, _ type: PCIDeviceType = .standard,
        numaNode: Int32? = nil, parent: String = "", extra: [String: String] = [:]
    ) -> PCIDevice {
        PCIDevice(
            address: address, vendorID: vendor, productID: product, type: type, numaNode: numaNode,
            parentAddress: parent, extra: extra)
    }

    static func gpu(_ address: String, numaNode: Int32?) -> PCIDevice {
        device(address, "10de", "1db6", numaNode: numaNode)
    }

    static func card(_ bus: String, numaNode: Int32?) -> [PCIDevice] {
        let parent = "0000:\(bus):00.0"
        return [device(parent, "8086", "1528", .physicalFunction, numaNode: numaNode)]
            + (0..<4).map {
                device("0000:\(bus):10.\($0)", "8086", "1515", .virtualFunction, numaNode: numaNode, parent: parent)
            }
    }

    /// Addresses without the domain.
    static func places(_ devices: [PCIDevice]) -> [String] { devices.map { String($0.address.dropFirst(5)) } }
}

extension DeviceAddressPattern {
    /// The one address.
    static func single(_ address: String) -> DeviceAddressPattern {
        let parts = address.split { ":.".contains($0) }.map(String.init)
        return .glob(domain: parts[0], bus: parts[1], slot: parts[2], function: parts[3])
    }
}
