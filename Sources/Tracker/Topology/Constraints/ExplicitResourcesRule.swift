/// CPUs that the flavor asks Placement for by name (NUMA, 2.7, 1 to 4).
struct ExplicitResources: Hashable, Sendable {
    /// Shared CPUs, summed over all groups; 0: none are named.
    var shared: Int64 = 0
    /// Dedicated CPUs, summed over all groups; 0: none are named.
    var dedicated: Int64 = 0
    /// The first setting that names shared ones.
    var sharedSetting: Setting?
    /// The first setting that names dedicated ones.
    var dedicatedSetting: Setting?

    /// Reads the flavor's; what is no whole number is passed over.
    init(_ flavor: Flavor) {
        let named = flavor.extraSpecs.filter { $0.key.hasPrefix("resources") }
        for (key, value) in named.sorted(by: { $0.key < $1.key }) {
            guard let amount = DecimalText.integer(value) else { continue }
            let setting = Setting(key: key, value: value)
            if GroupedKey.matches(key, "resources", "VCPU") {
                shared = shared.addingSaturating(amount)
                sharedSetting = sharedSetting ?? setting
            } else if GroupedKey.matches(key, "resources", "PCPU") {
                dedicated = dedicated.addingSaturating(amount)
                dedicatedSetting = dedicatedSetting ?? setting
            }
        }
    }
}

/// What named CPUs mean for the CPU policy (NUMA, 2.7, 1 to 4).
enum ExplicitResourcesRule {
    /// The policy, given that of 2.2; absent: none.
    static func policy(
        _ stated: Stated<CPUPolicy>?, _ resources: ExplicitResources, _ emulatorThreads: Stated<EmulatorThreads>?,
        _ input: FlavorAndImage
    ) throws(ConstraintError) -> CPUPolicy? {
        let shared = resources.shared == 0 ? nil : resources.sharedSetting
        let dedicated = resources.dedicated == 0 ? nil : resources.dedicatedSetting
        guard let named = dedicated ?? shared else { return stated?.value }
        if let stated { throw exclude(named, stated.setting) }
        if let shared, let dedicated { throw exclude(dedicated, shared) }
        guard dedicated != nil else { return .shared }
        let needed = input.flavor.vcpus.addingSaturating(emulatorThreads?.value == .isolate ? 1 : 0)
        guard resources.dedicated == needed else {
            throw ConstraintError(
                .invalidRequest, named, allowed: "\(needed)",
                "\(named.text) makes \(resources.dedicated) dedicated CPUs, the guest needs \(needed), which is "
                    + "one for each of its CPUs and one for isolated emulator threads; allowed: \(needed)")
        }
        return .dedicated
    }

    private static func exclude(_ one: Setting, _ other: Setting) -> ConstraintError {
        ConstraintError(
            .invalidRequest, one, allowed: "one of \(one.key) and \(other.key)",
            "\(one.text) and \(other.text) exclude each other; use one of the two")
    }
}
