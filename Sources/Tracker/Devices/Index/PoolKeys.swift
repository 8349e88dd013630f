/// What interchangeable devices have in common: the keys of their pool (PCI, 2.4), declared here and nowhere else.
struct PoolKeys: Hashable, Sendable {
    /// As published: `vendor_id`, `product_id`, `dev_type`, `address`, `numa_node` if known, and the tags.
    let keys: [String: String]
    /// Tags that are there without a value, in order.
    let absent: [String]
    /// Host cell near them.
    let numaNode: Int32?
    /// Kind of function.
    let type: PCIDeviceType

    /// How many there are; an absent NUMA node is a key all the same.
    var count: Int { keys.count + absent.count + (numaNode == nil ? 1 : 0) }

    /// Tags that are of Placement only: they divide no pool.
    static let placementOnly: Set<String> = ["resource_class", "traits"]
    /// What a device says itself; a tag of that name never stands in for it.
    static let reserved: Set<String> = ["vendor_id", "product_id", "dev_type", "address", "numa_node"]

    /// Whether a tag of this name is a key.
    private static func dividesPools(_ tag: String) -> Bool { !placementOnly.contains(tag) && !reserved.contains(tag) }

    /// The keys of a tracked device.
    init(_ device: PCIDevice) {
        let type = device.type ?? .standard
        var keys = device.tags.filter { Self.dividesPools($0.key) }
        if let name = device.extra[DeviceExtra.parentInterface], !name.isEmpty { keys["parent_ifname"] = name }
        if type != .standard, keys["remote_managed"] == nil { keys["remote_managed"] = "false" }
        keys["vendor_id"] = device.vendorID
        keys["product_id"] = device.productID
        keys["dev_type"] = type.wireName
        keys["address"] = device.parentAddress.isEmpty ? device.address : device.parentAddress
        if let node = device.numaNode { keys["numa_node"] = "\(node)" }
        absent = device.absentTags.filter { keys[$0] == nil && Self.dividesPools($0) }
        self.keys = keys
        self.type = type
        numaNode = device.numaNode
    }
}

extension PCIDeviceType {
    /// As pools and specifications write it (PCI, 2.2).
    public var wireName: String {
        switch self {
        case .standard: "type-PCI"
        case .physicalFunction: "type-PF"
        case .virtualFunction: "type-VF"
        case .vdpa: "vdpa"
        }
    }

    /// Reads the name that pools and specifications use.
    public init?(wireName: String) {
        guard let type = Self.allCases.first(where: { $0.wireName == wireName }) else { return nil }
        self = type
    }
}
