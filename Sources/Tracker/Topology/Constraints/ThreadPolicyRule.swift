/// How hardware threads are used (NUMA, 2.3).
enum ThreadPolicyRule {
    private static let allowed = ThreadPolicy.allCases.map(\.rawValue).joined(separator: ", ")

    /// The policy of flavor and image; absent: neither has one.
    ///
    /// A flavor that says `prefer` is not changed by any policy of the image.
    static func policy(_ input: FlavorAndImage) throws(ConstraintError) -> Stated<ThreadPolicy>? {
        let flavor = try read(input.givenExtraSpec("hw:cpu_thread_policy"))
        let image = try read(input.givenProperty("hw_cpu_thread_policy"))
        guard let flavor else { return image }
        guard flavor.value != .prefer, let image, image.value != flavor.value else { return flavor }
        let allowed = flavor.value.rawValue
        throw ConstraintError(
            .imageCPUThreadPolicyForbidden, image.setting, allowed: allowed,
            "the image asks for \(image.setting.text) and the flavor for \(flavor.setting.text); "
                + "allowed for the image: \(allowed), or no policy")
    }

    private static func read(_ setting: Setting?) throws(ConstraintError) -> Stated<ThreadPolicy>? {
        guard let setting else { return nil }
        guard let policy = ThreadPolicy(rawValue: setting.value) else {
            throw ConstraintError(
                .invalidCPUThreadAllocationPolicy, setting, allowed: allowed,
                "\(setting.text) is no CPU thread policy; allowed: \(allowed)")
        }
        return Stated(value: policy, setting: setting)
    }
}
