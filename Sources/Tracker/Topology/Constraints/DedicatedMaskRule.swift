/// Which guest CPUs of a mixed guest are dedicated (NUMA, 2.5).
enum DedicatedMaskRule {
    /// The CPUs of the mask; absent: the flavor has none.
    static func cpus(_ input: FlavorAndImage) throws(ConstraintError) -> Stated<CPUSpecification>? {
        guard let setting = input.givenExtraSpec("hw:cpu_dedicated_mask") else { return nil }
        let cpus = try input.mask(setting)
        if cpus.isEmpty { throw refusal(setting, input, "has no CPU") }
        if input.guestCPUs.isSubset(of: cpus) { throw refusal(setting, input, "has all CPUs of the guest") }
        guard cpus.isSubset(of: input.guestCPUs) else {
            throw refusal(setting, input, "has CPUs that the guest does not have")
        }
        return Stated(value: cpus, setting: setting)
    }

    private static func refusal(_ setting: Setting, _ input: FlavorAndImage, _ what: String) -> ConstraintError {
        let allowed = "some but not all of the CPUs \(input.guestCPUs.text)"
        return ConstraintError(
            .invalidMixedInstanceDedicatedMask, setting, allowed: allowed,
            "\(setting.text) \(what); allowed: \(allowed)")
    }
}
