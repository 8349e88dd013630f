/// What the cloud's database says about a node, to be compared with what is held (claims and moves, 9).
public struct AuditNode: Hashable, Sendable {
    /// Which node.
    public var node: NodeIdentifier
    /// Stable identity; empty: not said.
    public var nodeUUID: String
    /// The compute service that owns it; empty: not said.
    public var serviceID: String
    /// The hypervisor's fresh view; absent: as last reported.
    public var inventory: Inventory?
    /// The instances on this node, and those of the migrations, wherever they are.
    public var instances: [Instance]
    /// The migrations that are not over, with this node as source or destination.
    public var migrations: [MigrationReport]
    /// The node's generation, read before the inputs were; 0: not checked.
    public var generation: Int64
    /// What the database says is held: places, units, both sides of a move.
    public var recorded: [Grant]
    /// What the hypervisor runs.
    public var guests: [Guest]
    /// Who holds allocations of the node's provider; absent: could not be read.
    public var consumers: [Consumer]?
    /// Inputs that break a rule, and were left out.
    public var invalid: [InvalidItem]

    /// Makes one from its parts.
    public init(
        node: NodeIdentifier,
        nodeUUID: String = "",
        serviceID: String = "",
        inventory: Inventory? = nil,
        instances: [Instance] = [],
        migrations: [MigrationReport] = [],
        generation: Int64 = 0,
        recorded: [Grant] = [],
        guests: [Guest] = [],
        consumers: [Consumer]? = nil,
        invalid: [InvalidItem] = []
    ) {
        self.node = node
        self.nodeUUID = nodeUUID
        self.serviceID = serviceID
        self.inventory = inventory
        self.instances = instances
        self.migrations = migrations
        self.generation = generation
        self.recorded = recorded
        self.guests = guests
        self.consumers = consumers
        self.invalid = invalid
    }
}

/// A guest that a hypervisor runs.
public struct Guest: Hashable, Sendable {
    /// Its instance; lower-case UUID.
    public var instanceUUID: String
    /// The hypervisor's name for it.
    public var name: String
    /// MiB.
    public var memoryMebibytes: Int64

    /// Makes one from its parts.
    public init(instanceUUID: String, name: String = "", memoryMebibytes: Int64 = 0) {
        self.instanceUUID = instanceUUID
        self.name = name
        self.memoryMebibytes = memoryMebibytes
    }
}

/// An input of an audit that breaks a rule.
public struct InvalidItem: Hashable, Sendable {
    /// UUID or place of the item.
    public var subject: String
    /// Which rule it breaks, with the field.
    public var message: String

    /// Makes one from its parts.
    public init(subject: String, message: String) {
        self.subject = subject
        self.message = message
    }
}
