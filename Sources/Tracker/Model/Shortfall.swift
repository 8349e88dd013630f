/// Why not: one entry per resource that falls short.
public struct Shortfall: Hashable, Sendable {
    /// Name of the resource, such as `VCPU`, `MEMORY_MB`, `DISK_GB` or a resource class.
    public var resource: String
    /// Stable identifier in upper snake case.
    public var reason: String
    /// For people.
    public var message: String
    /// In the resource's unit.
    public var requested: Double
    /// In the resource's unit; may be negative.
    public var available: Double
    /// Guest cell concerned.
    public var guestCell: Int32?
    /// Host cell concerned.
    public var hostCell: Int32?
    /// PCI request concerned.
    public var pciRequestID: String

    /// Makes one from its parts.
    public init(
        resource: String,
        reason: String,
        message: String,
        requested: Double,
        available: Double,
        guestCell: Int32? = nil,
        hostCell: Int32? = nil,
        pciRequestID: String = ""
    ) {
        self.resource = resource
        self.reason = reason
        self.message = message
        self.requested = requested
        self.available = available
        self.guestCell = guestCell
        self.hostCell = hostCell
        self.pciRequestID = pciRequestID
    }
}
