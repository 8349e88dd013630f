/// Which guest CPUs run in real time (NUMA, 2.4); they matter to the policy `mixed` only.
enum RealtimeRule {
    /// The realtime CPUs; absent: the flavor does not ask for real time, and masks are not even read.
    static func cpus(_ input: FlavorAndImage) throws(ConstraintError) -> Stated<CPUSpecification>? {
        guard let realtime = input.givenExtraSpec("hw:cpu_realtime"), DecimalText.isTrue(realtime.value) else {
            return nil
        }
        let mask = input.givenProperty("hw_cpu_realtime_mask") ?? input.givenExtraSpec("hw:cpu_realtime_mask")
        var cpus = input.guestCPUs
        if let mask { cpus = try input.mask(mask) }
        let setting = mask ?? realtime
        if cpus.isEmpty { throw refusal(setting, input, "leaves no CPU") }
        let emulatorThreads = try EmulatorThreadsRule.policy(input)
        if cpus == input.guestCPUs, emulatorThreads == nil {
            throw refusal(setting, input, "leaves no CPU for other work, and hw:emulator_threads_policy is not given")
        }
        guard cpus.isSubset(of: input.guestCPUs) else {
            throw refusal(setting, input, "has CPUs that the guest does not have")
        }
        return Stated(value: cpus, setting: setting)
    }

    private static func refusal(_ setting: Setting, _ input: FlavorAndImage, _ what: String) -> ConstraintError {
        let all = input.guestCPUs.text
        let allowed = "some of the CPUs \(all), or all of them with a policy for emulator threads"
        return ConstraintError(
            .realtimeMaskNotFoundOrInvalid, setting, allowed: allowed, "\(setting.text) \(what); allowed: \(allowed)")
    }
}
