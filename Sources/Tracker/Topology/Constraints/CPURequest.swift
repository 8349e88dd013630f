/// What flavor and image ask for in the way of CPUs: the rules 1 to 8 of NUMA, 2.1, in their order.
struct CPURequest: Hashable, Sendable {
    /// CPU policy; absent: none, which is as good as shared.
    let policy: CPUPolicy?
    /// Thread policy; absent: none, which is as good as prefer.
    let threadPolicy: ThreadPolicy?
    /// Where emulator threads run.
    let emulatorThreads: EmulatorThreads?
    /// Dedicated guest CPUs.
    let dedicatedCPUs: CPUSpecification
    /// Shared CPUs that the flavor asks for by name, which need not be as many as it has; 0: it asks for none.
    let namedSharedCPUs: Int64

    /// Applies the rules.
    init(_ input: FlavorAndImage) throws(ConstraintError) {
        let statedPolicy = try CPUPolicyRule.policy(input)
        let statedThreads = try ThreadPolicyRule.policy(input)
        let realtime = try RealtimeRule.cpus(input)
        let mask = try DedicatedMaskRule.cpus(input)
        let emulator = try EmulatorThreadsRule.policy(input)
        let named = ExplicitResources(input.flavor)
        let policy = try ExplicitResourcesRule.policy(statedPolicy, named, emulator, input)
        let threads = try HyperthreadingTraitRule.policy(statedThreads, input)
        let combination = PolicyCombinationRule(
            policy: policy, threadPolicy: threads, emulatorThreads: emulator, dedicatedMask: mask, realtime: realtime)
        dedicatedCPUs = try combination.dedicatedCPUs(of: input.guestCPUs)
        self.policy = policy
        threadPolicy = threads?.value
        emulatorThreads = emulator?.value
        namedSharedCPUs = named.shared
    }
}
