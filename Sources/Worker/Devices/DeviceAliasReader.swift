package import Tracker

/// Reads aliases from a setting: the names under which flavors ask for devices (PCI, 5.1).
package struct DeviceAliasReader {
    private var entries: DeviceSettingEntries
    private var number = 0
    private var aliases: [String: DeviceAlias] = [:]

    /// The aliases of one JSON object or a list of them; a name that comes again is an alternative.
    ///
    /// - Throws: everything that is wrong with any of them.
    package static func aliases(_ text: String) throws(DeviceSettingErrors) -> [String: DeviceAlias] {
        var reader = DeviceAliasReader(entries: DeviceSettingEntries(text, .invalidAlias))
        for entry in reader.entries.objects { reader.read(entry.number, entry.members) }
        guard reader.entries.problems.isEmpty else {
            throw DeviceSettingErrors(problems: reader.entries.problems.inOrder)
        }
        return reader.aliases
    }

    private mutating func refuse(_ message: String) { entries.refuse(.invalidAlias, number, message) }

    private mutating func read(_ number: Int, _ members: [JSONMember]) {
        self.number = number
        let before = entries.problems.count
        var name: String?
        var policy: PCINUMAPolicy?
        var spec = PCISpec()
        for member in members {
            guard let text = member.value.text else {
                refuse(Self.keys.contains(member.key) ? "\(member.key) must be a text" : Self.unknown(member.key))
                continue
            }
            switch member.key {
            case "name": name = self.name(text)
            case "numa_policy": policy = self.policy(text)
            case "device_type": spec.matches["dev_type"] = deviceType(text)
            case "vendor_id", "product_id": spec.matches[member.key] = identifier(member.key, text)
            case "live_migratable": spec.matches[member.key] = boolean(member.key, text)
            case "resource_class", "traits": spec.matches[member.key] = line(member.key, text)
            case "capability_type":
                // No device has such a key: kept, it would make the alias match nothing (D19).
                if text != "pci" { refuse("capability_type must be pci, is \(Shown.text(text))") }
            default: refuse(Self.unknown(member.key))
            }
        }
        let keys = members.map(\.key)
        if !keys.contains("name") { refuse("name is missing") }
        if !keys.contains("vendor_id") || !keys.contains("product_id") {
            refuse("must have both vendor_id and product_id")
        }
        guard entries.problems.count == before, let name else { return }
        add(name, policy, spec)
    }

    private mutating func add(_ name: String, _ policy: PCINUMAPolicy?, _ spec: PCISpec) {
        guard let known = aliases[name] else {
            aliases[name] = DeviceAlias(numaPolicy: policy, specs: [spec])
            return
        }
        if known.numaPolicy ?? .legacy != policy ?? .legacy {
            refuse("NUMA policy mismatch: \(Shown.text(name)) is there with another numa_policy")
        }
        if known.specs.first?.matches["dev_type"] != spec.matches["dev_type"] {
            refuse("device type mismatch: \(Shown.text(name)) is there with another device_type, or without one")
        }
        let count = known.specs.count
        // No more than a request may have; said once, since it does not count how many there are too many.
        if Rules.alternatives.violation(of: count) == nil, Rules.alternatives.violation(of: count + 1) != nil {
            refuse("\(Shown.text(name)) has more than \(count) alternatives")
        }
        aliases[name]?.specs.append(spec)
    }
}

// Values.
extension DeviceAliasReader {
    private static let keys: Set = [
        "name", "vendor_id", "product_id", "device_type", "numa_policy", "resource_class", "traits", "live_migratable",
        "capability_type",
    ]
    private static let deviceTypes: [PCIDeviceType] = [.standard, .physicalFunction, .virtualFunction]

    private static func unknown(_ key: String) -> String { "has the key \(Shown.text(key)), which no alias has" }

    private mutating func name(_ text: String) -> String? {
        let name = SettingWords.trimmed(text)
        // Names and values are no longer than in a request that says the same.
        if let violation = Rules.name.violation(of: name) {
            refuse("name \(violation)")
            return nil
        }
        // Flavors write name:count with commas between them, so they could never ask for it.
        guard !name.contains(where: { $0 == ":" || $0 == "," }) else {
            refuse("name must have no colon and no comma, is \(Shown.text(name))")
            return nil
        }
        return name
    }

    private mutating func policy(_ text: String) -> PCINUMAPolicy? {
        guard let policy = PCINUMAPolicy(rawValue: text) else {
            let allowed = PCINUMAPolicy.allCases.map(\.rawValue).joined(separator: ", ")
            refuse("numa_policy must be one of \(allowed), is \(Shown.text(text))")
            return nil
        }
        return policy
    }

    private mutating func deviceType(_ text: String) -> String? {
        guard Self.deviceTypes.contains(where: { $0.wireName == text }) else {
            let allowed = Self.deviceTypes.map(\.wireName).joined(separator: ", ")
            refuse("device_type must be one of \(allowed), is \(Shown.text(text))")
            return nil
        }
        return text
    }

    private mutating func identifier(_ key: String, _ text: String) -> String? {
        if let violation = Rules.pciNumber.violation(of: text) { refuse("\(key) \(violation)") }
        return text.lowercased()
    }

    private mutating func line(_ key: String, _ text: String) -> String? {
        if let violation = Rules.line.violation(of: text) { refuse("\(key) \(violation)") }
        return text
    }

    private mutating func boolean(_ key: String, _ text: String) -> String? {
        guard let value = SettingWords.strictBoolean(text) else {
            refuse("\(key) must be true or false, is \(Shown.text(text))")
            return nil
        }
        return value ? "true" : "false"
    }
}
