/// Image properties that are read before any rule is looked at (NUMA, 2).
///
/// The reference answers a bad one with `InvalidRequest`, and a bad list of CPUs as everywhere with `Invalid`. Here an
/// empty text is a bad value as well.
enum ImageVocabulary {
    /// Refuses the first property whose value is not one of its kind.
    static func check(_ image: [String: String]) throws(ConstraintError) {
        guard !image.isEmpty else { return }
        try check(image, numbers: ["hw_cpu_cores", "hw_cpu_sockets"])
        try check(image, numbers: ["hw_cpu_max_cores", "hw_cpu_max_sockets", "hw_cpu_max_threads"])
        try check(image, "hw_cpu_policy", words: CPUPolicy.allCases.map(\.rawValue))
        try check(image, "hw_cpu_thread_policy", words: ThreadPolicy.allCases.map(\.rawValue))
        try check(image, numbers: ["hw_cpu_threads", "hw_numa_nodes"])
        for setting in FlavorAndImage.list("hw_numa_cpus.", in: image) { _ = try FlavorAndImage.cpus(setting) }
        for setting in FlavorAndImage.list("hw_numa_mem.", in: image) { try checkNumber(setting) }
        try check(image, "hw_pci_numa_affinity_policy", words: PCINUMAPolicy.allCases.map(\.rawValue))
    }

    private static func check(_ image: [String: String], numbers keys: [String]) throws(ConstraintError) {
        for key in keys {
            if let value = image[key] { try checkNumber(Setting(key: key, value: value)) }
        }
    }

    private static func checkNumber(_ setting: Setting) throws(ConstraintError) {
        guard DecimalText.integer(setting.value) == nil else { return }
        throw refusal(setting, allowed: "a whole number")
    }

    private static func check(
        _ image: [String: String], _ key: String, words: [String]
    ) throws(ConstraintError) {
        guard let value = image[key], !words.contains(value) else { return }
        throw refusal(Setting(key: key, value: value), allowed: words.joined(separator: ", "))
    }

    private static func refusal(_ setting: Setting, allowed: String) -> ConstraintError {
        ConstraintError(
            .invalidRequest, setting, allowed: allowed,
            "the image's property \(setting.text) is invalid; allowed: \(allowed)")
    }
}
