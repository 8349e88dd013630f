package import Tracker

extension DeviceConfiguration {
    /// What is in force, for people, in one line.
    package var summary: String {
        let every = everyDeviceSpecs.map(String.init).joined(separator: ", ")
        let whole = every.isEmpty ? "" : " (for every device: entry \(every))"
        let upper = upperCaseSpecs.map(String.init).joined(separator: ", ")
        let dead = upper.isEmpty ? "" : " (upper-case digits, which no expression finds: entry \(upper))"
        return "pci.device-specs: "
            + "\(specs.isEmpty ? "none, no device is tracked" : "\(specs.count)\(whole)\(dead)"); "
            + "pci.aliases: \(aliases.isEmpty ? "none" : "\(aliases.count)")"
    }

    /// The numbers, from 1, of the specs that every device matches.
    ///
    /// What comes after such a spec counts for nothing, and one that was not meant to be such a spec offers storage
    /// controllers as well.
    package var everyDeviceSpecs: [Int] {
        specs.enumerated().compactMap { $1.matchesEverything ? $0 + 1 : nil }
    }

    /// The numbers, from 1, of the specs with upper-case digits in an address expression: addresses have none.
    package var upperCaseSpecs: [Int] {
        specs.enumerated().compactMap { $1.hasUpperCaseDigits ? $0 + 1 : nil }
    }

    /// What is in force, for a log line.
    var logMetadata: [String: String] {
        [
            "device_specs": String(specs.count), "device_aliases": String(aliases.count),
            "specs_for_every_device": everyDeviceSpecs.map(String.init).joined(separator: ","),
            "specs_with_upper_case": upperCaseSpecs.map(String.init).joined(separator: ","),
        ]
    }
}

extension DeviceSpec {
    /// Whether it has no condition; what is remotely managed has to be a virtual function of a card with a number.
    fileprivate var matchesEverything: Bool {
        vendorID == nil && productID == nil && address == .any && tags[DeviceTag.remoteManaged] != "true"
    }

    /// Whether an expression asks for `A` to `F` where nothing else would do; options may ignore the case.
    fileprivate var hasUpperCaseDigits: Bool {
        guard case .expression(let domain, let bus, let slot, let function) = address else { return false }
        return [domain, bus, slot, function].contains { pattern in
            !pattern.contains("(?") && UpperCaseDigits.areAskedFor(by: pattern)
        }
    }
}

/// Finds upper-case digits in an expression for a part of an address.
private enum UpperCaseDigits {
    /// Whether it asks for one by itself, or for a class of characters that has nothing else.
    ///
    /// What is escaped, or stands in braces, is no digit.
    static func areAskedFor(by pattern: String) -> Bool {
        var rest = pattern.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\\": rest = rest.dropFirst()
            case "{": rest = rest.drop { $0 != "}" }
            case "[":
                let members = rest.prefix { $0 != "]" }
                rest = rest.dropFirst(members.count)
                if !members.isEmpty, members.allSatisfy({ isDigit($0) || $0 == "-" }) { return true }
            default: if isDigit(scalar) { return true }
            }
        }
        return false
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("A"..."F").contains(scalar) }
}
