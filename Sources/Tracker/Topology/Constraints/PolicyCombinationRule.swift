/// Which requests go together with which CPU policy (NUMA, 2.7, 6).
struct PolicyCombinationRule {
    /// CPU policy, after named resources.
    let policy: CPUPolicy?
    /// Thread policy, after the trait.
    let threadPolicy: Stated<ThreadPolicy>?
    /// Where emulator threads run.
    let emulatorThreads: Stated<EmulatorThreads>?
    /// The dedicated mask.
    let dedicatedMask: Stated<CPUSpecification>?
    /// The realtime CPUs.
    let realtime: Stated<CPUSpecification>?

    /// The dedicated guest CPUs of the guest.
    func dedicatedCPUs(of guestCPUs: CPUSpecification) throws(ConstraintError) -> CPUSpecification {
        switch policy {
        case nil, .shared:
            try checkShared()
            return CPUSpecification()
        case .dedicated:
            try checkNoMask()
            return guestCPUs
        case .mixed:
            return try mixed()
        }
    }

    private func checkShared() throws(ConstraintError) {
        let need = "hw:cpu_policy=dedicated or mixed"
        if let setting = threadPolicy?.setting {
            throw ConstraintError(
                .cpuThreadPolicyConfigurationInvalid, setting, allowed: need,
                "\(setting.text) is about dedicated CPUs, and the guest has none; it needs \(need)")
        }
        if let stated = emulatorThreads, stated.value == .isolate {
            throw ConstraintError(
                .badRequirementEmulatorThreadsPolicy, stated.setting, allowed: "share, or isolate with \(need)",
                "\(stated.setting.text) takes a dedicated CPU, and the guest has none; it needs \(need)")
        }
        try checkNoMask()
        if let setting = realtime?.setting {
            throw ConstraintError(
                .realtimeConfigurationInvalid, setting, allowed: need,
                "\(setting.text) asks for real time, which takes dedicated CPUs; it needs \(need)")
        }
    }

    private func checkNoMask() throws(ConstraintError) {
        guard let setting = dedicatedMask?.setting else { return }
        throw ConstraintError(
            .requiredMixedInstancePolicy, setting, allowed: "hw:cpu_policy=mixed",
            "\(setting.text) says which CPUs of a mixed guest are dedicated; it needs hw:cpu_policy=mixed")
    }

    private func mixed() throws(ConstraintError) -> CPUSpecification {
        let allowed = "one of hw:cpu_dedicated_mask and hw:cpu_realtime"
        switch (dedicatedMask, realtime) {
        case (let stated?, nil), (nil, let stated?): return stated.value
        case (let mask?, let realtime?):
            throw ConstraintError(
                .requiredMixedOrRealtimeCPUMask, mask.setting, allowed: allowed,
                "\(mask.setting.text) and \(realtime.setting.text) both say which CPUs are dedicated; use one of them")
        case (nil, nil):
            throw ConstraintError(
                .requiredMixedOrRealtimeCPUMask, key: "hw:cpu_dedicated_mask", value: "", allowed: allowed,
                message: "the CPU policy mixed needs to know which CPUs are dedicated; give \(allowed)")
        }
    }
}
