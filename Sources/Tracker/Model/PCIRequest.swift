/// How near to the guest's cells a device must be.
public enum PCINUMAPolicy: String, CaseIterable, Hashable, Sendable {
    case legacy
    case required
    case preferred
    case socket
}

/// PCI devices that an instance asks for.
public struct PCIRequest: Hashable, Sendable {
    /// Identity of the request.
    public var requestID: String
    /// The alias it came from.
    public var aliasName: String
    /// Devices.
    public var count: Int32
    /// Any one may match.
    public var specs: [PCISpec]
    /// Nearness.
    public var numaPolicy: PCINUMAPolicy?
    /// The port that asks; empty: the flavor.
    public var requesterID: String
    /// Placement providers, one entry per device.
    public var providerUUIDs: [String]

    /// Makes one from its parts.
    public init(
        requestID: String = "",
        aliasName: String = "",
        count: Int32 = 1,
        specs: [PCISpec] = [],
        numaPolicy: PCINUMAPolicy? = nil,
        requesterID: String = "",
        providerUUIDs: [String] = []
    ) {
        self.requestID = requestID
        self.aliasName = aliasName
        self.count = count
        self.specs = specs
        self.numaPolicy = numaPolicy
        self.requesterID = requesterID
        self.providerUUIDs = providerUUIDs
    }
}

/// What a device must have.
public struct PCISpec: Hashable, Sendable {
    /// Keys and values.
    public var matches: [String: String]
    /// Keys that a pool must lack.
    public var absent: [String]

    /// Makes one from its parts.
    public init(matches: [String: String] = [:], absent: [String] = []) {
        self.matches = matches
        self.absent = absent
    }
}
