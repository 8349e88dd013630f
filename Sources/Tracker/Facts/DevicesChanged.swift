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
    /// Addresses of the devices that the grant has let go of.
    public var freed: [String]

    /// Makes one from its parts.
    public init(
        instance: InstanceIdentifier, node: NodeIdentifier, side: GrantSide = .instance, migrationUUID: String = "",
        devices: [PCIDevice], requests: [PCIRequest], freed: [String] = []
    ) {
        self.instance = instance
        self.node = node
        self.side = side
        self.migrationUUID = migrationUUID
        self.devices = devices
        self.requests = requests
        self.freed = freed
    }

    /// A change of a grant.
    init(_ grant: Grant, devices: [PCIDevice], requests: [PCIRequest], freed: [String] = []) {
        self.init(
            instance: grant.instanceIdentifier, node: grant.node, side: grant.side, migrationUUID: grant.migrationUUID,
            devices: devices, requests: requests, freed: freed)
    }

    /// Whether it is about a grant.
    func isAbout(_ grant: Grant) -> Bool {
        grant.node == node && grant.side == side && grant.migrationUUID == migrationUUID
    }
}
