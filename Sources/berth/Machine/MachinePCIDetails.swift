import Foundation

/// What a machine tells of its devices beyond numbers and kinds: network interfaces, and serial numbers of cards.
enum MachinePCIDetails {
    /// The devices with `ifname`, `parent_ifname`, `mac_address` and `capabilities`, as far as they are told.
    static func added(to devices: [MachinePCI.Device], in tree: SystemTree) -> [MachinePCI.Device] {
        var interfaces: [String: Interface] = [:]
        var numbers: [String: String] = [:]
        for device in devices {
            interfaces[device.address] = interface(of: device.address, in: tree)
            numbers[device.address] = serialNumber(of: device.address, in: tree)
        }
        return devices.map { device in
            var device = device
            let own = interfaces[device.address]
            device.extra["ifname"] = own?.name
            var capabilities = Capabilities()
            // A virtual function has no product data of its own as a rule; its card does.
            let number = numbers[device.address] ?? device.kind.parent.flatMap { numbers[$0] }
            capabilities.vpd = number.map { Capabilities.ProductData(card_serial_number: $0) }
            if device.kind == .physicalFunction { device.extra["mac_address"] = own?.address }
            if let parent = device.kind.parent {
                device.extra["parent_ifname"] = interfaces[parent]?.name
                capabilities.sriov = Capabilities.VirtualFunction(
                    pf_mac_address: interfaces[parent]?.address,
                    vf_num: index(of: device.address, below: parent, in: tree))
            }
            device.extra["capabilities"] = capabilities.text
            return device
        }
    }

    /// A device's network interface.
    private struct Interface {
        var name: String
        var address: String?
    }

    /// Of several interfaces the first by name; those of virtio devices are one folder deeper.
    private static func interface(of device: String, in tree: SystemTree) -> Interface? {
        let place = "\(MachinePCI.folder)/\(device)"
        let folders = [place] + tree.names(in: place).filter { $0.hasPrefix("virtio") }.map { "\(place)/\($0)" }
        for folder in folders {
            guard let name = tree.names(in: "\(folder)/net").first(where: isInterfaceName) else { continue }
            let address = tree.optionalText("\(folder)/net/\(name)/address")?.lowercased()
            return Interface(name: name, address: address.flatMap { isHardwareAddress($0) ? $0 : nil })
        }
        return nil
    }

    /// Which virtual function of its physical function a device is: the link `virtfnN` leads to it.
    private static func index(of device: String, below parent: String, in tree: SystemTree) -> Int? {
        let place = "\(MachinePCI.folder)/\(parent)"
        return tree.names(in: place).lazy.filter { $0.hasPrefix("virtfn") }
            .first { tree.linkedName("\(place)/\($0)")?.lowercased() == device }
            .flatMap { Int($0.dropFirst("virtfn".count)) }
    }

    private static func serialNumber(of device: String, in tree: SystemTree) -> String? {
        tree.optionalBytes("\(MachinePCI.folder)/\(device)/vpd", most: VitalProductData.maximumBytes)
            .flatMap(VitalProductData.serialNumber)
    }

    private static func isInterfaceName(_ text: String) -> Bool {
        (1...15).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func isHardwareAddress(_ text: String) -> Bool {
        text.split(separator: ":", omittingEmptySubsequences: false).count >= 6
            && text.allSatisfy { $0 == ":" || ($0.isASCII && $0.isHexDigit) }
    }
}

/// The part of a device's `capabilities` that `/sys` tells, in the form that drivers report it in (PCI, 2.1).
private struct Capabilities: Encodable {
    struct VirtualFunction: Encodable {
        // The names are those of the document.
        var pf_mac_address: String?
        var vf_num: Int?
    }

    struct ProductData: Encodable {
        var card_serial_number: String
    }

    var sriov: VirtualFunction?
    var vpd: ProductData?

    /// As JSON; nil: there is nothing to tell.
    var text: String? {
        guard (sriov?.pf_mac_address ?? sriov?.vf_num.map(String.init)) != nil || vpd != nil else { return nil }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) }
    }
}
