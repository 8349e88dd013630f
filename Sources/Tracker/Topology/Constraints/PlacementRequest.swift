/// What flavor and image make a scheduler ask Placement for, beyond memory and disk (NUMA, 2.7).
public struct PlacementRequest: Hashable, Sendable {
    /// Amounts by resource class; none is 0.
    public var resources: [String: Int64] = [:]
    /// Traits that the provider must have, in no order of importance.
    public var requiredTraits: [String] = []
    /// Traits that it must not have.
    public var forbiddenTraits: [String] = []

    /// An empty one.
    public init() {}
}

extension PlacementRequest {
    /// What follows from the values that the rules found.
    init(
        vcpus: Int64, cpus: CPURequest, encryption: MemoryEncryptionModel?, pciAffinity: PCINUMAPolicy?
    ) {
        let emulatorCPUs: Int64 = cpus.emulatorThreads == .isolate ? 1 : 0
        switch cpus.policy {
        case .dedicated, .mixed:
            let dedicated = cpus.dedicatedCPUs.count
            resources = [
                "PCPU": dedicated.addingSaturating(emulatorCPUs), "VCPU": vcpus.subtractingSaturating(dedicated),
            ]
        case nil, .shared:
            resources = ["VCPU": cpus.namedSharedCPUs == 0 ? vcpus : cpus.namedSharedCPUs]
        }
        resources["MEM_ENCRYPTION_CONTEXT"] = encryption == nil ? nil : 1
        resources = resources.filter { $0.value != 0 }
        if cpus.threadPolicy == .require { requiredTraits.append("HW_CPU_HYPERTHREADING") }
        if cpus.threadPolicy == .isolate { forbiddenTraits.append("HW_CPU_HYPERTHREADING") }
        if pciAffinity == .socket { requiredTraits.append("COMPUTE_SOCKET_PCI_NUMA_AFFINITY") }
        if let encryption { requiredTraits.append(encryption.trait) }
    }
}
