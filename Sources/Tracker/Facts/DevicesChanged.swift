/// A grant has got devices outside its claim, they are in use now, or it has let go of some.
public struct DevicesChanged: Hashable, Sendable {
    /// Whose.
    public var instance: InstanceIdentifier
    /// Where.
    public var node: NodeIdentifier
    /// Which of the instance's grants on the node.
    public var side: GrantSide
    /// The move that the grant is of; empty: the instance's own.
    public var migrationUUID: String
    /// Every device of the grant, afterwards.
    public var devices: [PCIDevice]
    /// Every request that they answer, afterwards.
    public var requests: [PCIRequest]
    /// Addresses of the devices of the grant that it has got, or uses now.
    public var changed: [String]
    /// Addresses of the devices that the grant has let go of.
    public var freed: [String]
    /// The requests of the instance's network ports as they were asked for, afterwards; absent: as they were.
    ///
    /// A port that is attached goes with the instance from then on, one that is detached does not (PCI, 11).
    public var ports: [PCIRequest]?

    /// Makes one from its parts.
    public init(
        instance: InstanceIdentifier, node: NodeIdentifier, side: GrantSide = .instance, migrationUUID: String = "",
        devices: [PCIDevice], requests: [PCIRequest], changed: [String] = [], freed: [String] = [],
        ports: [PCIRequest]? = nil
    ) {
        self.instance = instance
        self.node = node
        self.side = side
        self.migrationUUID = migrationUUID
        self.devices = devices
        self.requests = requests
        self.changed = changed
        self.freed = freed
        self.ports = ports
    }

    /// A change of a grant.
    init(
        _ grant: Grant, devices: [PCIDevice], requests: [PCIRequest], changed: [String] = [], freed: [String] = [],
        ports: [PCIRequest]? = nil
    ) {
        self.init(
            instance: grant.instanceIdentifier, node: grant.node, side: grant.side, migrationUUID: grant.migrationUUID,
            devices: devices, requests: requests, changed: changed, freed: freed, ports: ports)
    }

    /// Whether it is about a grant.
    public func isAbout(_ grant: Grant) -> Bool {
        grant.node == node && grant.side == side && grant.migrationUUID == migrationUUID
    }
}
