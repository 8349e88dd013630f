/// What operators say about devices: which may be given to guests, and the names under which flavors ask for them.
public struct DeviceConfiguration: Hashable, Sendable {
    /// In order; the first that matches a device decides, and without any no device is tracked.
    public var specs: [DeviceSpec]
    /// By name.
    public var aliases: [String: DeviceAlias]

    /// Makes one from its parts.
    public init(specs: [DeviceSpec] = [], aliases: [String: DeviceAlias] = [:]) {
        self.specs = specs
        self.aliases = aliases
    }
}

/// Which reported devices may be given to guests, and the tags that they get (PCI, 3).
public struct DeviceSpec: Hashable, Sendable {
    /// Four lower-case hex digits; absent: any.
    public var vendorID: String?
    /// Four lower-case hex digits; absent: any.
    public var productID: String?
    /// Which addresses.
    public var address: DeviceAddressPattern
    /// Tags in their canonical form.
    public var tags: [String: String]
    /// Tags without a value, in order: requests see them as absent, and yet they are keys of the pool (PCI, 2.4).
    public var absentTags: [String]

    /// Makes one from its parts.
    public init(
        vendorID: String? = nil, productID: String? = nil, address: DeviceAddressPattern = .any,
        tags: [String: String] = [:], absentTags: [String] = []
    ) {
        self.vendorID = vendorID
        self.productID = productID
        self.address = address
        self.tags = tags
        self.absentTags = absentTags
    }
}

/// Which addresses a device spec means (PCI, 3.3).
public enum DeviceAddressPattern: Hashable, Sendable {
    /// Every address.
    case any
    /// Fields in their canonical width; absent: any.
    case glob(domain: String?, bus: String?, slot: String?, function: String?)
    /// A regular expression for the start of each field.
    case expression(domain: String, bus: String, slot: String, function: String)
    /// The device whose network interface has this name, as reported.
    case interface(String)
}

/// A name under which flavors ask for devices (PCI, 5.1).
public struct DeviceAlias: Hashable, Sendable {
    /// How near to the guest's cells; absent: the flavor, the image or the default decides.
    public var numaPolicy: PCINUMAPolicy?
    /// Any one may match.
    public var specs: [PCISpec]

    /// Makes one from its parts.
    public init(numaPolicy: PCINUMAPolicy? = nil, specs: [PCISpec]) {
        self.numaPolicy = numaPolicy
        self.specs = specs
    }
}
