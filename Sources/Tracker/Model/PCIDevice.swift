/// What kind of function a PCI device is.
public enum PCIDeviceType: String, CaseIterable, Hashable, Sendable {
    case standard
    case physicalFunction = "physical_function"
    case virtualFunction = "virtual_function"
    case vdpa
}

/// Where a PCI device stands.
public enum PCIDeviceStatus: String, CaseIterable, Hashable, Sendable {
    case available
    case claimed
    case allocated
    case unavailable
    case unclaimable
    case removed
    case deleted
}

/// A PCI device as reported, or as held.
public struct PCIDevice: Hashable, Sendable {
    /// `dddd:bb:ss.f`.
    public var address: String
    /// Four hex digits.
    public var vendorID: String
    /// Four hex digits.
    public var productID: String
    /// Kind of function.
    public var type: PCIDeviceType?
    /// Host cell near it.
    public var numaNode: Int32?
    /// Of a virtual function.
    public var parentAddress: String
    /// Free text.
    public var label: String
    /// Output only.
    public var tags: [String: String]
    /// Output only: tags that its device spec names without a value, in order.
    public var absentTags: [String]
    /// As reported.
    public var extra: [String: String]
    /// Output only.
    public var status: PCIDeviceStatus?
    /// Output only.
    public var instanceUUID: String
    /// Output only.
    public var requestID: String
    /// Placement provider that represents it.
    public var providerUUID: String
    /// Output only: in use, but gone from the report.
    public var removeWhenFreed: Bool
    /// Output only: idempotency key of the request that took it for a grant that was there; empty: its grant's.
    public var claimRequestID: String
    /// Output only: when that was; absent: with its grant.
    public var claimTime: Instant?

    /// Makes one from its parts.
    public init(
        address: String,
        vendorID: String,
        productID: String,
        type: PCIDeviceType? = nil,
        numaNode: Int32? = nil,
        parentAddress: String = "",
        label: String = "",
        tags: [String: String] = [:],
        absentTags: [String] = [],
        extra: [String: String] = [:],
        status: PCIDeviceStatus? = nil,
        instanceUUID: String = "",
        requestID: String = "",
        providerUUID: String = "",
        removeWhenFreed: Bool = false,
        claimRequestID: String = "",
        claimTime: Instant? = nil
    ) {
        self.address = address
        self.vendorID = vendorID
        self.productID = productID
        self.type = type
        self.numaNode = numaNode
        self.parentAddress = parentAddress
        self.label = label
        self.tags = tags
        self.absentTags = absentTags
        self.extra = extra
        self.status = status
        self.instanceUUID = instanceUUID
        self.requestID = requestID
        self.providerUUID = providerUUID
        self.removeWhenFreed = removeWhenFreed
        self.claimRequestID = claimRequestID
        self.claimTime = claimTime
    }
}

extension PCIDevice {
    /// Without anything that says in whose hands it is.
    func unheld(_ status: PCIDeviceStatus?) -> PCIDevice {
        var device = self
        device.status = status
        device.instanceUUID = ""
        device.requestID = ""
        device.removeWhenFreed = false
        device.claimRequestID = ""
        device.claimTime = nil
        return device
    }
}

/// Free devices that are alike.
public struct PCIPool: Hashable, Sendable {
    /// What they have in common.
    public var keys: [String: String]
    /// Keys that they have in common without a value, in order.
    public var absentKeys: [String]
    /// How many.
    public var count: Int32
    /// Never a key.
    public var providerUUID: String

    /// Makes one from its parts.
    public init(
        keys: [String: String] = [:], absentKeys: [String] = [], count: Int32 = 0, providerUUID: String = ""
    ) {
        self.keys = keys
        self.absentKeys = absentKeys
        self.count = count
        self.providerUUID = providerUUID
    }
}
