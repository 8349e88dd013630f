import Foundation

/// Types of devices in JSON that people write: the schema says `STANDARD` for what specs, requests and tables call
/// `type-PCI`; both are taken.
enum DeviceTypeNames {
    /// What became of a text.
    enum Reading: Equatable {
        /// It has no such name in it.
        case unchanged
        /// With the schema's names.
        case renamed([UInt8])
        /// A type that is none, and what would be.
        case unknown(String)
    }

    private static let names = [
        "type-PCI": "STANDARD", "type-PF": "PHYSICAL_FUNCTION", "type-VF": "VIRTUAL_FUNCTION", "vdpa": "VDPA",
    ]

    /// Looks at every device of a JSON text.
    static func read(_ json: [UInt8]) -> Reading {
        guard let whole = try? JSONSerialization.jsonObject(with: Data(json)) else { return .unchanged }
        var walk = Walk()
        let renamed = walk.value(whole, "")
        if let unknown = walk.unknown { return .unknown(unknown) }
        guard walk.isChanged, let data = try? JSONSerialization.data(withJSONObject: renamed) else { return .unchanged }
        return .renamed(Array(data))
    }

    private struct Walk {
        var isChanged = false
        var unknown: String?

        mutating func value(_ value: Any, _ path: String) -> Any {
            if let list = value as? [Any] {
                return list.enumerated().map { self.value($1, "\(path)[\($0)]") }
            }
            guard let object = value as? [String: Any] else { return value }
            return Dictionary(
                uniqueKeysWithValues: object.map { key, value in
                    let inner = path.isEmpty ? key : "\(path).\(key)"
                    guard key == "pciDevices" || key == "pci_devices", let devices = value as? [Any] else {
                        return (key, self.value(value, inner))
                    }
                    return (key, devices.enumerated().map { device($1, "\(inner)[\($0)]") })
                })
        }

        private mutating func device(_ value: Any, _ path: String) -> Any {
            guard var device = value as? [String: Any], let type = device["type"] as? String else { return value }
            if let name = names[type] {
                device["type"] = name
                isChanged = true
            } else if !names.values.contains(type), unknown == nil {
                let known = names.sorted { $0.key < $1.key }.map { "\($0.value) (\($0.key))" }
                unknown =
                    "\(path).type is \"\(Printable.text(type))\"; it must be one of "
                    + known.joined(separator: ", ")
            }
            return device
        }
    }
}
