package import Tracker

extension DeviceConfiguration {
    /// What is in force, for people, in one line.
    package var summary: String {
        let every = everyDeviceSpecs.map(String.init).joined(separator: ", ")
        let whole = every.isEmpty ? "" : " (for every device: entry \(every))"
        return "pci.device-specs: \(specs.isEmpty ? "none, no device is tracked" : "\(specs.count)\(whole)"); "
            + "pci.aliases: \(aliases.isEmpty ? "none" : "\(aliases.count)")"
    }

    /// The numbers, from 1, of the specs that every device matches.
    ///
    /// What comes after such a spec counts for nothing, and one that was not meant to be such a spec offers storage
    /// controllers as well.
    package var everyDeviceSpecs: [Int] {
        specs.enumerated().compactMap { $1.matchesEverything ? $0 + 1 : nil }
    }

    /// What is in force, for a log line.
    var logMetadata: [String: String] {
        [
            "device_specs": String(specs.count), "device_aliases": String(aliases.count),
            "specs_for_every_device": everyDeviceSpecs.map(String.init).joined(separator: ","),
        ]
    }
}

extension DeviceSpec {
    /// Whether it has no condition; what is remotely managed has to be a virtual function of a card with a number.
    fileprivate var matchesEverything: Bool {
        vendorID == nil && productID == nil && address == .any && tags[DeviceTag.remoteManaged] != "true"
    }
}
