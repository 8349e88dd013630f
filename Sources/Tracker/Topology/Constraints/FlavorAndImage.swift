/// A flavor and an image, asked for their settings by key.
struct FlavorAndImage: Sendable {
    /// The flavor.
    let flavor: Flavor
    /// The image's properties.
    let image: [String: String]
    /// All guest CPUs.
    let guestCPUs: CPUSpecification

    /// Makes one from its parts.
    init(flavor: Flavor, image: [String: String]) {
        self.flavor = flavor
        self.image = image
        guestCPUs = CPUSpecification(count: flavor.vcpus)
    }

    /// An extra specification that is there, even if it is empty.
    func extraSpec(_ key: String) -> Setting? { flavor.extraSpecs[key].map { Setting(key: key, value: $0) } }

    /// An image property that is there, even if it is empty.
    func property(_ key: String) -> Setting? { image[key].map { Setting(key: key, value: $0) } }

    /// An extra specification that is there and says something.
    func givenExtraSpec(_ key: String) -> Setting? { extraSpec(key).flatMap { $0.value.isEmpty ? nil : $0 } }

    /// An image property that is there and says something.
    func givenProperty(_ key: String) -> Setting? { property(key).flatMap { $0.value.isEmpty ? nil : $0 } }
}

extension FlavorAndImage {
    /// A CPU mask; one that begins with `^` is taken from all guest CPUs (NUMA, 2.4 and 2.5).
    func mask(_ setting: Setting) throws(ConstraintError) -> CPUSpecification {
        let isFromAll = DecimalText.trimmed(setting.value.unicodeScalars[...]).first == "^"
        let text = isFromAll ? "0-\(flavor.vcpus.subtractingSaturating(1)),\(setting.value)" : setting.value
        return try Self.cpus(setting, text)
    }

    /// The CPUs that a setting lists.
    static func cpus(_ setting: Setting) throws(ConstraintError) -> CPUSpecification {
        try cpus(setting, setting.value)
    }

    private static func cpus(_ setting: Setting, _ text: String) throws(ConstraintError) -> CPUSpecification {
        do throws(CPUSpecificationError) {
            return try CPUSpecification(parsing: text)
        } catch {
            throw ConstraintError(
                .invalid, setting, allowed: CPUSpecificationError.allowed,
                "\(setting.text) cannot be read at \"\(Setting.shortened(error.item, to: 64))\"; "
                    + "give \(CPUSpecificationError.allowed)")
        }
    }

    /// The settings `prefix0`, `prefix1` and so on up to the first that is missing (NUMA, 2.11).
    static func list(_ prefix: String, in settings: [String: String]) -> [Setting] {
        var found: [Setting] = []
        while found.count < maximumListLength, let value = settings["\(prefix)\(found.count)"] {
            found.append(Setting(key: "\(prefix)\(found.count)", value: value))
        }
        return found
    }

    /// Indexes beyond are not looked at.
    private static let maximumListLength = 128
}
