/// Where emulator threads run (NUMA, 2.6).
enum EmulatorThreadsRule {
    private static let allowed = EmulatorThreads.allCases.map(\.rawValue).joined(separator: ", ")

    /// The flavor's policy; absent: it has none.
    static func policy(_ input: FlavorAndImage) throws(ConstraintError) -> Stated<EmulatorThreads>? {
        guard let setting = input.givenExtraSpec("hw:emulator_threads_policy") else { return nil }
        guard let policy = EmulatorThreads(rawValue: setting.value) else {
            throw ConstraintError(
                .invalidEmulatorThreadsPolicy, setting, allowed: allowed,
                "\(setting.text) is no policy for emulator threads; allowed: \(allowed)")
        }
        return Stated(value: policy, setting: setting)
    }
}
