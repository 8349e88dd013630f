/// How near devices must be: what flavor and image say, and which of several policies counts (PCI, 5.2).
enum DeviceNearnessPolicy {
    /// The policy of flavor or image; absent: neither has one.
    static func ofFlavorAndImage(_ instance: Instance) -> PCINUMAPolicy? {
        let flavor = instance.flavor.extraSpecs["hw:pci_numa_affinity_policy"] ?? ""
        let image = instance.imageProperties["hw_pci_numa_affinity_policy"] ?? ""
        return PCINUMAPolicy(rawValue: flavor.isEmpty ? image : flavor)
    }

    /// The policy of a request: its port's, else that of flavor and image, else its alias's, else `legacy`.
    static func effective(
        port: PCINUMAPolicy?, flavorAndImage: PCINUMAPolicy?, alias: PCINUMAPolicy?
    ) -> PCINUMAPolicy {
        port ?? flavorAndImage ?? alias ?? .legacy
    }
}
