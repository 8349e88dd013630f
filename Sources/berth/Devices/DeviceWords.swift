import Wire

/// The words for kinds and states of devices.
enum DeviceWords {
    /// A kind as device specs and requests write it.
    static func type(_ type: Berth_Tracker_V1_PciDevice.TypeEnum) -> String {
        switch type {
        case .standard: "type-PCI"
        case .physicalFunction: "type-PF"
        case .virtualFunction: "type-VF"
        case .vdpa: "vdpa"
        case .unspecified, .UNRECOGNIZED: "?"
        }
    }

    /// A state; empty when the tracker says none, as of a device that no device spec matches.
    static func status(_ status: Berth_Tracker_V1_PciDevice.Status) -> String {
        switch status {
        case .available: "available"
        case .claimed: "claimed"
        case .allocated: "allocated"
        case .unavailable: "unavailable"
        case .unclaimable: "unclaimable"
        case .removed: "removed"
        case .deleted: "deleted"
        case .unspecified: ""
        case .UNRECOGNIZED: "?"
        }
    }

    /// An address in full: a short one, `81:00.0`, has the domain `0000`.
    static func address(_ text: String) -> String {
        let address = text.lowercased()
        return address.count { $0 == ":" } == 1 ? "0000:" + address : address
    }

    /// Whether a text, completed, has the form of an address; some machines have domains of more than four digits.
    static func isAddress(_ text: String) -> Bool {
        address(text).wholeMatch(of: /[0-9a-f]{4,8}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]/) != nil
    }

    /// Keys of a pool that say what its devices are; all others are tags.
    static let ownKeys: Set<String> = ["vendor_id", "product_id", "dev_type", "address", "numa_node"]

    /// Who asks for a device: an alias or a port; empty: it says neither.
    static func asker(alias: String, port: String) -> String {
        if !alias.isEmpty { return "alias \(alias)" }
        return port.isEmpty ? "" : "port \(port)"
    }

    /// Vendor and product.
    static func numbers(_ device: Berth_Tracker_V1_PciDevice) -> String { "\(device.vendorID):\(device.productID)" }

    /// The host cell near a device; `-` when the platform does not say.
    static func cell(_ device: Berth_Tracker_V1_PciDevice) -> String {
        device.hasNumaNode ? String(device.numaNode) : "-"
    }

    /// Keys with their values in the order of the keys, and those that are there without one:
    /// `trusted=true, no physical_network`.
    static func pairs(_ map: [String: String], absent: [String] = []) -> String {
        (map.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } + absent.map { "no \($0)" })
            .joined(separator: ", ")
    }
}
