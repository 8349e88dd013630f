/// How near devices must be to the guest's cells; changes no topology (NUMA, 2.12).
enum PCIAffinityRule {
    /// The policy of flavor and image; absent: neither has one.
    static func policy(_ input: FlavorAndImage) throws(ConstraintError) -> PCINUMAPolicy? {
        let flavor = input.givenExtraSpec("hw:pci_numa_affinity_policy")
        let image = input.givenProperty("hw_pci_numa_affinity_policy")
        if let flavor, let image, flavor.value != image.value {
            throw ConstraintError(
                .imagePCINUMAPolicyForbidden, image, allowed: "the same as \(flavor.text)",
                "the image says \(image.text) and the flavor \(flavor.text); let them say the same, or one of them")
        }
        guard let setting = flavor ?? image else { return nil }
        guard let policy = PCINUMAPolicy(rawValue: setting.value) else {
            let allowed = PCINUMAPolicy.allCases.map(\.rawValue).joined(separator: ", ")
            throw ConstraintError(
                .invalidPCINUMAAffinity, setting, allowed: allowed,
                "\(setting.text) is no policy for the nearness of devices; allowed: \(allowed)")
        }
        return policy
    }

    /// The policy of one request: its own, else that of flavor and image, else its alias's, else `legacy`.
    static func effective(
        own: PCINUMAPolicy?, flavorAndImage: PCINUMAPolicy?, alias: PCINUMAPolicy?
    ) -> PCINUMAPolicy {
        own ?? flavorAndImage ?? alias ?? .legacy
    }
}
