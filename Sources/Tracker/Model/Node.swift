/// A node as seen from outside: what it has, and what is held on it.
public struct Node: Hashable, Sendable {
    /// Its address.
    public var identifier: NodeIdentifier
    /// Stable identity, also the Placement resource provider.
    public var uuid: String
    /// Last hypervisor report.
    public var inventory: Inventory
    /// Held, reserved amounts included.
    public var usage: Usage
    /// In force.
    public var ratios: AllocationRatios
    /// In force.
    public var reserved: Reserved
    /// Counters (claims and moves, 10).
    public var stats: [String: Int64]
    /// False: claims are refused.
    public var isEnabled: Bool
    /// Why it is disabled.
    public var disableReason: String
    /// Increments with every change of this node.
    public var generation: Int64
    /// Of the last change.
    public var updateTime: Instant
    /// The compute service that owns it.
    public var serviceID: String
    /// MiB held for guests that the hypervisor runs and the tracker does not know.
    public var orphanMebibytes: Int64

    /// Makes one from its parts.
    public init(
        identifier: NodeIdentifier,
        uuid: String,
        inventory: Inventory,
        usage: Usage = Usage(),
        ratios: AllocationRatios,
        reserved: Reserved,
        stats: [String: Int64] = [:],
        isEnabled: Bool = true,
        disableReason: String = "",
        generation: Int64 = 0,
        updateTime: Instant = Instant(nanoseconds: 0),
        serviceID: String = "",
        orphanMebibytes: Int64 = 0
    ) {
        self.identifier = identifier
        self.uuid = uuid
        self.inventory = inventory
        self.usage = usage
        self.ratios = ratios
        self.reserved = reserved
        self.stats = stats
        self.isEnabled = isEnabled
        self.disableReason = disableReason
        self.generation = generation
        self.updateTime = updateTime
        self.serviceID = serviceID
        self.orphanMebibytes = orphanMebibytes
    }
}
