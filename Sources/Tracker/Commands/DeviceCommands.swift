/// Takes devices for a grant outside its claim: a live migration's destination, or a port that is attached (PCI, 11).
public struct ClaimDevices: Hashable, Sendable {
    /// Where.
    public var node: NodeIdentifier
    /// For whom.
    public var instanceUUID: String
    /// What is asked for.
    public var requests: [PCIRequest]
    /// The host cells that the guest is on; empty: those of the grant.
    public var hostCells: [Int32]
    /// The move whose claim gets them; empty: the instance's own grant does.
    public var migrationUUID: String

    /// Makes one from its parts.
    public init(
        node: NodeIdentifier, instanceUUID: String, requests: [PCIRequest], hostCells: [Int32] = [],
        migrationUUID: String = ""
    ) {
        self.node = node
        self.instanceUUID = instanceUUID
        self.requests = requests
        self.hostCells = hostCells
        self.migrationUUID = migrationUUID
    }
}

/// The devices taken for an instance on a node are in use.
public struct AllocateDevices: Hashable, Sendable {
    /// Where.
    public var node: NodeIdentifier
    /// Whose.
    public var instanceUUID: String
    /// The move whose side is meant; empty: all that the instance has on the node.
    public var migrationUUID: String

    /// Makes one from its parts.
    public init(node: NodeIdentifier, instanceUUID: String, migrationUUID: String = "") {
        self.node = node
        self.instanceUUID = instanceUUID
        self.migrationUUID = migrationUUID
    }
}

/// Lets go of devices of an instance on a node.
public struct FreeDevices: Hashable, Sendable {
    /// Which of an instance's devices are meant.
    public enum Scope: String, CaseIterable, Hashable, Sendable {
        /// Those not in use yet.
        case claimed
        /// Those in use.
        case allocated
        /// Both.
        case both
    }

    /// Where.
    public var node: NodeIdentifier
    /// Whose.
    public var instanceUUID: String
    /// Which; empty: all of the instance.
    public var addresses: [String]
    /// Of them which.
    public var scope: Scope
    /// The move whose side is meant; empty: the instance's own grant, or the move's if it has none of its own there.
    public var migrationUUID: String

    /// Makes one from its parts.
    public init(
        node: NodeIdentifier, instanceUUID: String, addresses: [String] = [], scope: Scope = .both,
        migrationUUID: String = ""
    ) {
        self.node = node
        self.instanceUUID = instanceUUID
        self.addresses = addresses
        self.scope = scope
        self.migrationUUID = migrationUUID
    }
}
