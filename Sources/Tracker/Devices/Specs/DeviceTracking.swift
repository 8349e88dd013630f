/// Which devices of a report are tracked, with the tags of the first spec that matches (PCI, 3.4).
enum DeviceTracking {
    /// The tracked devices of a report in order of address, tagged; what only Berth says of a device is cleared.
    static func tracked(_ reported: [PCIDevice], _ specs: [DeviceSpec]) -> [PCIDevice] {
        guard !specs.isEmpty else { return [] }
        let report = ReportedDevices(reported)
        let matchers = specs.map { (spec: $0, matcher: DeviceSpecMatcher($0, in: report)) }
        return report.entries.compactMap { entry in
            matchers.first { $0.matcher.matches(entry, in: report) }.map { entry.device.tagged($0.spec) }
        }
    }
}

extension PCIDevice {
    /// The device as reported, with the tags of its spec and no others.
    fileprivate func tagged(_ spec: DeviceSpec) -> PCIDevice {
        var device = unheld(nil)
        device.tags = spec.tags
        device.absentTags = spec.absentTags
        for key in DeviceTag.shownInExtra { device.extra[key] = spec.tags[key] }
        return device
    }
}
