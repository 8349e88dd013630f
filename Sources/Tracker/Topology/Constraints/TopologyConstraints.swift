/// What a flavor and an image ask for in the way of cells (NUMA, 2).
public enum TopologyConstraints {
    /// The requested topology; absent: none is needed.
    ///
    /// - Throws: the first rule that flavor and image break, in the order of NUMA, 2.1.
    public static func topology(
        flavor: Flavor, imageProperties: [String: String]
    ) throws(ConstraintError) -> InstanceTopology? {
        try CellRequest(FlavorAndImage(flavor: flavor, image: imageProperties)).topology
    }

    /// All that the keys of the topology ask for, those that do not change it included (NUMA, 2.7 and 2.12).
    ///
    /// - Throws: the first rule that flavor and image break; those of the topology come first.
    public static func request(
        flavor: Flavor, imageProperties: [String: String]
    ) throws(ConstraintError) -> TopologyRequest {
        let input = FlavorAndImage(flavor: flavor, image: imageProperties)
        let cells = try CellRequest(input)
        // Locked memory keeps the topology from looking at encryption; Placement is asked for it all the same.
        let encryption = try MemoryEncryptionRule.model(input)
        let affinity = try PCIAffinityRule.policy(input)
        return TopologyRequest(
            topology: cells.topology, isMemoryLocked: cells.isMemoryLocked, encryption: encryption,
            pciAffinity: affinity, guestCPUs: try GuestCPUTopologyRule(input).best(),
            placement: PlacementRequest(
                vcpus: flavor.vcpus, cpus: cells.cpus, encryption: encryption, pciAffinity: affinity))
    }
}

/// All that flavor and image ask for with the keys of the topology.
public struct TopologyRequest: Hashable, Sendable {
    /// The cells; absent: none are needed.
    public let topology: InstanceTopology?
    /// Whether memory is kept from being swapped out.
    public let isMemoryLocked: Bool
    /// How memory is encrypted; absent: it is not.
    public let encryption: MemoryEncryptionModel?
    /// How near devices must be; absent: each request says so for itself.
    public let pciAffinity: PCINUMAPolicy?
    /// How the guest sees its CPUs arranged.
    public let guestCPUs: GuestCPUTopology
    /// What a scheduler asks Placement for.
    public let placement: PlacementRequest
}
