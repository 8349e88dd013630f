package import Tracker

/// Reads device specs from a setting: which reported devices may be given to guests (PCI, 3).
package struct DeviceSpecReader {
    private var entries: DeviceSettingEntries
    private var number = 0

    /// The specs of one JSON object or a list of them, in order.
    ///
    /// - Throws: everything that is wrong with any of them.
    package static func specs(_ text: String) throws(DeviceSettingErrors) -> [DeviceSpec] {
        var reader = DeviceSpecReader(entries: DeviceSettingEntries(text, .invalidSpec))
        let specs = reader.entries.objects.map { reader.spec($0.number, $0.members) }
        guard reader.entries.problems.isEmpty else {
            throw DeviceSettingErrors(problems: reader.entries.problems.inOrder)
        }
        return specs
    }

    private mutating func spec(_ number: Int, _ members: [JSONMember]) -> DeviceSpec {
        self.number = number
        var spec = DeviceSpec()
        var address = JSONValue.null
        var interface: String?
        for member in members {
            switch member.key {
            case "vendor_id": spec.vendorID = identifier(member)
            case "product_id": spec.productID = identifier(member)
            case "address": address = member.value
            case "devname": interface = self.interface(member.value)
            default:
                refuseMisspelt(member.key)
                spec.tags[member.key] = tag(member)
                if member.value == .null { spec.absentTags.append(member.key) }
            }
        }
        spec.absentTags.sort()
        spec.address = pattern(address)
        if let interface {
            if address.isGiven { refuse(.invalidDeviceName, "address and devname exclude each other; give one") }
            spec.address = .interface(interface)
        }
        if members.count > Self.tagLimit { refuse("must have at most \(Self.tagLimit) keys, has \(members.count)") }
        return spec
    }

    private static let tagLimit = 64

    private mutating func refuseMisspelt(_ key: String) {
        guard let meant = DeviceSpecKeys.meant(by: key) else { return }
        refuse("has the key \(Shown.text(key)): write \(meant) if that is meant, else give the tag another name")
    }

    private mutating func refuse(
        _ kind: DeviceSettingErrors.Problem.Kind = .invalidSpec, _ message: String
    ) {
        entries.refuse(kind, number, message)
    }

    private mutating func refuse(_ message: String) { refuse(.invalidSpec, message) }

    /// Four lower-case digits; absent: any, or none that can be read.
    private mutating func identifier(_ member: JSONMember) -> String? {
        guard let text = member.value.text.map(SettingWords.trimmed) else {
            refuse("\(member.key) must be hexadecimal digits in quotes, or \"*\"")
            return nil
        }
        if text == "*" { return nil }
        switch SettingWords.hexadecimal(text, maximum: 0xFFFF) {
        case .value(let value): return SettingWords.digits(value, width: 4)
        case .tooLarge: refuse("\(member.key) \(Shown.text(text)) is greater than FFFF")
        case .notHexadecimal: refuse("\(member.key) \(Shown.text(text)) is no hexadecimal number")
        }
        return nil
    }

    private mutating func pattern(_ address: JSONValue) -> DeviceAddressPattern {
        do throws(DeviceAddressReader.Problem) {
            return try DeviceAddressReader.pattern(address)
        } catch {
            for message in error.messages { refuse(error.kind, message) }
            return .any
        }
    }

    /// The interface's name; absent: none is given.
    private mutating func interface(_ value: JSONValue) -> String? {
        if value == .null { return nil }
        guard let name = value.text else {
            refuse("devname must be the name of a network interface in quotes")
            return nil
        }
        if name.isEmpty { return nil }
        if let violation = Rules.name.violation(of: name) { refuse("devname \(violation)") }
        return name
    }
}

// Tags.
extension DeviceSpecReader {
    /// A tag's text in its canonical form; absent: it has no value, as a pool without the key has none.
    private mutating func tag(_ member: JSONMember) -> String? {
        if let violation = Rules.name.violation(of: member.key) {
            refuse("a tag's name \(violation)")
            return nil
        }
        switch member.value {
        case .null: return nil
        case .boolean(let value): return meaning(of: member.key, value ? "true" : "false")
        case .text(let text): return meaning(of: member.key, text)
        case .number, .list, .object:
            refuse("tag \(Shown.text(member.key)) must be a text, true, false or null")
            return nil
        }
    }

    private mutating func meaning(of key: String, _ text: String) -> String? {
        switch key {
        case "managed", "live_migratable", "one_time_use": return strictBoolean(key, text)
        case DeviceTag.remoteManaged: return SettingWords.strictBoolean(text) == true ? "true" : "false"
        default:
            // No longer than a request may say it.
            if let violation = Rules.line.violation(of: text) { refuse("tag \(Shown.text(key)) \(violation)") }
            return text
        }
    }

    private mutating func strictBoolean(_ key: String, _ text: String) -> String? {
        guard let value = SettingWords.strictBoolean(text) else {
            refuse("cannot parse tag \(key): \(Shown.text(text)) is neither true nor false")
            return nil
        }
        if value, key == "one_time_use" {
            refuse("one_time_use true needs devices to be reported to Placement, which this version does not do")
        }
        return value ? "true" : "false"
    }
}

extension JSONValue {
    /// Whether an address says anything.
    fileprivate var isGiven: Bool { self != .null && self != .text("") && self != .object([]) }
}

extension [DeviceSettingErrors.Problem] {
    /// By entry; those of one entry as they were found.
    var inOrder: [DeviceSettingErrors.Problem] {
        enumerated().sorted { ($0.element.entry, $0.offset) < ($1.element.entry, $1.offset) }.map(\.element)
    }
}
