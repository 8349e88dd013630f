/// Finds what a claim asks for that is not built yet, so that it is never granted without it.
///
/// These are requests for PCI devices.
enum UnsupportedRequests {
    /// The refusal, naming the first key found; absent: the instance asks for no device.
    static func refusal(_ instance: Instance) -> Refusal? {
        deviceKey(instance).map { refusal("PCI_DEVICE", "PCI devices", key: $0) }
    }

    private static func refusal(_ reason: String, _ resource: String, key: String) -> Refusal {
        Refusal(
            .unimplemented, reason: reason,
            message: "\(key) asks for \(resource), which this version cannot place; "
                + "use a flavor and an image that do not ask for it",
            metadata: ["resource": reason, "key": key])
    }

    private static func deviceKey(_ instance: Instance) -> String? {
        if !instance.pciRequests.isEmpty { return "pci_requests" }
        let alias = instance.flavor.extraSpecs["pci_passthrough:alias"] ?? ""
        return alias.isEmpty ? nil : "pci_passthrough:alias"
    }
}
