/// Named units of one resource class at one provider.
public struct ResourcePool: Hashable, Sendable {
    /// Placement provider.
    public var providerUUID: String
    /// Resource class.
    public var resourceClass: String
    /// The units.
    public var units: [ResourceUnit]

    /// Makes one from its parts.
    public init(providerUUID: String, resourceClass: String, units: [ResourceUnit] = []) {
        self.providerUUID = providerUUID
        self.resourceClass = resourceClass
        self.units = units
    }
}

/// One named unit; its metadata is part of its identity.
public struct ResourceUnit: Hashable, Sendable {
    /// Name of the unit.
    public var identifier: String
    /// The driver's.
    public var metadata: [String: String]

    /// Makes one from its parts.
    public init(identifier: String, metadata: [String: String] = [:]) {
        self.identifier = identifier
        self.metadata = metadata
    }
}

/// Placement allocation of an instance at one provider.
public struct Allocation: Hashable, Sendable {
    /// Placement provider.
    public var providerUUID: String
    /// Amount by resource class.
    public var resources: [String: Int64]

    /// Makes one from its parts.
    public init(providerUUID: String, resources: [String: Int64] = [:]) {
        self.providerUUID = providerUUID
        self.resources = resources
    }
}
