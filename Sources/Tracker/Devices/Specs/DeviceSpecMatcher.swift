/// A device spec, made ready for one report (PCI, 3.4).
struct DeviceSpecMatcher {
    private let spec: DeviceSpec
    private let address: DeviceAddressMatcher
    private let isRemoteManaged: Bool

    /// Makes a spec ready.
    init(_ spec: DeviceSpec, in report: ReportedDevices) {
        self.spec = spec
        address = DeviceAddressMatcher(spec.address, in: report)
        isRemoteManaged = LenientBoolean.isTrue(spec.tags[DeviceTag.remoteManaged])
    }

    /// Whether the spec means a device; all of vendor, product, address and card must be right.
    func matches(_ entry: ReportedDevices.Entry, in report: ReportedDevices) -> Bool {
        (spec.vendorID ?? entry.device.vendorID) == entry.device.vendorID
            && (spec.productID ?? entry.device.productID) == entry.device.productID
            && address.matches(entry)
            && (!isRemoteManaged || canBeRemoteManaged(entry, in: report))
    }

    /// A guest could not reach the far side of a physical function; a card without a number cannot be found there.
    private func canBeRemoteManaged(_ entry: ReportedDevices.Entry, in report: ReportedDevices) -> Bool {
        !(entry.device.extra[DeviceExtra.serialNumber] ?? "").isEmpty && !report.isPhysicalFunction(entry)
    }
}

/// Tags of device specs that have a meaning of their own (PCI, 3.2).
public enum DeviceTag {
    /// Whether a device is managed from the far side of its card.
    public static let remoteManaged = "remote_managed"
    /// Tags that stand in `extra` of a device as well.
    static let shownInExtra = [DeviceExtra.managed, DeviceExtra.liveMigratable]
}
