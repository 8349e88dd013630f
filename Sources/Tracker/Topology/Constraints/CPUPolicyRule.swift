/// How guest CPUs are placed (NUMA, 2.2).
enum CPUPolicyRule {
    private static let allowed = CPUPolicy.allCases.map(\.rawValue).joined(separator: ", ")

    /// The policy of flavor and image; absent: neither has one.
    static func policy(_ input: FlavorAndImage) throws(ConstraintError) -> Stated<CPUPolicy>? {
        let flavor = try read(input.givenExtraSpec("hw:cpu_policy"))
        let image = try read(input.givenProperty("hw_cpu_policy"))
        switch (flavor?.value, image?.value) {
        case (nil, _): return image
        case (.dedicated, _), (.mixed, nil), (.mixed, .shared), (.mixed, .mixed), (.shared, nil), (.shared, .shared):
            return flavor
        case (.mixed, .dedicated), (.shared, .mixed), (.shared, .dedicated):
            throw forbidden(flavor, image)
        }
    }

    private static func read(_ setting: Setting?) throws(ConstraintError) -> Stated<CPUPolicy>? {
        guard let setting else { return nil }
        guard let policy = CPUPolicy(rawValue: setting.value) else {
            throw ConstraintError(
                .invalidCPUAllocationPolicy, setting, allowed: allowed,
                "\(setting.text) is no CPU policy; allowed: \(allowed)")
        }
        return Stated(value: policy, setting: setting)
    }

    private static func forbidden(_ flavor: Stated<CPUPolicy>?, _ image: Stated<CPUPolicy>?) -> ConstraintError {
        let (theirs, ours) = (image?.setting.text ?? "", flavor?.setting.text ?? "")
        let allowed = flavor?.value == .mixed ? "shared, mixed" : "shared"
        return ConstraintError(
            .imageCPUPinningForbidden, key: image?.setting.key ?? "", value: image?.setting.value ?? "",
            allowed: allowed,
            message: "the image asks for \(theirs), more than the flavor's \(ours) gives; "
                + "allowed for the image: \(allowed), or no policy")
    }
}
